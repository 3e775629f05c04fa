"""Parses a JWK Set (RFC 7517 §5) strictly: only public RSA signing keys of sufficient size remain."""

from __future__ import annotations

from typing import Any, Dict, Optional

from jwt.algorithms import RSAAlgorithm

from .parsing import ALGORITHMS, KID_MAX_CHARACTERS, decode_base64url, parse_json

#: Smaller moduli can be factored (RFC 7518 §3.3 requires this size too).
MODULUS_MIN_BITS = 2048
#: With larger ones, every verification could be a denial of service.
MODULUS_MAX_BITS = 8192

_PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
# The keys of a smart card library (ROCA, CVE-2017-15361): their modulus is a power of 65537 modulo each of these primes.
_ROCA_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)
_ROCA_POWERS = {prime: frozenset(pow(65537, power, prime) for power in range(prime)) for prime in _ROCA_PRIMES}

#: A public key of the library `cryptography`. PyJWT does not name its type.
PublicKey = Any


def parse_key_set(text: bytes) -> Dict[str, PublicKey]:
    """Returns the usable keys of a JWK Set by their ids. The first of two keys with one id counts.

    Raises ValueError when the text is no JWK Set.
    """
    document = parse_json(text)
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError("a JWK Set has an array `keys` (RFC 7517 §5)")
    keys: Dict[str, PublicKey] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        key = _read_key(entry)
        if key is not None:
            keys.setdefault(entry["kid"], key)
    return keys


def _read_key(entry: Dict[str, Any]) -> Optional[PublicKey]:
    if entry.get("kty") != "RSA" or any(member in entry for member in _PRIVATE_MEMBERS):
        return None
    if "use" in entry and entry["use"] != "sig":
        return None
    operations = entry.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    # A key with RS256 or PS256 is used for both, because Auth0 lists RS256 for the key that signs PS256 too.
    if "alg" in entry and entry["alg"] not in ALGORITHMS:
        return None
    kid = entry.get("kid")
    if not isinstance(kid, str) or kid == "" or len(kid) > KID_MAX_CHARACTERS:
        return None
    modulus, exponent = _number(entry.get("n")), _number(entry.get("e"))
    if modulus is None or not MODULUS_MIN_BITS <= modulus.bit_length() <= MODULUS_MAX_BITS or _is_roca_weak(modulus):
        return None
    # An RSA key has no even exponent, and with e = 1 every message is its own signature.
    if exponent is None or exponent < 3 or exponent % 2 == 0 or exponent.bit_length() > 32:
        return None
    try:
        return RSAAlgorithm.from_jwk({"kty": "RSA", "n": entry["n"], "e": entry["e"]})
    except Exception:  # pylint: disable=broad-except
        # What `cryptography` raises for numbers that are no key differs by version. Such a key is no key.
        return None


def _number(encoded: Any) -> Optional[int]:
    decoded = decode_base64url(encoded) if isinstance(encoded, str) else None
    return int.from_bytes(decoded, "big") if decoded else None


def _is_roca_weak(modulus: int) -> bool:
    return all(modulus % prime in powers for prime, powers in _ROCA_POWERS.items())
