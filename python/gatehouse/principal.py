"""Builds a principal from verified claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple

from .parsing import Claims
from .refusal import Refusal


@dataclass(frozen=True)
class Principal:
    """The caller of a request, as its token names it.

    `id` is the claim `sub`. `permissions` are all that are assigned to the caller (with RBAC), `scopes` what this token may do.
    """

    id: str
    permissions: Tuple[str, ...]
    email: Optional[str]
    scopes: Tuple[str, ...]
    client_id: Optional[str]
    organization: Optional[str]
    claims: Dict[str, Any] = field(repr=False, compare=False)


def principal_from(claims: Claims, claim_namespace: Optional[str]) -> Principal:
    """Builds a principal. Raises Refusal `token_malformed` when a claim that access depends on has the wrong type."""
    subject = _text(claims, "sub")
    if not subject:
        raise Refusal("token_malformed")
    email = None if claim_namespace is None else _text(claims, f"{claim_namespace}/email")
    return Principal(
        id=subject,
        permissions=_permissions(claims),
        email=_text(claims, "email") if email is None else email,
        scopes=tuple(name for name in (_text(claims, "scope") or "").split(" ") if name),
        client_id=_text(claims, "azp") or _text(claims, "client_id"),
        organization=_text(claims, "org_id"),
        claims=claims,
    )


def _text(claims: Claims, name: str) -> Optional[str]:
    value = claims.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Refusal("token_malformed")
    try:
        # JSON can escape half of a character, which no response could then contain.
        value.encode("utf-8")
    except UnicodeEncodeError as cause:
        raise Refusal("token_malformed") from cause
    return value


def _permissions(claims: Claims) -> Tuple[str, ...]:
    value = claims.get("permissions", [])
    if not isinstance(value, list) or not all(isinstance(permission, str) for permission in value):
        raise Refusal("token_malformed")
    return tuple(value)
