"""What a valid signature is (submission.md): Ed25519 as in RFC 8032 §5.1, cofactorless, with keys of the prime-order
subgroup alone. Plain integers, for checking and never for signing: it takes no care to hide a secret. Where the package
`cryptography` is there, its library checks the equation, a hundred times faster; but for an R that is the neutral point,
which satisfies it and which some libraries refuse.
"""

import hashlib

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one, other):
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(number, point):
    result = (0, 1, 1, 0)
    while number > 0:
        result, point, number = add(result, point) if number & 1 else result, add(point, point), number >> 1
    return result


def compress(point):
    inverse = pow(point[2], P - 2, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")


def decompress(data):
    """The point of 32 bytes, None where they are not the canonical encoding of one (§5.1.3)."""
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign == 1):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
NEUTRAL = compress((0, 1, 1, 0))
judged = {}


def may_sign(key):
    """A canonical point of the subgroup of prime order, and not the neutral one."""
    if key not in judged:
        point = decompress(key)
        judged[key] = point is not None and key != NEUTRAL and compress(multiply(L, point)) == NEUTRAL
    return judged[key]


def signed(key, message, signature):
    point, s = decompress(key), int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= L:
        return False
    if Ed25519PublicKey is not None and signature[:32] != NEUTRAL:
        try:
            return Ed25519PublicKey.from_public_bytes(key).verify(signature, message) is None
        except InvalidSignature:
            return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus = (P - point[0], point[1], 1, P - point[3])
    return compress(add(multiply(s, BASE), multiply(k, minus))) == signature[:32]
