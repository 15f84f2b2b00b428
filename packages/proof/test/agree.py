"""Holds docs/format/verify.py against every vector, and prints where they disagree, a line each.

    python3 agree.py <docs/format> <packages/proof/vectors>

The last line says how many cases were asked: `<cases> cases, <disagreements> disagree`.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import ed25519  # noqa: E402
import notes  # noqa: E402
import verify as v  # noqa: E402

VECTORS = Path(sys.argv[2])
asked, disagreements = 0, []


def is_included(index, size, leaf, root, proof):
    """An inclusion proof is a proof of one leaf, its hashes by nearness instead of from the left."""
    v.need(0 <= index < size, f"leaf {index} is not in a tree of {size}")
    start, parts = 0, []
    while size > 1:
        right = index >= start + notes.split(size)
        parts.append(right)
        start, size = (start + notes.split(size), size - notes.split(size)) if right else (start, notes.split(size))
    v.need(len(proof) == len(parts), f"a proof of {len(proof)} hashes, expected {len(parts)}")
    for right, other in zip(reversed(parts), proof):
        leaf = notes.join(other, leaf) if right else notes.join(leaf, other)
    return leaf == root


def refuses(check):
    try:
        return check() is False
    except v.Wrong:
        return True


def ask(file, group, check):
    """`check` is given a case; it raises Wrong or gives False where it refuses, else what it has read."""
    global asked
    for case in json.loads((VECTORS / file).read_text())[group]:
        asked += 1
        refused = refuses(lambda: check(case))
        if refused != (case["result"] == "refused"):
            disagreements.append(f"{file}, {group}: {case['name']} is {case['result']}, verify.py says otherwise")


def data_of(case):
    return bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode("utf-8", "surrogatepass")


def same(found, case, *names):
    """What was read is what the case says; a refused case says nothing."""
    return case["result"] == "refused" or all(found[name] == case[name] for name in names)


def base64_case(alphabet):
    return lambda case: v.decode(case["text"], alphabet).hex() == case.get("hex")


def entry(case):
    return v.parse_entry(data_of(case)) and v.encode(v.leaf_hash(data_of(case))) == case.get("leafHash")


def chain(case):
    before, data_before, hashes = None, None, []
    for text in case["entries"]:
        data = text.encode()
        parsed = v.parse_entry(data)
        v.check_link(before, parsed, data_before)
        before, data_before = parsed, data
        hashes.append(v.leaf_hash(data))
    return [v.encode(each) for each in hashes] == case["leafHashes"] and v.encode(v.tree_root(hashes)) == case["root"]


def submission(case):
    submission = case["submission"]
    message = v.submission_message(submission).decode()
    key = v.public_key(submission["author"])
    return message == case["message"] and v.signed(key, message.encode(), v.decode(case["signature"]))


def enrolment(case):
    enrolment = case["enrolment"]
    message = v.enrolment_message(enrolment["key"], enrolment["ledger"], enrolment["party"])
    signature = v.decode(case["signature"])
    return message.decode() == case["message"] and v.signed(v.public_key(enrolment["key"]), message, signature)


def signature(case):
    return v.signed(*(bytes.fromhex(case[name]) for name in ("publicKey", "message", "signature")))


def keys_of(case):
    return [v.verifier_key(key) for key in case["keys"]]


def note(case):
    text, signed_by = notes.open_note(case["note"], keys_of(case))
    return case["result"] == "refused" or (text == case["text"] and {key[0] for key in signed_by} == set(case["signedBy"]))


def checkpoint(case):
    origin, size, root = v.open_checkpoint(case["note"], keys_of(case))
    return case["result"] == "refused" or {"origin": origin, "size": size, "root": v.encode(root)} == case["checkpoint"]


def verifier_key(case):
    name, key_id, key = v.verifier_key(case["text"])
    return case["result"] == "refused" or [name, key_id.hex(), key.hex()] == [case[x] for x in ("keyName", "keyId", "hex")]


def inclusion(case):
    hashes = [v.decode(each, size=32) for each in case["proof"]]
    leaf, root = v.decode(case["leafHash"], size=32), v.decode(case["root"], size=32)
    return is_included(case["index"], case["size"], leaf, root, hashes)


def consistency(case):
    hashes = [v.decode(each, size=32) for each in case["proof"]]
    roots = [v.decode(case[name], size=32) for name in ("root1", "root2")]
    return notes.begins_with(case["size1"], case["size2"], *roots, hashes)


ask("base64.json", "base64url", base64_case("-_"))
ask("base64.json", "base64", base64_case("+/"))
ask("canonical-json.json", "cases", lambda case: (v.parse(data_of(case)), True)[1])
ask("event.json", "cases", lambda case: v.event_digest(data_of(case)) == case["digest"])
ask("entry.json", "cases", entry)
ask("chain.json", "cases", chain)
ask("submission.json", "cases", submission)
ask("enrolment.json", "cases", enrolment)
ask("ed25519.json", "cases", signature)
ask("public-key.json", "cases", lambda case: ed25519.may_sign(bytes.fromhex(case["hex"])))
ask("verifier-key.json", "cases", verifier_key)
ask("signed-note.json", "cases", note)
ask("checkpoint.json", "cases", checkpoint)
ask("merkle.json", "inclusion", inclusion)
ask("merkle.json", "consistency", consistency)
ask("names.json", "timestamps", lambda case: v.is_timestamp(case["text"]))
ask("names.json", "origins", lambda case: v.ORIGIN.match(case["text"]) is not None)
ask("names.json", "eventIds", lambda case: v.EVENT_ID.match(case["text"]) is not None)
ask("names.json", "digests", lambda case: v.decode(case["text"], size=32).hex() == case.get("hex"))
ask("names.json", "publicKeys", lambda case: v.public_key(case["text"]).hex() == case.get("hex"))


class Refusing:
    """A library that refuses every signature: what libraries refuse of their own accord is not for them to say."""

    from_public_bytes = classmethod(lambda cls, key: cls())

    def verify(self, signature, message):
        raise ValueError


ed25519.Ed25519PublicKey, ed25519.InvalidSignature = Refusing, ValueError
for case in json.loads((VECTORS / "ed25519.json").read_text())["cases"]:
    if case["key"] == "accepted" and case["signature"].startswith(ed25519.NEUTRAL.hex()):
        asked += 1
        if signature(case) != (case["result"] == "accepted"):
            disagreements.append(f"ed25519.json: {case['name']} is left to a library")
merkle = json.loads((VECTORS / "merkle.json").read_text())
for size, root in enumerate(merkle["roots"]):
    asked += 1
    if v.encode(v.tree_root([v.decode(each) for each in merkle["leafHashes"][:size]])) != root:
        disagreements.append(f"merkle.json: the root of {size} leaves")
print("\n".join([*disagreements, f"{asked} cases, {len(disagreements)} disagree"]))
