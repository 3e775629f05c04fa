"""Every refusal: its code, its status and its text. An outage has a code of its own and never looks like a bad token."""

from __future__ import annotations

from typing import Dict, Literal, NamedTuple, Optional, Sequence

Code = Literal[
    "token_ambiguous",
    "token_missing",
    "token_malformed",
    "token_algorithm",
    "token_key_unknown",
    "token_signature",
    "token_issuer",
    "token_audience",
    "token_expired",
    "token_not_yet_valid",
    "token_not_access",
    "proof_required",
    "scope_missing",
    "email_missing",
    "header_too_large",
    "keys_unavailable",
]


class _Row(NamedTuple):
    status: int
    detail: str
    # The error code of the challenge (RFC 6750 §3.1). None: a challenge without one, or no challenge.
    challenge: Optional[str] = None


_ROWS: Dict[Code, _Row] = {
    "token_ambiguous": _Row(400, "Send exactly one Authorization header with exactly one token.", "invalid_request"),
    "token_missing": _Row(401, "This operation needs an access token: Authorization: Bearer <token>."),
    "token_malformed": _Row(
        401,
        "The token is not a signed JWT. Auth0 issues an opaque token when the request names no audience.",
        "invalid_token",
    ),
    "token_algorithm": _Row(401, "The token is signed with an algorithm that is not accepted.", "invalid_token"),
    "token_key_unknown": _Row(401, "The token names no key of the tenant.", "invalid_token"),
    "token_signature": _Row(401, "The signature of the token is not valid.", "invalid_token"),
    "token_issuer": _Row(401, "The token was not issued by the tenant of this API.", "invalid_token"),
    "token_audience": _Row(401, "The token was issued for another API.", "invalid_token"),
    "token_expired": _Row(401, "The token has expired.", "invalid_token"),
    "token_not_yet_valid": _Row(401, "The token is not valid yet.", "invalid_token"),
    "token_not_access": _Row(
        401, "The token is valid, but it is not an access token. It may be an id token.", "invalid_token"
    ),
    "proof_required": _Row(
        401, "The token is bound to a key or a certificate of its client, and this service checks no proof.", "invalid_token"
    ),
    "scope_missing": _Row(403, "The token lacks a scope that this operation demands.", "insufficient_scope"),
    "email_missing": _Row(
        403, "This operation needs a token that contains the email address of its user.", "insufficient_scope"
    ),
    "header_too_large": _Row(431, "The Authorization header is too large: a token may have 16 KiB."),
    "keys_unavailable": _Row(503, "The signing keys of the tenant are not available at the moment."),
}


class Refusal(Exception):
    """A request that must not pass.

    `code` names the reason; `status`, `detail` and `headers` are what the response says. Nothing in them shows a claim or a key.
    """

    def __init__(
        self, code: Code, *, required: Sequence[str] = (), retry_after_seconds: Optional[int] = None
    ) -> None:
        row = _ROWS[code]
        super().__init__(code)
        self.code: Code = code
        self.status = row.status
        self.detail = row.detail
        self.headers = _headers(code, row, required, retry_after_seconds)


def _headers(code: Code, row: _Row, required: Sequence[str], retry_after_seconds: Optional[int]) -> Dict[str, str]:
    if code == "token_missing":
        return {"WWW-Authenticate": "Bearer"}
    if row.challenge is not None:
        # RFC 6750 §3: quoted strings. A scope contains neither quotation marks nor backslashes (RFC 6749 §3.3).
        scope = f', scope="{" ".join(required)}"' if required else ""
        return {"WWW-Authenticate": f'Bearer error="{row.challenge}", error_description="{row.detail}"{scope}'}
    return {} if retry_after_seconds is None else {"Retry-After": str(retry_after_seconds)}
