#!/usr/bin/env python3
"""Checks what a Lodestone ledger has given away, written from the pages of this folder alone. Python 3.9 and its standard
library; with the package `cryptography`, where it is there, signatures are checked a hundred times faster.

    python3 verify.py folder <folder> --trust <verifier key>...   what `lodestone publish` or `lodestone export` wrote
    python3 verify.py bundle <file> --trust <verifier key>...     what `lodestone prove` wrote

It says `valid` of a folder or `recorded` of a bundle and exits with 0, or the first thing that is wrong and exits with 1. It
checks bytes, digests, signatures, keys, mandates, links, tree, checkpoint and openings. It does not decide the rules of
custody again: no masses, no roles but that of an authority, and of a bundle not what it claims; nor does it ask for
witnesses. Of a folder it reads no more than that takes: not the checkpoints of before, unless trust needs them, and no files
beside. `lodestone verify` and `verify-bundle` do all of this.
It needs canonical.py, ed25519.py, members.py and notes.py beside it."""
import re
import sys
from pathlib import Path
from canonical import canonical, decode, encode, need, parse, sha256, Wrong
from ed25519 import signed
from members import enrolment_message, Members, submission_message
from notes import follow, led, open_checkpoint, ORIGIN, own_checkpoint, public_key, read_checkpoint, read_note
from notes import root_of, tree_root, verifier_key

def open_file(path):
    """A file as a stranger may have made it: not a pipe or a device, which would not end."""
    need(path.is_file(), f"{path} is not there, or no file")
    return path.open("rb")
def read_file(path, bytes_max):
    with open_file(path) as file:
        data = file.read(bytes_max + 1)
    need(len(data) <= bytes_max, f"{path} has more than {bytes_max} bytes")
    return data
def read_lines(path, bytes_max):
    with open_file(path) as file:
        while line := file.readline(bytes_max + 1):
            need(line.endswith(b"\n"), f"{path} has a line without an end, or of more than {bytes_max} bytes")
            yield line[:-1]

# --- submission.md, event.md, entry-and-receipt.md -----------------------------------------------------------------
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
EVENT_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
TIMESTAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z\Z")
def is_timestamp(text):
    parts = TIMESTAMP.match(text)
    year, month, day, hour = (int(each) for each in parts.groups()) if parts else (0, 0, 0, 0)
    leap = year % 4 == 0 and year % 100 != 0 or year % 400 == 0
    return 1 <= month <= 12 and 1 <= day <= [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] and hour < 24
ENTRY_MEMBERS = {"author", "events", "ledger", "position", "previous", "recordedAt", "signature", "submission", "v"}
def event_digest(data):
    need(len(data) <= 2**21 and isinstance(parse(data), dict), "an event is an object of at most 2 MiB")
    return encode(sha256(b"lodestone/event/1\n" + data))
def leaf_hash(entry):
    return sha256(b"\0" + entry)
def parse_entry(data):
    entry = parse(data)
    need(isinstance(entry, dict) and set(entry) == ENTRY_MEMBERS and len(data) <= 65_535, "an entry has nine members")
    position, events = entry["position"], entry["events"]
    need(type(entry["v"]) is int and entry["v"] == 1, f"version {entry['v']}")
    need(type(position) is int and position >= 0, f"position {position}")
    need(isinstance(events, list) and 1 <= len(events) <= 1_000, "an entry has 1 to 1,000 events")
    need(all(isinstance(entry[name], str) for name in ENTRY_MEMBERS - {"events", "position", "previous", "v"}), "no text")
    need(position > 0 or entry["previous"] is None, "nothing comes before entry 0")
    origin, *first = entry["ledger"].split("#", 1)
    need(ORIGIN.match(origin) and len(first) == (position > 0), f"ledger {entry['ledger']}")
    for digest in [*events, *first, *([entry["previous"]] if position > 0 else []), entry["author"][8:]]:
        decode(digest, size=32)
    decode(entry["signature"], size=64)
    need(entry["author"].startswith("ed25519:") and UUID.match(entry["submission"]), "an author and a UUID")
    need(is_timestamp(entry["recordedAt"]), f"recordedAt {entry['recordedAt']}")
    return entry
def check_link(before, entry, data_before):
    """That an entry continues the one before it."""
    position = 0 if before is None else before["position"] + 1
    need(entry["position"] == position, f"position {entry['position']}, expected {position}")
    if before is None:
        return
    previous = encode(leaf_hash(data_before))
    need(entry["previous"] == previous, f"entry {position}: previous is {entry['previous']}, expected {previous}")
    name = before["ledger"] if position > 1 else f"{before['ledger']}#{previous}"
    need(entry["ledger"] == name, f"entry {position}: ledger {entry['ledger']}, expected {name}")
    need(entry["recordedAt"] >= before["recordedAt"], f"entry {position}: {entry['recordedAt']} goes back")

# --- tile.md, export.md: a folder of files -------------------------------------------------------------------------
def paths(kind, count):
    """The files of `count` hashes or entries, each with how many it has."""
    for index in range((count + 255) // 256):
        digits = str(index).zfill((len(str(index)) + 2) // 3 * 3)
        groups = [("x" if at + 3 < len(digits) else "") + digits[at : at + 3] for at in range(0, len(digits), 3)]
        width = min(256, count - 256 * index)
        yield f"{kind}/{'/'.join(groups)}{'' if width == 256 else f'.p/{width}'}", width
def read_entries(folder, size):
    """Each entry with its events, None for each where the folder has none."""
    for (path, width), (events_path, _) in zip(paths("tile/entries", size), paths("events", size)):
        data, at = read_file(folder / path, width * (2 + 65_535)), 0
        lines = read_lines(folder / events_path, 2**21) if (folder / "events").is_dir() else None
        for _ in range(width):
            end = at + 2 + int.from_bytes(data[at : at + 2], "big")
            need(at + 2 < end <= len(data), f"{path} is cut short")
            entry, found = parse_entry(data[at + 2 : end]), []
            for digest in entry["events"] if lines is not None else []:
                line = next(lines, b"")
                need(event_digest(line) == digest, f"{events_path}: not the event {digest}")
                found.append(parse(line))
            yield data[at + 2 : end], entry, found
            at = end
        need(at == len(data) and next(lines or iter(()), None) is None, f"{path} or {events_path} has more than its entries")
def check_folder(folder, keys):
    note = read_file(folder / "checkpoint", 1_000_000).decode()
    origin, size, root = read_checkpoint(read_note(note, [])[0])
    hashes, before, data_before, members_known, events_read = [], None, None, Members(), 0
    for data, entry, events in read_entries(folder, size):
        check_link(before, entry, data_before)
        need(before is not None or entry["ledger"] == origin, f"entry 0 is of {entry['ledger']}, the checkpoint of {origin}")
        if events:
            members_known.check_entry(entry, events)
        else:
            message = submission_message(entry)
            need(signed(public_key(entry["author"]), message, decode(entry["signature"])), f"entry {len(hashes)}: not signed")
        hashes.append(leaf_hash(data))
        before, data_before, events_read = entry, data, events_read + len(events)
    need(tree_root(hashes) == root, f"the root is {encode(tree_root(hashes))}, the checkpoint says {encode(root)}")
    if events_read:
        trusted, signers = [key for key in keys if key[0] == origin], own_checkpoint(note, members_known.signing)[2]
        for line in [] if set(trusted) & set(signers) else read_lines(folder / "checkpoints", 4_000_000):
            old, old_root, old_signers, _ = own_checkpoint(parse(line, 1), members_known.signing)
            need(tree_root(hashes[:old]) == old_root, f"the checkpoint of {old} entries has another root")
            trusted = led(trusted, members_known.signing, old, old_signers)
        need(set(trusted) & set(signers), "no trusted key has signed, and no checkpoint of before leads to one that has")
    else:
        open_checkpoint(note, keys)
    level, depth = hashes, 0
    while level:
        for index, (path, width) in enumerate(paths(f"tile/{depth}", len(level))):
            expected = b"".join(level[256 * index : 256 * index + width])
            need(read_file(folder / path, len(expected)) == expected, f"{path} is not the tile of these entries")
        level, depth = [tree_root(level[at : at + 256]) for at in range(0, len(level) - 255, 256)], depth + 1
    return f"valid: {size} entries of {origin} with {events_read or 'none of their'} events, up to {before['recordedAt']}"

# --- event.md, sealed members --------------------------------------------------------------------------------------
FIELD = re.compile(r"(replacement\.)?[a-z][A-Za-z]{0,63}\Z")
def check_opening(opening, event):
    need(len(decode(opening["salt"])) == 32 and set(opening) == {"event", "field", "salt", "value"}, "an opening")
    need(EVENT_ID.match(opening["event"]) and FIELD.match(opening["field"]), "an event's id and a member")
    data = canonical(opening).encode()
    need(len(data) <= 2_097_408, "an opening has at most 2,097,408 bytes")
    commitment, (member, *path) = encode(sha256(b"lodestone/seal/1\n" + data)), opening["field"].split(".")[::-1]
    need(event["sealed"][opening["field"]] == commitment, f"{opening['field']} was not sealed so")
    stated = event if not path else event.get("replacement")
    need(not isinstance(stated, dict) or member not in stated, f"{opening['field']} is sealed, and stated as well")

# --- evidence-bundle.md --------------------------------------------------------------------------------------------
def check_bundle(path, keys):
    bundle = parse(read_file(path, 2**26), 20)
    changes = bundle.get("keyChanges")
    expected = {"checkpoint", "claim", "digest", "entries", "ledger", "openings", "proof", "v"}
    need(set(bundle) - {"keyChanges"} == expected and changes != [] and bundle["v"] == 1, "no bundle")
    lists = [bundle["entries"], bundle["openings"], bundle["proof"], bundle.get("keyChanges", [])]
    need(type(bundle["v"]) is int and all(isinstance(each, list) for each in lists), "a version and lists")
    rest = canonical({name: bundle[name] for name in bundle if name != "digest"}, 20).encode()
    need(bundle["digest"] == encode(sha256(b"lodestone/bundle/1\n" + rest)), "the digest is not that of the bundle")
    origin, size, root = read_checkpoint(read_note(bundle["checkpoint"], [])[0])
    leaves, known, events, last, at = {}, Members(), {}, -1, ""
    for item in bundle["entries"]:
        need(set(item) == {"entry", "events"}, "an entry with its events")
        entry_bytes, shown, why = item["entry"].encode(), [], None
        entry = parse_entry(entry_bytes)
        need(last < entry["position"] < size, f"entry {entry['position']} after {last} of {size}")
        need(entry["position"] <= 9_007_199_254_739, f"entry {entry['position']} is beyond all places")
        need(at <= entry["recordedAt"], f"entry {entry['position']}: {entry['recordedAt']} goes back")
        linked = last + 1 < entry["position"] or last < 0 or entry["previous"] == encode(leaves[last])
        need(linked, f"entry {entry['position']}: previous is {entry['previous']}, expected {encode(leaves.get(last, b''))}")
        leaves[entry["position"]], last, at = leaf_hash(entry_bytes), entry["position"], entry["recordedAt"]
        need(entry["ledger"] == (bundle["ledger"] if last > 0 else origin), f"entry {last}: {entry['ledger']} is another ledger")
        for each in item["events"]:
            if isinstance(each, str):
                need(event_digest(each.encode()) == entry["events"][len(shown)], f"entry {last}: not event {len(shown)}")
                shown, why = [*shown, parse(each.encode())], None
            else:
                need(set(each) == {"count", "withheld"} and isinstance(each["withheld"], str), "a count and a reason")
                need(each["withheld"] != why and type(each["count"]) is int and 1 <= each["count"] <= 1_000, "one run")
                shown, why = shown + [None] * each["count"], each["withheld"]
        need(len(shown) == len(entry["events"]), f"entry {last} has {len(entry['events'])} events, not {len(shown)}")
        known.check_entry(entry, shown)
        events.update({event["id"]: event for event in filter(None, shown)})
    need(bundle["ledger"] == f"{origin}#{encode(leaves[0])}", f"the ledger is {origin}#{encode(leaves[0])}")
    signers = own_checkpoint(bundle["checkpoint"], known.signing)[2]
    trusted = follow(changes or [], [key for key in keys if key[0] == origin], known.signing, size, root)
    need(set(trusted) & set(signers), "no trusted key has signed, and no change of keys leads to one that has")
    others = [decode(each, size=32) for each in bundle["proof"]]
    found = root_of(size, leaves, others)
    need(found == root and not others, f"the proof leads to {encode(found)}, the checkpoint says {encode(root)}")
    names = [f"{opening['event']} {opening['field']}" for opening in bundle["openings"]]
    need(names == sorted(set(names)), "openings that do not rise by event and member")
    for opening in bundle["openings"]:
        check_opening(opening, events[opening["event"]])
    return f"recorded: {len(leaves)} of {size} entries of {origin} with {len(events)} events; the claim about them was not looked at"

# What a check ends with that does not hold, or that comes upon something of another kind than it should be.
REFUSALS = (Wrong, OSError, LookupError, TypeError, ValueError, AttributeError)

def main(arguments):
    try:
        command, path, trust, *keys = arguments
        check = {"folder": check_folder, "bundle": check_bundle}[command]
        need(trust == "--trust" and keys, "")
    except (KeyError, ValueError, Wrong):
        return print(__doc__) or 2
    try:
        return print(check(Path(path), [verifier_key(key) for key in keys]))
    except REFUSALS as error:
        return print("invalid:", error or type(error).__name__) or 1

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
