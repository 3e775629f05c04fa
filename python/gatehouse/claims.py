"""Checks the registered claims of a token whose signature is valid (RFC 7519 §4.1, RFC 9068 §4)."""

from __future__ import annotations

from typing import Collection, List, Optional

from .parsing import Claims
from .refusal import Refusal

#: How far the tenant's clock may differ from ours.
CLOCK_TOLERANCE_SECONDS = 5

_MAX_SAFE_INTEGER = 2**53 - 1


def check_claims(claims: Claims, audience: str, client_id: Optional[str], now_seconds: float) -> None:
    """Checks `aud`, `exp`, `nbf` and `iat`, and refuses an id token by name and a bound token.

    Raises Refusal: `token_audience`, `token_expired`, `token_not_yet_valid`, `token_not_access`, `proof_required` (RFC 7800 `cnf`),
    `token_malformed` (a claim of the wrong type).
    """
    audiences = _audiences(claims)
    is_id_token = _is_id_token(claims, audiences, client_id)
    if audience not in audiences:
        raise Refusal("token_not_access" if is_id_token else "token_audience")
    expires_at = _instant(claims, "exp")
    if expires_at is None:
        raise Refusal("token_malformed")
    if expires_at <= now_seconds - CLOCK_TOLERANCE_SECONDS:
        raise Refusal("token_expired")
    for start in ("nbf", "iat"):
        starts_at = _instant(claims, start)
        if starts_at is not None and starts_at > now_seconds + CLOCK_TOLERANCE_SECONDS:
            raise Refusal("token_not_yet_valid")
    if is_id_token:
        raise Refusal("token_not_access")
    if "cnf" in claims:
        # Whoever steals a bound token must not be able to use it, and no proof of possession is checked here.
        raise Refusal("proof_required")


def _is_id_token(claims: Claims, audiences: Collection[str], client_id: Optional[str]) -> bool:
    # OpenID Connect Core §2, §3.1.3.6: only id tokens have these claims, or the client itself as their audience.
    return "nonce" in claims or "at_hash" in claims or (client_id is not None and client_id in audiences)


def _audiences(claims: Claims) -> List[str]:
    value = claims.get("aud", [])
    audiences = [value] if isinstance(value, str) else value
    if not isinstance(audiences, list) or not all(isinstance(audience, str) for audience in audiences):
        raise Refusal("token_malformed")
    return audiences


def _instant(claims: Claims, name: str) -> Optional[float]:
    if name not in claims:
        return None
    value = claims[name]
    # In Python, True is a number too.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= _MAX_SAFE_INTEGER:
        raise Refusal("token_malformed")
    return value
