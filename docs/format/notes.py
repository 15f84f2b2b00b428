"""merkle-tree-and-checkpoint.md: the tree, signed notes, and trust that goes from one checkpoint key to the next."""
import re
from canonical import decode, need, sha256, whole, WHOLE
from ed25519 import may_sign, signed

NAME = re.compile(r"[^+\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+\Z")
ORIGIN = re.compile(r"(?=.{1,100}\Z)[a-z0-9.-]+(/[A-Za-z0-9._~-]+)*\Z")
def public_key(text):
    need(isinstance(text, str) and text.startswith("ed25519:"), f"{text!r} is no key")
    need(may_sign(decode(text[8:], size=32)), f"{text} may not sign")
    return decode(text[8:])
def split(size):
    return 1 << (size - 1).bit_length() - 1
def join(left, right):
    return sha256(b"\1" + left + right)
def next_of(others):
    need(others, "a proof with too few hashes")
    return others.pop(0)
def root_of(size, leaves, others, start=0):
    """The root over [start, start + size): of the leaves known by their index, and of the next hash of any other part."""
    if not any(start <= index < start + size for index in leaves):
        return next_of(others)
    if size == 1:
        return leaves[start]
    left = root_of(split(size), leaves, others, start)
    return join(left, root_of(size - split(size), leaves, others, start + split(size)))
def beginning(old, size, root, others, whole=True):
    """The roots of the first `old` leaves and of all `size`, by the hashes of a proof in the order of RFC 9162, 2.1.4.1."""
    if old == size:
        return (root, root) if whole else (next_of(others),) * 2
    half = split(size)
    if old <= half:
        first, second = beginning(old, half, root, others, whole)
        return first, join(second, next_of(others))
    first, second = beginning(old - half, size - half, root, others, False)
    left = next_of(others)
    return join(left, first), join(left, second)
def begins_with(old, size, old_root, root, proof):
    """That the log of `size` entries begins with that of `old`."""
    if old == 0:
        return not proof and old_root == sha256(b"") and (size > 0 or root == old_root)
    others = list(proof)
    return 0 < old <= size and beginning(old, size, old_root, others) == (old_root, root) and not others
def tree_root(hashes):
    level = list(hashes)
    while len(level) > 1:
        level = [join(*level[at : at + 2]) if at + 1 < len(level) else level[at] for at in range(0, len(level), 2)]
    return level[0] if level else sha256(b"")
def verifier_key(text):
    name, key_id, encoded = (text.split("+", 2) + ["", ""])[:3]
    data = decode(encoded, "+/", 33)
    need(NAME.match(name) and data[0] == 1 and may_sign(data[1:]), f"{text} is no key for notes")
    need(key_id == sha256(name.encode() + b"\n" + data)[:4].hex(), f"{text} has another key's id")
    return name, bytes.fromhex(key_id), data[1:]
def note_key(origin, key):
    data = b"\1" + public_key(key)
    return origin, sha256(origin.encode() + b"\n" + data)[:4], data[1:]
def read_note(note, keys):
    """The text of a note, those of the keys that signed it, and the name on each line; a bad signature refuses it."""
    text, _, rest = note.rpartition("\n\n")
    need(rest.endswith("\n") and len(note) <= 1_000_000, "a note ends in signature lines")
    need(not re.search(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]", text) and rest.count("\n") <= 100, "a note is lines of text")
    found, names = [], []
    for line in rest[:-1].split("\n"):
        name, _, encoded = line[2:].partition(" ")
        data = decode(encoded, "+/")
        need(line.startswith("\u2014 ") and NAME.match(name) and len(data) > 4, f"{line[:80]} is no signature line")
        names.append(name)
        for key in keys:
            if (name, data[:4]) == key[:2]:
                need(signed(key[2], (text + "\n").encode(), data[4:]), f"{name} did not sign this note")
                found.append(key)
    return text + "\n", found, names
def open_note(note, keys):
    """The same of a note that one of the keys at least must have signed."""
    text, found, _ = read_note(note, keys)
    need(found, "no trusted key has signed the note")
    return text, found
def read_checkpoint(text):
    lines = text.split("\n")
    need(len(lines) == 4 and WHOLE.match(lines[1]) and lines[1][0] != "-", "a checkpoint is origin, size and root")
    need(ORIGIN.match(lines[0]), f"{lines[0]} is no origin")
    return lines[0], whole(lines[1]), decode(lines[2], "+/", 32)
def open_checkpoint(note, keys):
    text, found = open_note(note, keys)
    origin, size, root = read_checkpoint(text)
    need(any(key[0] == origin for key in found), f"no key of {origin} signed")
    return origin, size, root

# --- which keys sign a ledger's checkpoints: `signing` has of each key the position that names it and that which retires it
def own_checkpoint(note, signing):
    """Size, root, signers and number of lines of a note which each key has signed that signs at its size, and no other."""
    text, found, names = read_note(note, signing)
    origin, size, root = read_checkpoint(text)
    active = [key for key, (first, last) in signing.items() if key[0] == origin and first < size <= last]
    need(active and set(found) == set(active), f"{len(active)} keys sign at {size} entries, here {len(set(found))}")
    need(names.count(origin) == len(active), f"other lines of {origin}")
    return size, root, active, len(names)
def led(trusted, signing, size, signers):
    """The keys that are trusted when these have signed so many entries: those too that come after a trusted one."""
    named = [key for key, (first, _) in signing.items() if first < size]
    leads = [named.index(key) for key in signers if key in trusted]
    return trusted + named[min(leads) + 1 :] if leads else trusted
def follow(changes, trusted, signing, log_size, log_root):
    """The keys that are trusted after the changes of keys in a bundle."""
    named_before = 1
    for change in changes:
        need(set(change) == {"checkpoint", "proof"} and isinstance(change["proof"], list), "a change has a checkpoint and a proof")
        size, root, signers, lines = own_checkpoint(change["checkpoint"], signing)
        proof, named = [decode(each, size=32) for each in change["proof"]], sum(first < size for first, _ in signing.values())
        need(lines == len(signers) and named > named_before, "a change with others' lines, or that names no key")
        need(begins_with(size, log_size, root, log_root, proof), f"the log does not begin with that of {size} entries")
        named_before, trusted = named, led(trusted, signing, size, signers)
    return trusted
