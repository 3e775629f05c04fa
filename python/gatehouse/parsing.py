"""Parses untrusted text: the Authorization header, base64url, JSON, and a compact JWS without trust in its content."""

from __future__ import annotations

import base64
import json
import re
from typing import Any, Dict, NamedTuple, NoReturn, Optional

from .refusal import Refusal

#: The accepted signature algorithms: Auth0's two asymmetric ones.
ALGORITHMS = ("RS256", "PS256")
#: The longest key id that is read; those of Auth0 have 21 characters.
KID_MAX_CHARACTERS = 256
#: The longest token that is read. It protects the parser against megabytes of base64.
TOKEN_MAX_CHARACTERS = 16 * 1024

# The scheme ends where no character of a name follows (RFC 9110 §5.6.2), so that a tab can't make it another one.
_SCHEME = re.compile(r"(bearer|dpop)(?![\w!#$%&'*+.^`|~-]) *", re.IGNORECASE | re.ASCII)
_LATER_TOKEN = re.compile(r",\s*(?:bearer|dpop) ", re.IGNORECASE)
# RFC 6750 §2.1, b64token
_B64TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
_BASE64URL = re.compile(r"[A-Za-z0-9\-_]*")
# RFC 9068 §2.1 and what Auth0 writes; RFC 7515 §4.1.9 lets "application/" be left out.
_ACCESS_TOKEN_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})

Claims = Dict[str, Any]


class UnverifiedToken(NamedTuple):
    """A compact JWS with an accepted header; nothing else is checked."""

    algorithm: str
    kid: str
    claims: Claims
    signing_input: bytes
    signature: bytes


def read_bearer_token(authorization: Optional[str]) -> Optional[str]:
    """Reads the one access token of an Authorization header (RFC 6750 §2.1).

    Returns None when there is no header or another scheme was used. Raises Refusal: `token_ambiguous` (more than one),
    `header_too_large`, `token_malformed`, `proof_required` (the scheme DPoP of RFC 9449).
    """
    if authorization is None:
        return None
    scheme = _SCHEME.match(authorization)
    if _LATER_TOKEN.search(authorization) or ("," in authorization and scheme is not None):
        raise Refusal("token_ambiguous")
    if scheme is None:
        return None
    token = authorization[scheme.end() :]
    if len(token) > TOKEN_MAX_CHARACTERS:
        raise Refusal("header_too_large")
    if not _B64TOKEN.fullmatch(token):
        raise Refusal("token_malformed")
    if scheme.group(1).lower() == "dpop":
        raise Refusal("proof_required")
    return token


def parse_token(token: str) -> UnverifiedToken:
    """Parses a compact JWS (RFC 7515 §7.1).

    The header may name an accepted algorithm and a key id. Its members about the location of keys (`jku`, `x5u`, `jwk`, `x5c`) are not
    read, and an extension that must be understood is refused (RFC 7515 §4.1.11). Raises Refusal: `token_malformed`, `token_algorithm`,
    `token_not_access`, `token_key_unknown` (no kid), `token_signature` (none).
    """
    parts = token.split(".")
    if len(parts) != 3:
        raise Refusal("token_malformed")
    header, payload, signature = parts
    algorithm, kid = _read_header(_parse_object(header))
    if signature == "":
        raise Refusal("token_signature")
    signature_bytes = decode_base64url(signature)
    if signature_bytes is None:
        raise Refusal("token_malformed")
    claims = _parse_object(payload)
    return UnverifiedToken(algorithm, kid, claims, f"{header}.{payload}".encode("ascii"), signature_bytes)


def _read_header(header: Claims) -> "tuple[str, str]":
    algorithm = header.get("alg")
    if not isinstance(algorithm, str):
        raise Refusal("token_malformed")
    if algorithm not in ALGORITHMS:
        raise Refusal("token_algorithm")
    if "crit" in header or "b64" in header:
        raise Refusal("token_malformed")
    if "typ" in header:
        token_type = header["typ"]
        if not isinstance(token_type, str):
            raise Refusal("token_malformed")
        if token_type.lower() not in _ACCESS_TOKEN_TYPES:
            raise Refusal("token_not_access")
    if "kid" not in header:
        raise Refusal("token_key_unknown")
    kid = header["kid"]
    if not isinstance(kid, str) or kid == "" or len(kid) > KID_MAX_CHARACTERS:
        raise Refusal("token_malformed")
    return algorithm, kid


def _parse_object(encoded: str) -> Claims:
    decoded = decode_base64url(encoded)
    if not decoded:
        raise Refusal("token_malformed")
    try:
        value = parse_json(decoded)
    except ValueError as cause:
        raise Refusal("token_malformed") from cause
    if not isinstance(value, dict):
        raise Refusal("token_malformed")
    return value


def parse_json(text: bytes) -> Any:
    """Parses JSON as RFC 8259 defines it: UTF-8 without a byte order mark, no NaN or Infinity. Raises ValueError."""
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_refuse_constant)
    except RecursionError as cause:
        raise ValueError("the JSON is nested too deeply") from cause


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def decode_base64url(encoded: str) -> Optional[bytes]:
    """Returns the bytes of base64url without padding (RFC 7515 §2), or None.

    Only the canonical encoding is accepted (RFC 4648 §3.5): a second encoding of a signature would be a second valid token.
    """
    if not _BASE64URL.fullmatch(encoded) or len(encoded) % 4 == 1:
        return None
    decoded = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    canonical = base64.urlsafe_b64encode(decoded).rstrip(b"=").decode("ascii")
    return decoded if canonical == encoded else None
