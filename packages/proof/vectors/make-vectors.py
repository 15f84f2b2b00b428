#!/usr/bin/env python3
"""Writes the vectors of this folder with a second implementation of the format that shares no code with the package:
Python's json and hashlib, and Ed25519 from the formulas of RFC 8032 with plain integers. Needs Python 3.9 and nothing else.
Every key and every number here is fixed, so running it again writes the same files.

    python3 make-vectors.py
"""

import base64
import hashlib
import json
from math import gcd
from pathlib import Path

FOLDER = Path(__file__).parent


def write(name, about, **groups):
    text = json.dumps({"about": about, **groups}, indent=2, ensure_ascii=True)
    (FOLDER / name).write_text(text + "\n")


def accepted(name, **facts):
    return {"name": name, "result": "accepted", **facts}


def refused(name, accepting, **facts):
    """A damaged twin. `accepting` says what a reader that accepts it would allow."""
    return {"name": name, "result": "refused", "accepting": accepting, **facts}


# --- Encodings and hashes ------------------------------------------------------------------------------------------


def sha256(data):
    return hashlib.sha256(data).digest()


def b64u(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def b64(data):
    return base64.b64encode(data).decode()


def url_alphabet(text):
    changed = text.translate(str.maketrans("+/", "-_"))
    assert changed != text
    return changed


def canonical(value):
    """RFC 8785 for values without fractions: json.dumps escapes as §3.2.2.2 asks; names sort as UTF-16."""

    def ordered(item):
        if isinstance(item, dict):
            names = sorted(item, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
            return {name: ordered(item[name]) for name in names}
        return [ordered(each) for each in item] if isinstance(item, list) else item

    return json.dumps(ordered(value), separators=(",", ":"), ensure_ascii=False)


# --- Ed25519, RFC 8032 §5.1, with affine points and plain integers -------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1)


def add(p, q):
    (x1, y1), (x2, y2) = p, q
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, P - 2, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - product, P - 2, P) % P
    return (x, y)


def multiply(scalar, point):
    result = NEUTRAL
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def negate(point):
    return (-point[0] % P, point[1])


def recover_x(y, sign):
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    square = u * pow(v, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * SQRT_MINUS_1 % P
    if (x * x - square) % P != 0:
        return None
    return x if x % 2 == sign else -x % P


def encode_point(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def raw_point(y, sign=0):
    """The encoding of any number below 2^255 as y, canonical or not."""
    return (y | sign << 255).to_bytes(32, "little")


BASE = (recover_x(4 * pow(5, P - 2, P) % P, 0), 4 * pow(5, P - 2, P) % P)


def point_of_order_8():
    y = 2
    while True:
        x = recover_x(y, 0)
        if x is not None:
            point = multiply(L, (x, y))
            if multiply(4, point) != NEUTRAL:
                return point
        y += 1


TORSION = point_of_order_8()


def expand(secret):
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & (2**254 - 8) | 2**254, digest[32:]


def public_key(secret):
    return encode_point(multiply(expand(secret)[0], BASE))


def wide_challenge(r_bytes, key_bytes, message):
    return int.from_bytes(hashlib.sha512(r_bytes + key_bytes + message).digest(), "little")


def challenge(r_bytes, key_bytes, message):
    return wide_challenge(r_bytes, key_bytes, message) % L


def sign(secret, message):
    scalar, prefix = expand(secret)
    key_bytes = encode_point(multiply(scalar, BASE))
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    r_bytes = encode_point(multiply(nonce, BASE))
    s = (nonce + challenge(r_bytes, key_bytes, message) * scalar) % L
    return r_bytes + s.to_bytes(32, "little")


def key_text(key_bytes):
    return "ed25519:" + b64u(key_bytes)


OPERATOR = bytes([1]) * 32
AUTHOR = bytes([2]) * 32
STRANGER = bytes([3]) * 32
CHECKPOINT = bytes([4]) * 32
WITNESS = bytes([5]) * 32

assert public_key(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).hex() == (
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"  # RFC 8032 §7.1, test 1
)


def flip(data, bit):
    return bytes(byte ^ (1 << bit % 8) if index == bit // 8 else byte for index, byte in enumerate(data))


# --- Files ---------------------------------------------------------------------------------------------------------


def make_base64():
    second = "a second spelling of the same bytes, so two texts that are compared as texts differ for one value"
    url, standard = [], []
    for length in range(5):
        data = bytes(range(250, 250 + length))
        url.append(accepted(f"{length} bytes", text=b64u(data), hex=data.hex()))
        standard.append(accepted(f"{length} bytes", text=b64(data), hex=data.hex()))
    every = bytes(range(256))
    url.append(accepted("every byte", text=b64u(every), hex=every.hex()))
    standard.append(accepted("every byte", text=b64(every), hex=every.hex()))
    url += [
        refused("padding", second, text="-g=="),
        refused("stray bits in the last character", second, text="-h"),
        refused("the alphabet of plain base64", second, text="+vs"),
        refused("a space inside", second, text="-v s"),
        refused("a newline at the end", second, text="-vs\n"),
        refused("one character left over", "a text that stands for no whole byte", text="-vv8A"),
        refused("a character outside ASCII", second, text="-v\u0117"),
    ]
    standard += [
        refused("no padding", second, text="+g"),
        refused("too little padding", second, text="+g="),
        refused("too much padding", second, text="+vs=="),
        refused("stray bits in the last character", second, text="+h=="),
        refused("the alphabet of base64url", second, text="-vs="),
        refused("padding in the middle", "two encodings run together", text="+g==+g=="),
        refused("a newline at the end", second, text="+vs=\n"),
    ]
    write("base64.json", "base64url without padding and base64 with it, one spelling each (RFC 4648 §4, §5)",
          base64url=url, base64=standard)


def make_canonical_json():
    values = {
        "null": None, "true": True, "false": False, "zero": 0, "the largest number": 2**53 - 1,
        "the smallest number": 1 - 2**53, "an empty text": "", "an empty list": [], "an empty object": {},
        "names in the order of UTF-16 code units, not of code points":
            {"\u20ac": "euro", "\r": "return", "\ufb33": "dalet", "1": "one", "\U0001f602": "smile", "\u0080": "control", "\u00f6": "o"},
        "names that look like numbers, which JavaScript enumerates first": {"10": 1, "9": 2, "": 3, "b": 4, "1": 5},
        "every escape": "\"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028",
        "text outside ASCII as itself": "Nd\u2082Fe\u2081\u2084B \U00010348",
        "names that objects inherit": {"constructor": 1, "toString": 2, "hasOwnProperty": 3, "toJSON": 4},
        "nesting": {"b": [1, {"d": [], "c": {}}], "a": [[], [None, False, -1]]},
        "sixteen levels": nest(16),
    }
    cases = [accepted(name, text=canonical(value)) for name, value in values.items()]
    second = "two byte strings, and so two digests, for one value"
    number = "a number that another reader holds as a different one"
    cases += [
        refused("a space after a colon", second, text='{"a": 1}'),
        refused("a newline at the end", second, text='{"a":1}\n'),
        refused("names out of order", second, text='{"b":1,"a":2}'),
        refused("names in the order of code points", second, text='{"\ufb33":1,"\U0001f602":2}'),
        refused("names in the order in which JavaScript enumerates them", second, text='{"9":1,"10":2}'),
        refused("a name twice", "one reader takes the first value and another the last", text='{"a":1,"a":1}'),
        refused("an escape that is not needed", second, text='"\\u0061"'),
        refused("an escaped slash", second, text='"\\/"'),
        refused("an upper-case escape", second, text='"\\u001F"'),
        refused("a long escape for a newline", second, text='"\\u000a"'),
        refused("a fraction of zero", second, text="1.0"),
        refused("an exponent", second, text="1e3"),
        refused("minus zero", second, text="-0"),
        refused("a leading zero", second, text="01"),
        refused("a plus sign", second, text="+1"),
        refused("a fraction", "sums that depend on rounding", text="0.5"),
        refused("a number beyond 2^53 - 1", number, text="9007199254740992"),
        refused("a number beyond 2^53 that rounds", number, text="9007199254740993"),
        refused("a number below -(2^53 - 1)", number, text="-9007199254740992"),
        refused("NaN", "a value that is not equal to itself", text="NaN"),
        refused("U+0000", "a text that some databases cut short or refuse", text='"a\\u0000b"'),
        refused("a lone high surrogate", "a text that has no UTF-8 bytes", text='"\\ud800"'),
        refused("a lone low surrogate in a name", "a text that has no UTF-8 bytes", text='{"\\udc00":1}'),
        refused("the name __proto__", "a value that changes what the object is", text='{"__proto__":1}'),
        refused("a byte order mark", second, text="\ufeff{}"),
        refused("nothing", "no value at all", text=""),
        refused("two values", "a second value that nobody looks at", text="{}{}"),
        refused("a comma before the end", second, text="[1,]"),
        refused("a comment", "text that readers see and programs do not", text="{}//"),
        refused("a single quote", second, text="'a'"),
        refused("an object cut short", "a file that lost its end", text='{"a":1'),
        refused("seventeen levels", "nesting that exhausts another reader's stack", text=canonical(nest(17))),
        refused("an overlong slash in UTF-8", second, hex="22c0af22"),
        refused("a surrogate in UTF-8", "a text that other decoders refuse or replace", hex="22eda08022"),
        refused("UTF-8 cut short", "a text that lost its end", hex="22c3"),
        refused("beyond U+10FFFF", "a character that does not exist", hex="22f490808022"),
        refused("Latin-1", "a text whose letters depend on a guess", hex="22e922"),
        refused("UTF-16", "a text whose letters depend on a guess", hex="fffe7b007d00"),
        refused("a control character as itself", "a line break inside a line", hex="220a22"),
    ]
    write("canonical-json.json", "bytes that are canonical JSON (RFC 8785, restricted as in the format), and near misses",
          cases=cases)


def nest(depth):
    value = []
    for level in range(depth - 1):
        value = {"a": value} if level % 2 else [value]
    return value


def make_json_text():
    cases = [
        accepted("space everywhere", text=' {\r\n\t"b" : [ 1 , 2 ] , "a" : { } }\n', canonical='{"a":{},"b":[1,2]}'),
        accepted("a space inside a text", text='{"a": " x  y "}', canonical='{"a":" x  y "}'),
        accepted("a backslash before the end of a text", text='{"a": "\\\\", "b": " "}', canonical='{"a":"\\\\","b":" "}'),
        accepted("escapes that are not needed", text='"\\u0041\\/\\ud83d\\ude02"', canonical='"A/\U0001f602"'),
        accepted("names in any order", text='{"9":1,"10":2,"":3}', canonical='{"":3,"10":2,"9":1}'),
        accepted("the same name in different objects", text='[{"a":1},{"a":1}]', canonical='[{"a":1},{"a":1}]'),
        accepted("an escaped backslash before u0000", text='"\\\\u0000"', canonical='"\\\\u0000"'),
        accepted("__proto__ as a value", text='["__proto__"]', canonical='["__proto__"]'),
        accepted("minus one", text="-1", canonical="-1"),
    ]
    number = "a mass that depends on which program reads it"
    lost = "a file that lost something and nobody notices"
    spots = [
        ("a fraction of zero", number, '{"net": 1000.0}', 1, 9, "net is 1000.0"),
        ("an exponent", number, '{"net":1e3}', 1, 8, "net is 1e3"),
        ("minus zero", number, '{"a":{"b":[1,{"c":-0}]}}', 1, 19, "a.b[1].c is -0: zero is written 0"),
        ("a leading zero", number, '[007]', 1, 2, "[0] is 007"),
        ("a number with a unit", number, '{"net":12kg}', 1, 8, "net is 12kg"),
        ("a number beyond 2^53", number, '{\n  "net": 9007199254740993\n}', 2, 10, "net is 9007199254740993"),
        ("a hexadecimal number", number, '0x10', 1, 1, "the value is 0x10"),
        ("a name given twice", "one reader records the first mass and another the second",
         '{"lot":"A","net":1,\n"lot":"B"}', 2, 1, 'lot is given twice, first as "A" and again as "B"'),
        ("a name given twice, once escaped", "one reader records the first mass and another the second",
         '{"lot":1,"\\u006cot":1}', 1, 10, "lot is given twice"),
        ("the name __proto__", "a value that changes what the object is", '{"a":[{"__proto__":{}}]}', 1, 8, "a[0].__proto__"),
        ("the name __proto__, escaped", "a value that changes what the object is", '{"\\u005f_proto__":{}}', 1, 2, "__proto__"),
        ("a lone surrogate", "a text that has no UTF-8 bytes", '{"note":"\\ud83d"}', 1, 9, "note is"),
        ("a lone surrogate in a name", "a text that has no UTF-8 bytes", '{"\\ude02":1}', 1, 2, "lone surrogate"),
        ("U+0000", "a text that some databases cut short or refuse", '{"note":"\\u0000"}', 1, 9, "U+0000"),
        ("a raw newline in a text", "a record that two tools split differently", '{"note":"a\nb"}', 1, 11, "U+000A"),
        ("an unknown escape", "a text that readers see differently", '"\\x41"', 1, 2, "\\x"),
        ("a broken unicode escape", "a text that readers see differently", '"\\u12g4"', 1, 2, "\\u"),
        ("a name without quotes", lost, '{lot:1}', 1, 2, '"l" stands'),
        ("no colon", lost, '{"a" 1}', 1, 6, '"1" stands in a'),
        ("no comma", lost, '[1 2]', 1, 4, '"," or "]"'),
        ("a comma too many", lost, '{"a":1,}', 1, 8, '"}" stands'),
        ("a text cut short", lost, '{"a":"xyz', 1, 6, 'a begins with "xyz'),
        ("an object cut short", lost, '{"a":[1,2', 1, 10, "the text ends in a"),
        ("nothing", lost, "", 1, 1, "the text ends"),
        ("only space", lost, "\n \n", 3, 1, "the text ends"),
        ("a second value", lost, '{} {}', 1, 4, '"{" stands'),
        ("a misspelled word", lost, '[true,flase]', 1, 7, "[1] is flase"),
        ("a byte order mark", "a mark that other readers swallow", "\ufeff{}", 1, 1, "U+FEFF"),
        ("a no-break space", "space that other readers refuse", '{"a":\u00a01}', 1, 6, "U+00A0"),
        ("seventeen levels", "nesting that exhausts another reader's stack", "[" * 17 + "]" * 17, 1, 17, "16 levels"),
        ("a million levels", "nesting that exhausts the stack", None, 1, 17, "16 levels"),
        ("the column of a character after an emoji", number, '["\U0001f602",1.5]', 1, 6, "[1] is 1.5"),
    ]
    for name, accepting, text, line, column, says in spots:
        where = {"text": text} if text is not None else {"repeat": "[", "times": 1000000}
        cases.append(refused(name, accepting, **where, line=line, column=column, says=says))
    write("json-text.json", "what people and their programs write, and what is refused on the text with its place", cases=cases)


def make_names():
    second = "two texts that are compared as texts for one value"
    digest = b64u(sha256(b"a"))
    key = key_text(public_key(AUTHOR))
    timestamps = [accepted(text, text=text) for text in (
        "2026-03-01T08:00:00.000Z", "2024-02-29T23:59:59.999Z", "0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z")]
    timestamps += [
        refused("no milliseconds", second, text="2026-03-01T08:00:00Z"),
        refused("microseconds", second, text="2026-03-01T08:00:00.000000Z"),
        refused("an offset", second, text="2026-03-01T08:00:00.000+00:00"),
        refused("lower case", second, text="2026-03-01t08:00:00.000z"),
        refused("a space for the T", second, text="2026-03-01 08:00:00.000Z"),
        refused("a day that does not exist", second, text="2026-02-29T00:00:00.000Z"),
        refused("day 31 of a month of 30", second, text="2026-04-31T00:00:00.000Z"),
        refused("hour 24", second, text="2026-03-01T24:00:00.000Z"),
        refused("a leap second", "a time that most clocks cannot hold", text="2016-12-31T23:59:60.000Z"),
        refused("month 13", second, text="2026-13-01T00:00:00.000Z"),
        refused("a year of six digits", "a later time that compares as an earlier text", text="+010000-01-01T00:00:00.000Z"),
        refused("a newline at the end", second, text="2026-03-01T08:00:00.000Z\n"),
        refused("other digits than ASCII", second, text="\u0662026-03-01T08:00:00.000Z"),
    ]
    event_ids = [
        accepted("version 4", text="24ae1477-8001-41e8-8060-0c6bbf4476bc"),
        accepted("version 7", text="0195f3a2-7b1c-7abc-bdef-0123456789ab"),
        refused("version 1, which tells the machine and the time", "an id without random bits", text="24ae1477-8001-11e8-8060-0c6bbf4476bc"),
        refused("version 8, which is made of a hash", "an id that can be computed from a guess", text="24ae1477-8001-81e8-8060-0c6bbf4476bc"),
        refused("another variant", "an id of no known kind", text="24ae1477-8001-41e8-c060-0c6bbf4476bc"),
        refused("upper case", second, text="24AE1477-8001-41e8-8060-0c6bbf4476bc"),
        refused("no hyphens", second, text="24ae1477800141e880600c6bbf4476bc"),
        refused("braces", second, text="{24ae1477-8001-41e8-8060-0c6bbf4476bc}"),
        refused("a newline at the end", second, text="24ae1477-8001-41e8-8060-0c6bbf4476bc\n"),
        refused("the nil UUID", "one id for everything", text="00000000-0000-0000-0000-000000000000"),
    ]
    origins = [accepted(text, text=text) for text in ("example.org", "example.org/first", "a/B/c~d_e-f.1", "a" * 100)]
    origins += [
        refused("101 characters", "a name that no longer fits where names go", text="a" * 101),
        refused("nothing", "a ledger without a name", text=""),
        refused("upper case in the host", second, text="Example.org"),
        refused("a slash at the end", second, text="example.org/"),
        refused("a scheme", second, text="https://example.org"),
        refused("a plus", "a key name that cannot be split", text="example.org/a+b"),
        refused("a space", "a signature line that cannot be split", text="example.org/a b"),
        refused("a hash", "an origin that looks like a ledger's full name", text="example.org#a"),
        refused("a newline at the end", "a checkpoint with another second line", text="example.org\n"),
        refused("a letter outside ASCII", "two names that look alike", text="ex\u0430mple.org"),
        refused("an escape of percent", second, text="example.org/%61"),
        refused("a port", "a name that depends on a machine", text="example.org:80"),
    ]
    ledgers = [
        accepted("the name in entry 0", text="example.org/first", origin="example.org/first", leafHash=None),
        accepted("the name ever after", text=f"example.org/first#{digest}", origin="example.org/first", leafHash=digest),
        refused("an empty hash", "an entry bound to no ledger", text="example.org/first#"),
        refused("a short hash", "an entry bound to many ledgers", text=f"example.org/first#{digest[:-1]}"),
        refused("stray bits in the hash", second, text=f"example.org/first#{digest[:-1]}{chr(ord(digest[-1]) + 1)}"),
        refused("two hashes", "an entry bound to two ledgers", text=f"example.org/first#{digest}#{digest}"),
        refused("a bad origin", "a name that origins may not have", text=f"Example.org#{digest}"),
    ]
    digests = [accepted("a digest", text=digest, hex=sha256(b"a").hex())] + [
        refused("42 characters", "a digest that many hashes fit", text=digest[:-1]),
        refused("44 characters", second, text=digest + "A"),
        refused("padding", second, text=digest + "="),
        refused("stray bits", second, text=digest[:-1] + chr(ord(digest[-1]) + 1)),
        refused("hexadecimal", second, text=sha256(b"a").hex()),
        refused("the alphabet of plain base64", second, text="+" + digest[1:]),
        refused("a newline at the end", second, text=digest + "\n"),
    ]
    keys = [accepted("a key", text=key, hex=public_key(AUTHOR).hex())] + [
        refused("no algorithm", second, text=key[8:]),
        refused("another algorithm", "a key read as what it is not", text="ed448:" + key[8:]),
        refused("upper case", second, text="Ed25519:" + key[8:]),
        refused("31 bytes", "bytes that are no key", text=key_text(public_key(AUTHOR)[:31])),
        refused("33 bytes", "bytes that are no key", text=key_text(public_key(AUTHOR) + b"\0")),
        refused("padding", second, text=key + "="),
    ]
    write("names.json", "texts that name things: times, ids, ledgers, digests and keys, one spelling each",
          timestamps=timestamps, eventIds=event_ids, origins=origins, ledgerNames=ledgers, digests=digests, publicKeys=keys)


# --- Events, submissions, enrolments -------------------------------------------------------------------------------

EVENT = {
    "type": "lot-created", "id": "0195f3a2-7b1c-7abc-8def-0123456789ab", "occurredAt": "2026-03-01T08:00:00.000Z",
    "lot": "ORE-001", "origin": "mined", "country": "CN", "material": {"form": "ore", "product": "ion-adsorption clay"},
    "quantity": {"netMilligrams": 1000000000000, "elementMilligrams": {"Nd": 263983000, "Pr": 62569000, "Dy": 15731000}},
}
LEDGER_ZERO = b64u(sha256(b"some entry 0"))


def event_digest(event):
    return b64u(sha256(b"lodestone/event/1\n" + canonical(event).encode()))


def make_event():
    body = canonical(EVENT)
    digest = event_digest(EVENT)
    one_less = canonical({**EVENT, "quantity": {"netMilligrams": 999999999999}})
    cases = [accepted("an event", text=body, digest=digest),
             accepted("the smallest event", text="{}", digest=event_digest({})),
             accepted("letters outside ASCII", text=canonical({"note": "\u78c1\u94c1"}), digest=event_digest({"note": "\u78c1\u94c1"}))]
    other = "an event that can be changed under a signature that stays good"
    cases += [
        refused("the hash of the bytes without the prefix", "a digest that is also one of another kind of thing", text=body, digest=b64u(sha256(body.encode()))),
        refused("the prefix without its newline", "a prefix that runs into what follows", text=body, digest=b64u(sha256(b"lodestone/event/1" + body.encode()))),
        refused("the prefix of a submission", "a digest that is also one of another kind of thing", text=body, digest=b64u(sha256(b"lodestone/submission/1\n" + body.encode()))),
        refused("one milligram less", other, text=one_less, digest=digest),
        refused("one letter changed", other, text=body.replace("ORE-001", "ORE-002"), digest=digest),
        refused("a list", "something that is no event", text="[]", digest=b64u(sha256(b"lodestone/event/1\n[]"))),
        refused("a text", "something that is no event", text='"a"', digest=b64u(sha256(b'lodestone/event/1\n"a"'))),
        refused("null", "something that is no event", text="null", digest=b64u(sha256(b"lodestone/event/1\nnull"))),
        refused("a space", "two digests for one event", text=body.replace(",", ", ", 1), digest=b64u(sha256(b"lodestone/event/1\n" + body.replace(",", ", ", 1).encode()))),
    ]
    write("event.json", 'digest = SHA-256("lodestone/event/1\\n" || canonical event bytes)', cases=cases)


def submission_message(submission):
    return b"lodestone/submission/1\n" + canonical(submission).encode()


def make_submission():
    events = [event_digest(EVENT), event_digest({})]
    submission = {"author": key_text(public_key(AUTHOR)), "events": events, "ledger": f"example.org/first#{LEDGER_ZERO}",
                  "submission": "5d0cf0cf-8b56-4ac8-9b9f-0d4a1d1f3a52"}
    message = submission_message(submission)
    signature = sign(AUTHOR, message)
    cases = [accepted("two events in a ledger", submission=submission, message=message.decode(), signature=b64u(signature))]
    first = {**submission, "ledger": "example.org/first", "events": events[:1]}
    cases.append(accepted("one event in entry 0", submission=first, message=submission_message(first).decode(),
                          signature=b64u(sign(AUTHOR, submission_message(first)))))

    def twin(name, accepting, changes, by=signature):
        changed = {**submission, **changes}
        cases.append(refused(name, accepting, submission=changed, message=submission_message(changed).decode(), signature=b64u(by)))

    twin("another author", "work signed by one and counted as another's", {"author": key_text(public_key(STRANGER))})
    twin("events in another order", "a history told in another order", {"events": events[::-1]})
    twin("one event left out", "a part of what was signed, where all or none was meant", {"events": events[:1]})
    twin("one event twice", "mass recorded twice", {"events": [*events, events[1]]})
    twin("another event", "words that the author never said", {"events": [events[0], event_digest({"a": 1})]})
    twin("another ledger of the same origin", "a replay into another ledger of the same name", {"ledger": f"example.org/first#{b64u(sha256(b'another entry 0'))}"})
    twin("the origin alone", "a replay into a new ledger of the same name", {"ledger": "example.org/first"})
    twin("another id", "the same events recorded again", {"submission": "5d0cf0cf-8b56-4ac8-9b9f-0d4a1d1f3a53"})
    twin("signed without the prefix", "a signature given for another kind of thing", {}, sign(AUTHOR, canonical(submission).encode()))
    twin("signed under the prefix of an enrolment", "a signature given for another kind of thing", {}, sign(AUTHOR, b"lodestone/enrol/1\n" + canonical(submission).encode()))
    twin("a signature cut short", "a signature that nobody made", {}, signature[:63])
    for bit in (0, 255, 256, 511):
        twin(f"bit {bit} of the signature changed", "a signature that nobody made", {}, flip(signature, bit))

    ids = []
    for name, digests in (("two events", events), ("one event", events[:1]), ("the other order", events[::-1])):
        hashed = bytearray(sha256(("lodestone/record/1\n" + submission["author"] + "".join(digests)).encode())[:16])
        hashed[6] = hashed[6] & 0x0F | 0x80
        hashed[8] = hashed[8] & 0x3F | 0x80
        digits = hashed.hex()
        uuid = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
        ids.append({"name": name, "author": submission["author"], "events": digests, "id": uuid})
    write("submission.json", 'signature = Ed25519("lodestone/submission/1\\n" || canonical submission), by the secret key of 32 bytes 0x02',
          secretKey=AUTHOR.hex(), cases=cases, recordIds=ids)


def make_enrolment():
    enrolment = {"key": key_text(public_key(AUTHOR)), "ledger": f"example.org/first#{LEDGER_ZERO}", "party": "MINE-A"}

    def message(value):
        return b"lodestone/enrol/1\n" + canonical(value).encode()

    signature = sign(AUTHOR, message(enrolment))
    cases = [accepted("a key enrolled for a party", enrolment=enrolment, message=message(enrolment).decode(), signature=b64u(signature))]

    def twin(name, accepting, changes, by=signature):
        changed = {**enrolment, **changes}
        cases.append(refused(name, accepting, enrolment=changed, message=message(changed).decode(), signature=b64u(by)))

    twin("another party", "a key claimed for a party that its holder never agreed to", {"party": "MINE-B"})
    twin("another ledger", "a proof replayed into another ledger", {"ledger": "example.org/first"})
    twin("another key", "a key enrolled by somebody who does not hold it", {"key": key_text(public_key(STRANGER))})
    twin("signed by another key", "a key enrolled by somebody who does not hold it", {}, sign(STRANGER, message(enrolment)))
    twin("signed without the prefix", "a signature given for another kind of thing", {}, sign(AUTHOR, canonical(enrolment).encode()))
    write("enrolment.json", 'proof = the new key\'s signature over "lodestone/enrol/1\\n" || canonical({"key","ledger","party"})', cases=cases)


def make_sealed_field():
    event = "0195f3a2-7b1c-7003-8def-0123456789ab"
    opening = {"event": event, "field": "permit", "salt": b64u(b"\x0a" * 32), "value": "C3600002026035120099001"}

    def commit(value, prefix=b"lodestone/seal/1\n"):
        return b64u(sha256(prefix + canonical(value).encode()))

    def case(name, value):
        return accepted(name, opening=canonical(value), commitment=commit(value))

    seals = {"event": event, "field": "seals", "salt": b64u(bytes(range(32))), "value": ["S-1", "S-2"]}
    extra = {"event": event, "field": "extra", "salt": b64u(b"\xff" * 32), "value": {"price": {"currency": "CNY", "perKilogram": 520}}}
    cases = [case("a text", opening), case("the same text under another salt", {**opening, "salt": b64u(b"\x0b" * 32)}),
             case("a list", seals), case("an object", extra), case("null", {**opening, "field": "capacity", "value": None})]

    def twin(name, accepting, text, commitment=commit(opening)):
        cases.append(refused(name, accepting, opening=text, commitment=commitment))

    def changed(**members):
        return canonical({**opening, **members})

    twin("another value", "an author to show another permit than it has sealed", changed(value="C3600002026035120099002"))
    twin("another salt", "a value to be opened in two ways", changed(salt=b64u(b"\x0b" * 32)))
    twin("another event", "an opening to be shown for another event", changed(event="0195f3a2-7b1c-7004-8def-0123456789ab"))
    twin("another field", "an opening to be shown for another member", changed(field="licence"))
    twin("a commitment without the prefix", "the hash of another kind of thing to be taken for a seal", canonical(opening), commit(opening, b""))
    short = {**opening, "salt": b64u(b"\x0a" * 31)}
    twin("a salt of 31 bytes", "salts so short that values can be guessed", canonical(short), commit(short))
    empty = {**opening, "salt": ""}
    twin("no salt", "a permit number to be found by trying", canonical(empty), commit(empty))
    stray = {**opening, "salt": b64u(b"\x0a" * 32)[:-1] + "p"}
    twin("a salt in another spelling", "one opening with two commitments", canonical(stray), commit(stray))
    more = {**opening, "note": "x"}
    twin("a member more", "an opening that says something beside its value", canonical(more), commit(more))
    less = {name: opening[name] for name in ("event", "field", "salt")}
    twin("no value", "a seal of nothing", canonical(less), commit(less))
    loose = canonical(opening).replace(":", ": ")
    twin("a space", "one opening with two spellings", loose, b64u(sha256(b"lodestone/seal/1\n" + loose.encode())))
    padded = canonical(opening) + " "
    twin("a space after it", "one opening with two spellings", padded, b64u(sha256(b"lodestone/seal/1\n" + padded.encode())))
    no_id = {**opening, "event": "ORE-001"}
    twin("an event that is no id", "an opening that no event can have", canonical(no_id), commit(no_id))
    write("sealed-field.json", 'commitment = SHA-256("lodestone/seal/1\\n" || canonical opening)', cases=cases)


# --- Ed25519 -------------------------------------------------------------------------------------------------------


def find_message(condition):
    number = 0
    while True:
        message = b"message %d" % number
        if condition(message):
            return message
        number += 1


def make_ed25519():
    scalar, _ = expand(AUTHOR)
    key = public_key(AUTHOR)
    message = b"Nd2Fe14B"
    signature = sign(AUTHOR, message)
    s = int.from_bytes(signature[32:], "little")
    cases = []

    def case(name, valid, key_bytes, text, signature_bytes, accepting=None, key_result="accepted"):
        facts = {"publicKey": key_bytes.hex(), "message": text.hex(), "signature": signature_bytes.hex(), "key": key_result}
        cases.append(accepted(name, **facts) if valid else refused(name, accepting, **facts))

    forged = "a signature that nobody made"
    many = "several signatures for one, so that a signature's bytes name nothing"
    split = "a signature that other verifiers refuse: two readers of one ledger disagree"
    torsion = "a signature on which cofactored and cofactorless verifiers disagree"
    case("a signature", True, key, message, signature)
    case("of the empty message", True, key, b"", sign(AUTHOR, b""))
    case("of a long message", True, key, bytes(10000), sign(AUTHOR, bytes(10000)))
    case("another message", False, key, b"Nd2Fe14C", signature, forged)
    case("another key", False, public_key(STRANGER), message, signature, forged)
    case("a bit of R changed", False, key, message, flip(signature, 7), forged)
    case("a bit of S changed", False, key, message, flip(signature, 256), forged)
    case("the sign of R changed", False, key, message, flip(signature, 255), forged)
    case("one byte short", False, key, message, signature[:63], forged)
    case("one byte long", False, key, message, signature + b"\0", many)
    case("no signature", False, key, message, b"", forged)
    case("S + L", False, key, message, signature[:32] + (s + L).to_bytes(32, "little"), many)
    case("S = L and R neutral, with the neutral key", False, encode_point(NEUTRAL), message,
         encode_point(NEUTRAL) + L.to_bytes(32, "little"), many, "refused")
    case("S with its highest bit set", False, key, message, flip(signature, 511), many)

    # R is the neutral point: lawful by the equation when canonically encoded, although no signer makes it.
    neutral = encode_point(NEUTRAL)
    s_neutral = challenge(neutral, key, message) * scalar % L
    case("R neutral, canonical", True, key, message, neutral + s_neutral.to_bytes(32, "little"))
    for name, encoded in (("y = p + 1", raw_point(P + 1)), ("x = 0 with its sign set", raw_point(1, 1))):
        s_twin = challenge(encoded, key, message) * scalar % L
        case(f"R neutral, not canonical: {name}", False, key, message, encoded + s_twin.to_bytes(32, "little"), many)

    # R has a part of small order: [8] hides it, the plain equation does not.
    r_point = add(multiply(12345, BASE), TORSION)
    r_bytes = encode_point(r_point)
    s_mixed = (12345 + challenge(r_bytes, key, message) * scalar) % L
    case("R with a part of small order: valid cofactored, not cofactorless", False, key, message,
         r_bytes + s_mixed.to_bytes(32, "little"), torsion)

    # The key is of small order: S = r fits whenever [k]A is neutral, for every message that makes it so.
    r_bytes = encode_point(multiply(12345, BASE))
    tail = (12345).to_bytes(32, "little")
    for order, point in ((1, NEUTRAL), (2, multiply(4, TORSION)), (4, multiply(2, TORSION)), (8, TORSION)):
        key_bytes = encode_point(point)
        good = find_message(lambda text: challenge(r_bytes, key_bytes, text) % order == 0)
        case(f"a key of order {order}: the equation holds, the key may not sign", True, key_bytes, good, r_bytes + tail, key_result="refused")
        if order > 1:
            bad = find_message(lambda text: challenge(r_bytes, key_bytes, text) % order != 0)
            case(f"a key of order {order}: holds cofactored only", False, key_bytes, bad, r_bytes + tail, torsion, "refused")
    for name, encoded in (("y = p + 1", raw_point(P + 1)), ("x = 0 with its sign set", raw_point(1, 1))):
        case(f"the neutral key, not canonical: {name}", False, encoded, message, r_bytes + tail, split, "refused")
    encoded = raw_point(P)
    text = find_message(lambda each: challenge(r_bytes, encoded, each) % 4 == 0)
    case("a key of order 4, not canonical: y = p", False, encoded, text, r_bytes + tail, split, "refused")

    # The key has a part of small order. What counts is k mod L, as OpenSSL reduces it, not the 512 bits of the hash.
    mixed = encode_point(add(multiply(scalar, BASE), TORSION))

    def mixed_case(name, valid, condition):
        text = find_message(lambda each: condition(challenge(r_bytes, mixed, each) % 8 == 0, wide_challenge(r_bytes, mixed, each) % 8 == 0))
        s_text = (12345 + challenge(r_bytes, mixed, text) * scalar) % L
        case(name, valid, mixed, text, r_bytes + s_text.to_bytes(32, "little"), None if valid else torsion, "refused")

    mixed_case("a key with a part of small order, which [k] removes", True, lambda reduced, wide: reduced and wide)
    mixed_case("a key with a part of small order, which [k mod L] removes and [k] does not", True, lambda reduced, wide: reduced and not wide)
    mixed_case("a key with a part of small order, which stays: valid cofactored, not cofactorless", False, lambda reduced, wide: not reduced and not wide)
    mixed_case("a key with a part of small order, which [k] removes and [k mod L] does not", False, lambda reduced, wide: wide and not reduced)

    off_curve = next(y for y in range(2, 100) if recover_x(y, 0) is None)
    case("a key that is no point", False, raw_point(off_curve), message, signature, forged, "refused")
    case("an R that is no point", False, key, message, raw_point(off_curve) + signature[32:], forged)
    write("ed25519.json", "one meaning of valid: S < L, the key canonical, encode([S]B - [k]A) = R. `result` is of the signature under that "
          "equation, `key` says whether the key may sign at all (canonical, of the prime-order subgroup, not of small order)", cases=cases)


def make_public_key():
    cases = [accepted(f"the key of a secret, {name}", hex=public_key(secret).hex())
             for name, secret in (("operator", OPERATOR), ("author", AUTHOR), ("stranger", STRANGER))]
    one_for_many = "one signature that fits many messages"
    for multiple in range(8):
        point = multiply(multiple, TORSION)
        order = 8 // gcd(8, multiple)
        cases.append(refused(f"small order {order}, multiple {multiple}", one_for_many, says="of small order", hex=encode_point(point).hex()))
    author = multiply(expand(AUTHOR)[0], BASE)
    for multiple in range(1, 8):
        mixed = add(author, multiply(multiple, TORSION))
        cases.append(refused(f"the author's key with a part of small order, multiple {multiple}",
                             "signatures on which verifiers disagree", says="has a part of small order", hex=encode_point(mixed).hex()))
    second = "two keys by their texts that are one key by its point"
    for offset in range(19):
        if recover_x(offset, 0) is not None:
            cases.append(refused(f"not canonical, y = p + {offset}", second, says="canonical encoding", hex=raw_point(P + offset).hex()))
    cases.append(refused("the neutral point with the sign of x set", second, says="canonical encoding", hex=raw_point(1, 1).hex()))
    cases.append(refused("the point of order 2 with the sign of x set", second, says="canonical encoding", hex=raw_point(P - 1, 1).hex()))
    off_curve = next(y for y in range(2, 100) if recover_x(y, 0) is None)
    cases.append(refused("no point of the curve", "a key that nobody can hold", says="canonical encoding", hex=raw_point(off_curve).hex()))
    write("public-key.json", "keys that may sign: canonical points of the prime-order subgroup, not neutral", cases=cases)


# --- Entries and chains --------------------------------------------------------------------------------------------


def leaf_hash(data):
    return sha256(b"\0" + data)


def make_entry_value(secret, events, ledger, position, previous, recorded_at, submission):
    signed = {"author": key_text(public_key(secret)), "events": events, "ledger": ledger, "submission": submission}
    return {**signed, "position": position, "previous": previous, "recordedAt": recorded_at,
            "signature": b64u(sign(secret, submission_message(signed))), "v": 1}


def make_chain_values(length):
    entries, previous, ledger = [], None, "example.org/first"
    for position in range(length):
        entry = make_entry_value((OPERATOR, AUTHOR)[position % 2], [event_digest({"n": position})], ledger, position, previous,
                                 f"2026-03-01T08:00:0{position // 2}.000Z", f"5d0cf0cf-8b56-4ac8-9b9f-00000000000{position}")
        entries.append(entry)
        previous = b64u(leaf_hash(canonical(entry).encode()))
        if position == 0:
            ledger = f"example.org/first#{previous}"
    return entries


def make_entry():
    zero, one = make_chain_values(2)
    cases = [accepted(name, text=canonical(entry), leafHash=b64u(leaf_hash(canonical(entry).encode())))
             for name, entry in (("entry 0", zero), ("entry 1", one))]
    far = {**one, "position": 2**53 - 1}
    cases.append(accepted("the last position", text=canonical(far), leafHash=b64u(leaf_hash(canonical(far).encode()))))

    second = "two leaf hashes for one entry"
    nothing = "an entry that says less than every entry must"
    foreign = "an entry that says what no reader looks at"
    text = canonical(one)

    def spelled(name, accepting, changed):
        assert changed != text
        cases.append(refused(name, accepting, text=changed))

    def changed(name, accepting, **members):
        spelled(name, accepting, canonical({**one, **members}))

    spelled("a space", second, text.replace(":", ": ", 1))
    spelled("a newline at the end", second, text + "\n")
    spelled("members in another order", second, '{"v":1,' + text[1:].replace(',"v":1', ""))
    spelled("an escaped letter", second, text.replace('"v"', '"\\u0076"'))
    spelled("a position with a fraction", second, text.replace('"position":1', '"position":1.0'))
    spelled("a position with an exponent", second, text.replace('"position":1', '"position":1e0'))
    spelled("a member twice", "an entry that two readers read differently", text.replace('"v":1', '"v":1,"v":1'))
    spelled("cut short", "an entry that lost its end", text[:-1])
    spelled("nothing", "a leaf without an entry", "")
    spelled("a list", "a leaf that is no entry", f"[{text}]")
    for member in one:
        spelled(f"{member} missing", nothing, canonical({name: value for name, value in one.items() if name != member}))
        spelled(f"{member} false", nothing, canonical({**one, member: False}))
    changed("a member of its own", foreign, note="")
    changed("a member named like an inherited one", foreign, constructor=1)
    changed("no events", "a submission of nothing", events=[])
    changed("a digest with stray bits", second, events=[one["events"][0][:-1] + chr(ord(one["events"][0][-1]) + 1)])
    changed("a digest that is a number", second, events=[1])
    changed("an event instead of its digest", "a body published to everyone", events=[EVENT])
    changed("a key of another algorithm", "a key read as what it is not", author="ed448:" + one["author"][8:])
    changed("a key with padding", second, author=one["author"] + "=")
    changed("a negative position", "an entry before the first", position=-1)
    changed("a position as a text", second, position="1")
    changed("previous null after entry 0", "a chain that begins again", previous=None)
    changed("previous empty", "a chain that is cut", previous="")
    spelled("previous at position 0", "a chain with something before its beginning", canonical({**zero, "previous": one["previous"]}))
    changed("the origin alone after entry 0", "a replay into another ledger of the same name", ledger="example.org/first")
    spelled("a leaf hash in the name at position 0", "an entry 0 that claims to follow another", canonical({**zero, "ledger": one["ledger"]}))
    changed("a bad origin", "a name that origins may not have", ledger="Example.org#" + one["previous"])
    changed("a time without milliseconds", second, recordedAt="2026-03-01T08:00:00Z")
    changed("a time with an offset", second, recordedAt="2026-03-01T08:00:00.000+00:00")
    changed("a day that does not exist", second, recordedAt="2026-02-30T08:00:00.000Z")
    changed("a signature of 63 bytes", "bytes that are no signature", signature=one["signature"][:-2])
    changed("a signature with stray bits", second, signature=one["signature"][:-1] + chr(ord(one["signature"][-1]) + 1))
    changed("a signature with padding", second, signature=one["signature"] + "==")
    changed("an upper-case id", second, submission=one["submission"].upper())
    changed("an id that is no UUID", "an id of no known kind", submission="first")
    changed("version 2", "an entry read by rules that are not its own", v=2)
    changed("version 1 as a text", second, v="1")
    write("entry.json", "entries, and their leaf hashes SHA-256(0x00 || entry bytes)", cases=cases)


def make_chain():
    entries = make_chain_values(6)
    texts = [canonical(entry) for entry in entries]
    leaves = [leaf_hash(text.encode()) for text in texts]
    heads = [b64u(leaf) for leaf in leaves]
    cases = [accepted("six entries", entries=texts, leafHashes=heads, ledger=entries[1]["ledger"], root=b64u(root(leaves))),
             accepted("the first alone", entries=texts[:1], leafHashes=heads[:1], ledger=entries[1]["ledger"], root=b64u(root(leaves[:1])))]

    def twin(name, accepting, changed, position, *kinds):
        cases.append(refused(name, accepting, entries=changed, position=position, kinds=list(kinds)))

    def with_change(at, **members):
        return [*texts[:at], canonical({**entries[at], **members}), *texts[at + 1 :]]

    twin("one left out", "an entry deleted", texts[:3] + texts[4:], 3, "position", "link")
    twin("the first left out", "a ledger without its beginning", texts[1:], 0, "position", "link", "submission")
    twin("two exchanged", "a history told in another order", [*texts[:2], texts[3], texts[2], *texts[4:]], 2, "position", "link")
    twin("one twice", "an entry counted twice", [*texts[:3], *texts[2:]], 3, "position", "link")
    twin("a position jumped", "an entry deleted", with_change(3, position=4), 3, "position")
    twin("a link to the entry before the last", "an entry taken out of the chain", with_change(3, previous=heads[1]), 3, "link")
    twin("a changed entry", "an entry rewritten: the next one's link no longer fits", with_change(2, recordedAt="2026-03-01T08:00:01.001Z"), 3, "link", "time")
    twin("a time that goes back", "an entry put before what was already recorded", with_change(5, recordedAt="2026-03-01T08:00:01.999Z"), 5, "time")
    twin("another ledger of the same origin", "a replay into another ledger of the same name", with_change(5, ledger=f"example.org/first#{heads[1]}"), 5, "submission")
    twin("another origin", "a replay into another ledger", with_change(5, ledger=f"example.org/other#{heads[0]}"), 5, "submission")
    twin("an entry 0 with another leaf hash", "a ledger whose beginning was rewritten", with_change(0, recordedAt="2026-03-01T07:59:59.999Z"), 1, "link", "submission")
    write("chain.json", "entries in order: positions without gaps, links, times that never go back, one ledger; root of the tree over their leaf hashes", cases=cases)


# --- Merkle trees, RFC 9162 §2.1, by recursion ---------------------------------------------------------------------


def split_of(count):
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def root(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = split_of(len(leaves))
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:]))


def inclusion(index, leaves):
    if len(leaves) == 1:
        return []
    half = split_of(len(leaves))
    if index < half:
        return [*inclusion(index, leaves[:half]), root(leaves[half:])]
    return [*inclusion(index - half, leaves[half:]), root(leaves[:half])]


def consistency(size1, leaves, whole=True):
    if size1 == len(leaves):
        return [] if whole else [root(leaves)]
    half = split_of(len(leaves))
    if size1 <= half:
        return [*consistency(size1, leaves[:half], whole), root(leaves[half:])]
    return [*consistency(size1 - half, leaves[half:], False), root(leaves[:half])]


def make_merkle():
    data = [b"leaf %d" % number for number in range(21)]
    leaves = [leaf_hash(each) for each in data]
    roots = [b64u(root(leaves[:size])) for size in range(len(leaves) + 1)]
    hashes = lambda proof: [b64u(each) for each in proof]
    moved = "a leaf proven where it does not stand"
    absent = "a leaf proven that is not in the tree"
    several = "several proofs for one claim"

    included = []
    for index, size in ((0, 1), (0, 2), (1, 2), (5, 7), (6, 7), (0, 16), (20, 21), (12, 21)):
        claim = {"index": index, "size": size, "leafHash": hashes(leaves)[index], "root": roots[size], "proof": hashes(inclusion(index, leaves[:size]))}
        included.append(accepted(f"leaf {index} of {size}", **claim))

    def twin(name, accepting, **changes):
        included.append(refused(name, accepting, **{**claim, **changes}))

    proof = claim["proof"]
    twin("the next index", moved, index=13)
    twin("an index with another bit", moved, index=12 ^ 4)
    twin("an index beyond the tree", absent, index=21)
    twin("a negative index", absent, index=-1)
    twin("a smaller tree", moved, size=15)
    twin("another leaf", absent, leafHash=hashes(leaves)[13])
    twin("another root", absent, root=roots[20])
    twin("one hash more", several, proof=[*proof, roots[0]])
    twin("one hash less", several, proof=proof[:-1])
    twin("no proof", absent, proof=[])
    twin("two hashes exchanged", absent, proof=[proof[1], proof[0], *proof[2:]])
    twin("a hash cut short", "bytes that move from one node into its neighbour", proof=[b64u(inclusion(12, leaves)[0][:31]), *proof[1:]])
    twin("two leaves as the data of one", "a made-up leaf that hashes like an inner node", index=6, size=11, leafHash=b64u(leaf_hash(leaves[12] + leaves[13])), proof=proof[1:])

    consistent = []
    for size1, size2 in ((0, 0), (0, 5), (1, 1), (1, 2), (3, 7), (4, 7), (6, 8), (8, 21), (13, 21), (20, 21), (21, 21)):
        path = [] if size1 in (0, size2) else consistency(size1, leaves[:size2])
        consistent.append(accepted(f"{size1} in {size2}", size1=size1, size2=size2, root1=roots[size1], root2=roots[size2], proof=hashes(path)))
    forked = "a log that forgot or rewrote what it had published"

    def fork(name, accepting, base, **changes):
        consistent.append(refused(name, accepting, **{**{key: value for key, value in base.items() if key not in ("name", "result")}, **changes}))

    thirteen = consistent[8]
    eight = consistent[7]
    fork("another first root", forked, thirteen, root1=roots[12])
    fork("another second root", forked, thirteen, root2=roots[20])
    fork("roots exchanged", forked, thirteen, root1=thirteen["root2"], root2=thirteen["root1"])
    fork("sizes exchanged", forked, thirteen, size1=21, size2=13)
    fork("another first size", forked, thirteen, size1=12)
    fork("another second size", forked, thirteen, size2=16)
    fork("a negative size", forked, thirteen, size1=-1)
    fork("one hash more", several, thirteen, proof=[*thirteen["proof"], roots[0]])
    fork("one hash less", several, thirteen, proof=thirteen["proof"][:-1])
    fork("no proof", forked, thirteen, proof=[])
    fork("no proof from a complete tree", forked, eight, proof=[])
    fork("the first root in front of the proof", several, eight, proof=[eight["root1"], *eight["proof"]])
    fork("equal sizes with a proof", several, consistent[10], proof=[roots[21]])
    fork("equal sizes with different roots", forked, consistent[10], root2=roots[20])
    fork("the empty tree with a proof", several, consistent[1], proof=[roots[5]])
    fork("the empty tree with another root", forked, consistent[1], root1=roots[1])
    fork("two empty trees with another second root", forked, consistent[0], root2=roots[1])
    fork("two empty trees with another root", forked, consistent[0], root1=roots[1], root2=roots[1])
    fork("a hash cut short", "bytes that move from one node into its neighbour", thirteen, proof=[thirteen["proof"][0][:-3], *thirteen["proof"][1:]])
    write("merkle.json", 'trees over leaves "leaf 0", "leaf 1", ...: roots by size, inclusion and consistency proofs (RFC 9162 §2.1)',
          leaves=[each.decode() for each in data], leafHashes=hashes(leaves), roots=roots, inclusion=included, consistency=consistent)


def node(leaves, level, index):
    return root(leaves[index << level : index + 1 << level])


def make_tile():
    second = "two addresses for one resource, of which a cache or a folder may hold different ones"
    nowhere = "an address that C2SP has not, where no log serves anything"
    cases = [
        accepted("the first tile", text="tile/0/000", level=0, index=0, width=256),
        accepted("the example of C2SP, partial", text="tile/1/x001/x234/067.p/8", level=1, index=1234067, width=8),
        accepted("the example of C2SP, complete", text="tile/1/x001/x234/067", level=1, index=1234067, width=256),
        accepted("the last index of one group", text="tile/0/999", level=0, index=999, width=256),
        accepted("the first index of two groups", text="tile/0/x001/000", level=0, index=1000, width=256),
        accepted("one hash", text="tile/2/000.p/1", level=2, index=0, width=1),
        accepted("all hashes but one", text="tile/0/256.p/255", level=0, index=256, width=255),
        accepted("the highest level", text="tile/63/000", level=63, index=0, width=256),
        accepted("the largest index", text="tile/0/x009/x007/x199/x254/x740/991", level=0, index=2**53 - 1, width=256),
        accepted("entries", text="tile/entries/x001/x234/067", index=1234067, width=256),
        accepted("some entries", text="tile/entries/000.p/3", index=0, width=3),
    ]
    twins = {
        second: {
            "a group of zeros in front": "tile/0/x000/067", "an index without zeros": "tile/0/67", "four digits": "tile/0/0067",
            "one group of seven digits": "tile/0/1234067", "a group without its x": "tile/0/001/067", "an x before the last group": "tile/0/x001/x067",
            "an upper-case X": "tile/0/X001/067", "a level with a zero in front": "tile/01/000", "a level with a plus": "tile/+1/000",
            "a width with a zero in front": "tile/0/000.p/08", "the width of a complete tile": "tile/0/000.p/256", "a slash in front": "/tile/0/000",
            "a slash behind": "tile/0/000/", "two slashes": "tile//0/000", "a newline behind": "tile/0/000\n", "a line in front": "tile/0/001\ntile/0/000",
            "a percent sign": "tile/0/%30%30%30", "digits of another script": "tile/0/\u0660\u0660\u0660", "upper case": "tile/Entries/000",
        },
        nowhere: {
            "nothing": "", "no index": "tile/0", "no level": "tile/000", "a negative level": "tile/-1/000", "level 64": "tile/64/000",
            "no width": "tile/0/000.p/", "a width of 0": "tile/0/000.p/0", "a width of 257": "tile/0/000.p/257", "a negative index": "tile/0/-01",
            "an empty group": "tile/0/x/000", "the tile height of Go's database": "tile/8/0/000", "data, as in Go's database": "tile/data/000",
            "another folder": "leaf/0/000",
        },
        "a number that is rounded to another": {"2^53 as index": "tile/0/x009/x007/x199/x254/x740/992", "an index of seven groups": "tile/0/x001/x000/x000/x000/x000/x000/000"},
        "a way out of the folder": {"two dots": "tile/0/../000", "two dots behind": "tile/0/000.p/../../checkpoint"},
    }
    for accepting, texts in twins.items():
        cases += [refused(name, accepting, text=text) for name, text in texts.items()]

    leaves = [leaf_hash(b"leaf %d" % number) for number in range(600)]
    expanded = b"".join(node(leaves, level, 256 >> level | place) for level in range(8) for place in range(256 >> level))
    sizes = []
    for size in (0, 1, 255, 256, 257, 600, 65535, 65536, 65537, 70000, 256**3 - 1, 256**3, 2**53 - 1):
        levels = range(next(level for level in range(8) if size < 256**level))
        partial = [{"level": level, "index": size // 256 ** (level + 1), "width": size // 256**level % 256} for level in levels]
        complete = [size // 256 ** (level + 1) for level in levels]
        sizes.append({"size": size, "complete": complete, "partial": [tile for tile in partial if tile["width"]]})
    write("tile.json", 'C2SP tlog-tiles: paths; by size how many tiles of each level are complete, and the partial ones; and tile 1 of level 0 over the '
          'leaves "leaf 256" to "leaf 511", expanded: all its nodes, the lowest level first', cases=cases, sizes=sizes,
          tile={"start": 256, "root": b64u(node(leaves, 8, 1)), "expandedBytes": len(expanded), "expandedSha256": b64u(sha256(expanded))})


# --- Notes ---------------------------------------------------------------------------------------------------------


def key_id(name, key_bytes, kind=1):
    return sha256(name.encode() + b"\n" + bytes([kind]) + key_bytes)[:4]


def verifier_key(name, secret):
    key_bytes = public_key(secret)
    return f"{name}+{key_id(name, key_bytes).hex()}+{b64(bytes([1]) + key_bytes)}"


def signature_line(name, identifier, signature):
    return f"\u2014 {name} {b64(identifier + signature)}\n"


def line_by(name, secret, text):
    return signature_line(name, key_id(name, public_key(secret)), sign(secret, text.encode()))


def make_verifier_key():
    name, key_bytes = "example.org/first", public_key(CHECKPOINT)
    text = verifier_key(name, CHECKPOINT)
    identifier = key_id(name, key_bytes).hex()
    cases = [accepted("a checkpoint key", text=text, keyName=name, keyId=identifier, hex=key_bytes.hex()),
             accepted("a party's key", text=verifier_key(name + "/MINE-A", AUTHOR), keyName=name + "/MINE-A",
                      keyId=key_id(name + "/MINE-A", public_key(AUTHOR)).hex(), hex=public_key(AUTHOR).hex())]
    neutral = encode_point(NEUTRAL)
    second = "two texts for one key"
    cases += [
        refused("another name", "a key under a name that its holder never gave it", text=text.replace("first", "other")),
        refused("another id", "a key that passes for another one", text=text.replace(identifier, "00000000")),
        refused("an upper-case id", second, text=text.replace(identifier, identifier.upper())),
        refused("no name", "a key of nobody", text=verifier_key("", CHECKPOINT)),
        refused("a space in the name", "a signature line that cannot be split", text=verifier_key("fi rst", CHECKPOINT)),
        refused("a newline in the name", "a note with another line", text=verifier_key("fi\nrst", CHECKPOINT)),
        refused("padding where 33 bytes have none", second, text=text + "="),
        refused("the alphabet of base64url", second, text=f"{name}+{identifier}+{url_alphabet(b64(bytes([1]) + key_bytes))}"),
        refused("a newline at the end", second, text=text + "\n"),
        refused("a witness's type", "a timestamped signature checked as a plain one", text=f"{name}+{key_id(name, key_bytes, 4).hex()}+{b64(bytes([4]) + key_bytes)}"),
        refused("a witness's type under the id of a plain key", second, text=f"{name}+{identifier}+{b64(bytes([4]) + key_bytes)}"),
        refused("31 bytes", "bytes that are no key", text=f"{name}+{key_id(name, key_bytes[:31]).hex()}+{b64(bytes([1]) + key_bytes[:31])}"),
        refused("a key of small order", "one signature that fits many notes", text=f"{name}+{key_id(name, neutral).hex()}+{b64(bytes([1]) + neutral)}"),
        refused("only a name", "a key without a key", text=name),
    ]
    write("verifier-key.json", "C2SP verifier keys, <name>+<key id>+<base64(0x01 || public key)>", cases=cases)


def make_signed_note():
    text = "Ognuno sta solo\n\nsul cuor della terra\n"
    log, witness, stranger = "example.org/first", "witness.example/w1", "example.net/stranger"
    keys = [verifier_key(log, CHECKPOINT), verifier_key(witness, WITNESS)]
    by_log, by_witness, by_stranger = line_by(log, CHECKPOINT, text), line_by(witness, WITNESS, text), line_by(stranger, STRANGER, text)
    bad_log = signature_line(log, key_id(log, public_key(CHECKPOINT)), flip(sign(CHECKPOINT, text.encode()), 0))
    bad_stranger = signature_line(stranger, key_id(stranger, public_key(STRANGER)), bytes(64))
    same_name = line_by(log, STRANGER, text)
    cosignature = signature_line(log, key_id(log, public_key(CHECKPOINT), 4), bytes(72))
    cases = []

    def opens(name, note, *signed_by, known=keys):
        cases.append(accepted(name, note=note, keys=known, text=text, signedBy=list(signed_by)))

    opens("one known key", f"{text}\n{by_log}", log)
    opens("two known keys", f"{text}\n{by_log}{by_witness}", log, witness)
    opens("an unknown key beside a known one", f"{text}\n{by_stranger}{by_log}", log)
    opens("a bad signature of an unknown key beside a known one", f"{text}\n{bad_stranger}{by_log}", log)
    opens("an unknown key of a known name", f"{text}\n{same_name}{by_log}", log)
    opens("a witness's cosignature of a known name", f"{text}\n{cosignature}{by_log}", log)
    opens("a hundred signatures", f"{text}\n{by_log}{by_stranger * 99}", log)

    changed = "words that were never signed"
    shape = "a note that other readers split differently"

    def fails(name, accepting, note, known=keys):
        cases.append(refused(name, accepting, note=note, keys=known))

    fails("a letter changed", changed, f"{text.replace('terra', 'serra')}\n{by_log}")
    fails("a line taken out", changed, f"{text[16:]}\n{by_log}")
    fails("a bad signature of a known key beside a good one of another", "a note that its own signer disowns", f"{text}\n{bad_log}{by_witness}")
    fails("a bad signature of a known key after its good one", "a note that its own signer disowns", f"{text}\n{by_log}{bad_log}")
    fails("unknown keys only", "a note that nobody trusted has signed", f"{text}\n{by_stranger}")
    fails("no keys given", "a note that nobody trusted has signed", f"{text}\n{by_log}", [])
    fails("another key of the same name only", "a note that nobody trusted has signed", f"{text}\n{same_name}")
    fails("the name of a known key with the id of another", "a note that nobody trusted has signed",
          f"{text}\n{signature_line(log, key_id(witness, public_key(WITNESS)), sign(CHECKPOINT, text.encode()))}")
    fails("a signature over the text and the empty line", changed, f"{text}\n{line_by(log, CHECKPOINT, text + chr(10))}")
    fails("no signatures", "a note that nobody has signed", f"{text}\n")
    fails("no empty line", shape, f"{text[:15]}\n{by_log}")
    fails("no newline at the end", shape, f"{text}\n{by_log[:-1]}")
    fails("another character for the last newline", shape, f"{text}\n{by_log[:-1]}x")
    fails("an empty line at the end", shape, f"{text}\n{by_log}\n")
    fails("an empty line between signatures", shape, f"{text}\n{by_stranger}\n{by_log}")
    fails("a carriage return", shape, f"{text}\n{by_log[:-1]}\r\n")
    fails("a tab in the text", "a character that a terminal acts on", f"a\tb\n\n{line_by(log, CHECKPOINT, 'a' + chr(9) + 'b' + chr(10))}")
    fails("an escape character in the text", "a character that a terminal acts on", f"\u001b[2J\n\n{line_by(log, CHECKPOINT, chr(27) + '[2J' + chr(10))}")
    fails("a hyphen for the em dash", shape, f"{text}\n{by_log.replace(chr(0x2014), '-')}")
    fails("an en dash for the em dash", shape, f"{text}\n{by_log.replace(chr(0x2014), chr(0x2013))}")
    fails("two spaces", shape, f"{text}\n{by_log.replace(' ', '  ', 1)}")
    fails("a word after the signature", "words that nobody signed inside a signature line", f"{text}\n{by_log[:-1]} trusted\n")
    fails("a signature without padding", "two notes for one", f"{text}\n{by_log[:-1].rstrip('=')}\n")
    fails("a signature of an unknown key that is no base64", shape, f"{text}\n\u2014 {stranger} ???\n{by_log}")
    fails("a key id without a signature", shape, f"{text}\n\u2014 {stranger} {b64(bytes(4))}\n{by_log}")
    fails("a plus in the name of an unknown key", shape, f"{text}\n{signature_line('a+b', bytes(4), bytes(64))}{by_log}")
    fails("a no-break space in the name of an unknown key", shape, f"{text}\n{signature_line('a' + chr(0xa0) + 'b', bytes(4), bytes(64))}{by_log}")
    fails("a hundred and one signatures", "work without a limit for who checks", f"{text}\n{by_log}{by_stranger * 100}")
    fails("nothing", "a note that nobody has signed", "")
    write("signed-note.json", "C2SP signed notes, opened with the keys given", secretKeys={log: CHECKPOINT.hex(), witness: WITNESS.hex()}, cases=cases)


def make_checkpoint():
    origin = "example.org/first"
    leaves = [leaf_hash(b"leaf %d" % number) for number in range(21)]
    checkpoint = {"origin": origin, "size": 21, "root": b64u(root(leaves))}
    text = f"{origin}\n21\n{b64(root(leaves))}\n"
    witness = "witness.example/w1"
    keys = [verifier_key(origin, CHECKPOINT), verifier_key(witness, WITNESS)]

    def note(body, *lines):
        return f"{body}\n{''.join(lines) or line_by(origin, CHECKPOINT, body)}"

    empty = f"{origin}\n0\n{b64(sha256(b''))}\n"
    largest = f"{origin}\n{2**53 - 1}\n{b64(root(leaves))}\n"
    cases = [
        accepted("a checkpoint", note=note(text), keys=keys, checkpoint=checkpoint),
        accepted("with a witness", note=note(text, line_by(origin, CHECKPOINT, text), line_by(witness, WITNESS, text)), keys=keys, checkpoint=checkpoint),
        accepted("of an empty ledger", note=note(empty), keys=keys, checkpoint={"origin": origin, "size": 0, "root": b64u(sha256(b""))}),
        accepted("of the largest size", note=note(largest), keys=keys, checkpoint={**checkpoint, "size": 2**53 - 1}),
    ]

    # All but the first few are well signed: the damage is in what was signed, so only reading it finds it.
    def twin(name, accepting, damaged):
        cases.append(refused(name, accepting, note=damaged, keys=keys))

    second = "two checkpoints for one state, which a comparison of texts takes for a fork"
    twin("another size under the signature", "a ledger that lost an entry", note(text.replace("\n21\n", "\n20\n"), line_by(origin, CHECKPOINT, text)))
    twin("another root under the signature", "a ledger that was rewritten", note(text.replace(b64(root(leaves)), b64(root(leaves[:20]))), line_by(origin, CHECKPOINT, text)))
    twin("another origin under the signature", "one ledger shown as another", note(text.replace("first", "other"), line_by(origin, CHECKPOINT, text)))
    twin("a witness's signature alone", "a witness that makes up ledgers", note(text, line_by(witness, WITNESS, text)))
    twin("another origin, signed by a known key of this one", "one ledger's key that speaks for another", note(text.replace("first", "other")))
    twin("a size with a leading zero", second, note(text.replace("\n21\n", "\n021\n")))
    twin("a size with a plus", second, note(text.replace("\n21\n", "\n+21\n")))
    twin("a negative size", "a ledger of less than nothing", note(text.replace("\n21\n", "\n-1\n")))
    twin("a size with a fraction", second, note(text.replace("\n21\n", "\n21.0\n")))
    twin("a size in hexadecimal", second, note(text.replace("\n21\n", "\n0x15\n")))
    twin("a size beyond 2^53 - 1", "a size that is rounded to another", note(text.replace("\n21\n", f"\n{2**53}\n")))
    twin("no size", "a root without a size", note(text.replace("\n21\n", "\n\n")))
    twin("a root without padding", second, note(text.replace("=\n", "\n")))
    twin("a root in base64url", second, note(text.replace(b64(root(leaves)), url_alphabet(b64(root(leaves))))))
    twin("a root of 31 bytes", "a root that many trees fit", note(f"{origin}\n21\n{b64(root(leaves)[:31])}\n"))
    twin("a root of 33 bytes", second, note(f"{origin}\n21\n{b64(root(leaves) + bytes(1))}\n"))
    twin("no root", "a size without a root", note(f"{origin}\n21\n"))
    twin("an extension line", "something signed that nobody can audit", note(text + "extension\n"))
    twin("an empty line at the end", second, note(text + "\n"))
    twin("a space after the origin", second, note(text.replace("first\n", "first \n")))
    twin("an origin in upper case", second, note(text.replace("example", "Example")))
    write("checkpoint.json", "C2SP checkpoints, opened with the keys given", secretKey=CHECKPOINT.hex(), text=text, checkpoint=checkpoint, cases=cases)


if __name__ == "__main__":
    for make in (make_base64, make_canonical_json, make_json_text, make_names, make_event, make_submission, make_enrolment,
                 make_sealed_field, make_ed25519, make_public_key, make_entry, make_chain, make_merkle, make_tile, make_verifier_key,
                 make_signed_note, make_checkpoint):
        make()
