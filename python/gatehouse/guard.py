"""Verifies access tokens: shape, header, issuer, key, signature, claims, in that order (RFC 8725, RFC 9068 §4)."""

from __future__ import annotations

import time
from functools import partial
from typing import Callable, Optional, Sequence

from jwt import PyJWS

from .claims import check_claims
from .key_ring import KeyRing
from .parsing import ALGORITHMS, parse_token, read_bearer_token
from .principal import Principal, principal_from
from .refusal import Refusal
from .tenant import fetch_key_set, parse_domain

_VERIFIERS = {name: PyJWS().get_algorithm_by_name(name) for name in ALGORITHMS}


class Guard:
    """Lets requests with a valid access token of one tenant pass. Its methods may be called from any thread.

    `domain` is the tenant's, such as `example.eu.auth0.com`; `audience` is the identifier of the API. `claim_namespace` is the prefix of
    the tenant's custom claims, without a closing slash. `client_id` is the application that logs people in: a token for it is an id token.
    The keys are fetched with the first request that needs them. Raises ValueError for a domain that is none, or an empty audience.

        guard = Guard("example.eu.auth0.com", "https://api.example.com")
        principal = guard.admit(request.headers.get("Authorization"), ["read:reports"])
    """

    def __init__(
        self,
        domain: str,
        audience: str,
        *,
        claim_namespace: Optional[str] = None,
        client_id: Optional[str] = None,
        fetch: Optional[Callable[[], bytes]] = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not isinstance(audience, str) or audience == "":
            raise ValueError("The audience is the identifier of the API in Auth0, such as https://api.example.com.")
        tenant = parse_domain(domain)
        self.issuer = tenant.issuer
        self.origin = tenant.origin
        self.audience = audience
        self._claim_namespace = claim_namespace
        self._client_id = client_id
        self._clock = clock
        self._ring = KeyRing(fetch or partial(fetch_key_set, tenant.origin), clock)

    def admit(self, authorization: Optional[str], scopes: Sequence[str] = ()) -> Principal:
        """Returns the principal of a request if its token is valid and has all these scopes.

        `authorization` is the value of the Authorization header; several headers are joined by commas. Raises Refusal.
        """
        if isinstance(scopes, str):
            raise TypeError(f"The scopes are a list, such as [{scopes!r}].")
        principal = self.identify(authorization)
        if principal is None:
            raise Refusal("token_missing")
        if not set(scopes) <= set(principal.scopes):
            raise Refusal("scope_missing", required=scopes)
        return principal

    def identify(self, authorization: Optional[str]) -> Optional[Principal]:
        """Returns the principal of a request, or None for a request without a token. A bad token is refused. Raises Refusal."""
        token = read_bearer_token(authorization)
        return None if token is None else self.verify(token)

    def verify(self, token: str) -> Principal:
        """Verifies one access token. Raises Refusal: one of the `token_*` codes, `proof_required`, or `keys_unavailable`."""
        parsed = parse_token(token)
        # The issuer decides which keys apply, so it is checked first: no key is looked up for an unknown issuer.
        if parsed.claims.get("iss") != self.issuer:
            raise Refusal("token_issuer")
        key = self._ring.key(parsed.kid)
        if not _VERIFIERS[parsed.algorithm].verify(parsed.signing_input, key, parsed.signature):
            raise Refusal("token_signature")
        check_claims(parsed.claims, self.audience, self._client_id, self._clock())
        return principal_from(parsed.claims, self._claim_namespace)
