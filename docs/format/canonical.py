"""canonical-json.md: one value, one spelling, in bytes; and bytes as text."""
import base64
import hashlib
import json
import re

class Wrong(Exception):
    """Something is not as the format says."""
def need(holds, message):
    if not holds:
        raise Wrong(message)

WHOLE = re.compile(r"-?(0|[1-9][0-9]*)\Z")
def sha256(data):
    return hashlib.sha256(data).digest()
def whole(token):
    need(WHOLE.match(token) and token != "-0" and abs(int(token)) < 2**53, f"{token[:40]} is not a number of the format")
    return int(token)
def members(pairs):
    names = [name for name, _ in pairs]
    need(len(set(names)) == len(names) and "__proto__" not in names, f"a name twice, or __proto__, among {names[:9]}")
    return dict(pairs)

def canonical(value, depth_max=16):
    """RFC 8785 for whole numbers: names by UTF-16 code units, nothing escaped that need not be."""
    if isinstance(value, (dict, list)):
        need(depth_max > 0, "nested too deep")
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name], depth_max - 1) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each, depth_max - 1) for each in value) + "]"
    if isinstance(value, str):
        need(not re.search("[\0\ud800-\udfff]", value), "U+0000, or half of a letter")
    return json.dumps(value, ensure_ascii=False)
def parse(data, depth_max=16):
    """The value of canonical bytes."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=members, parse_int=whole, parse_float=whole, parse_constant=whole)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"not JSON: {error}") from None
    need(canonical(value, depth_max) == text, "not the canonical spelling of its value")
    return value

def encode(data, alphabet="-_"):
    text = base64.b64encode(data).decode().translate(str.maketrans("+/", alphabet))
    return text.rstrip("=") if alphabet == "-_" else text
def decode(text, alphabet="-_", size=None):
    """base64url without padding, or base64 with it: one spelling each."""
    need(isinstance(text, str), f"{text!r} is no text")
    padded = text + "=" * (-len(text) % 4) if alphabet == "-_" else text
    try:
        data = base64.b64decode(padded.translate(str.maketrans(alphabet, "+/")), validate=True)
    except ValueError:
        raise Wrong(f"{text[:90]} is not base64") from None
    need(encode(data, alphabet) == text, f"{text[:90]} is not the one spelling of its bytes")
    need(size is None or len(data) == size, f"{text[:90]} has {len(data)} bytes, expected {size}")
    return data
