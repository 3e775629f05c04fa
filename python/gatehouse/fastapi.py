"""The guard in FastAPI, under the names of `fastapi_auth0`.

    from fastapi import FastAPI, Security
    from gatehouse.fastapi import Auth0, Auth0User

    auth = Auth0(domain="example.eu.auth0.com", api_audience="https://api.example.com", scopes={"read:reports": "Read reports"})
    app = FastAPI()

    @app.get("/reports")
    def list_reports(user: Auth0User = Security(auth.get_user, scopes=["read:reports"])):
        ...

FastAPI writes the scopes of each operation into its OpenAPI document, in every version since 0.92, so that `gatehouse import` reads
the document as it is.
"""

import os
from typing import Any, Callable, Dict, List, Optional, Type
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Request
from fastapi.openapi.models import OAuthFlowAuthorizationCode, OAuthFlowImplicit, OAuthFlows
from fastapi.security import HTTPBearer, OAuth2, OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer, OpenIdConnect, SecurityScopes
from pydantic import BaseModel, Field, ValidationError

from .guard import Guard
from .parsing import ALGORITHMS
from .principal import Principal
from .refusal import Refusal

__all__ = [
    "Auth0",
    "Auth0HTTPBearer",
    "Auth0KeysUnavailableException",
    "Auth0UnauthenticatedException",
    "Auth0UnauthorizedException",
    "Auth0User",
    "OAuth2ImplicitBearer",
    "auth0_rule_namespace",
    "security_responses",
]

#: The prefix of the tenant's custom claims. The default is that of `fastapi_auth0`, whose claims a tenant may still issue.
auth0_rule_namespace: str = os.environ.get("AUTH0_RULE_NAMESPACE", "https://github.com/dorinclisu/fastapi-auth0")


class Auth0UnauthenticatedException(HTTPException):
    """The request has no valid token: 401."""

    def __init__(self, detail: str, **kwargs: Any) -> None:
        super().__init__(401, detail, **kwargs)


class Auth0UnauthorizedException(HTTPException):
    """The token is valid, and lacks what the operation demands: 403."""

    def __init__(self, detail: str, **kwargs: Any) -> None:
        super().__init__(403, detail, **kwargs)


class Auth0KeysUnavailableException(HTTPException):
    """The tenant's keys are not available, so no token can be verified: 503. It says nothing about the token."""

    def __init__(self, detail: str, **kwargs: Any) -> None:
        super().__init__(503, detail, **kwargs)


class HTTPAuth0Error(BaseModel):
    """The body of a refusal."""

    detail: str


#: What an operation with a guard answers besides its own responses: `@app.get("/reports", responses=security_responses)`.
security_responses: Dict[Any, Dict[str, Any]] = {status: {"model": HTTPAuth0Error} for status in (401, 403)}


class Auth0User(BaseModel):
    """The caller, as the token names it. A model of your own inherits from this one and reads further claims by their alias."""

    id: str = Field(..., alias="sub")
    permissions: Optional[List[str]] = None
    email: Optional[str] = Field(None, alias=f"{auth0_rule_namespace}/email")


class Auth0HTTPBearer(HTTPBearer):
    """A field for a pasted token in Swagger UI: `dependencies=[Depends(Auth0HTTPBearer(auto_error=False))]`. It checks nothing."""


class _DocumentedOAuth2(OAuth2):
    """A scheme that stands in the document and checks nothing: `Auth0.get_user` does."""

    async def __call__(self, request: Request) -> Optional[str]:
        return None


class OAuth2ImplicitBearer(_DocumentedOAuth2):
    """The implicit flow in the document, for the login in Swagger UI. It checks nothing."""

    def __init__(
        self,
        authorizationUrl: str,
        scopes: Optional[Dict[str, str]] = None,
        scheme_name: Optional[str] = None,
        auto_error: bool = True,
    ) -> None:
        flow = OAuthFlowImplicit(authorizationUrl=authorizationUrl, scopes=scopes or {})
        super().__init__(flows=OAuthFlows(implicit=flow), scheme_name=scheme_name, auto_error=auto_error)


class Auth0:
    """Guards the operations of a FastAPI application with the access tokens of one tenant.

    `domain` is the tenant's, `api_audience` the identifier of the API, `scopes` their descriptions by name. With `auto_error=False` a
    request without a token is a guest, and `get_user` returns None for it; a bad token is refused all the same. With
    `scope_auto_error=False` the scopes of an operation are documented and not checked. With `email_auto_error` a user needs an email
    address. `auth0user_model` is a subclass of `Auth0User`. `client_id` is the application that logs people in: a token for it is an id
    token. `guard` replaces the guard, for tests.

    The constructor opens no connection: the keys are fetched with the first request that needs them.
    """

    def __init__(
        self,
        domain: str,
        api_audience: str,
        scopes: Optional[Dict[str, str]] = None,
        auto_error: bool = True,
        scope_auto_error: bool = True,
        email_auto_error: bool = False,
        auth0user_model: Type[Auth0User] = Auth0User,
        *,
        client_id: Optional[str] = None,
        guard: Optional[Guard] = None,
    ) -> None:
        self.domain = domain
        self.audience = api_audience
        self.auto_error = auto_error
        self.scope_auto_error = scope_auto_error
        self.email_auto_error = email_auto_error
        self.auth0_user_model = auth0user_model
        self.algorithms = list(ALGORITHMS)
        self.guard = guard or Guard(domain, api_audience, claim_namespace=auth0_rule_namespace, client_id=client_id)

        origin = self.guard.origin
        described = scopes or {}
        authorize = f"{origin}/authorize?{urlencode({'audience': api_audience})}"
        token = f"{origin}/oauth/token"
        self.implicit_scheme = OAuth2ImplicitBearer(authorize, described, scheme_name="Auth0ImplicitBearer")
        self.password_scheme = OAuth2PasswordBearer(tokenUrl=token, scopes=described)
        self.authcode_scheme = OAuth2AuthorizationCodeBearer(authorizationUrl=authorize, tokenUrl=token, scopes=described)
        self.oidc_scheme = OpenIdConnect(openIdConnectUrl=f"{origin}/.well-known/openid-configuration")
        flow = OAuthFlowAuthorizationCode(authorizationUrl=authorize, tokenUrl=token, scopes=described)
        scheme = _DocumentedOAuth2(flows=OAuthFlows(authorizationCode=flow), scheme_name="Auth0")

        # FastAPI reads the scheme from the signature, and the scheme is this tenant's.
        def get_user(
            security_scopes: SecurityScopes, request: Request, _documented: Optional[str] = Depends(scheme)
        ) -> Optional[Auth0User]:
            return self._get_user(request, security_scopes.scopes)

        #: Verifies the token of a request and returns its user: `user: Auth0User = Security(auth.get_user, scopes=["read:reports"])`.
        self.get_user: Callable[..., Optional[Auth0User]] = get_user

    def _get_user(self, request: Request, scopes: List[str]) -> Optional[Auth0User]:
        # Several headers are as ambiguous as several tokens in one.
        authorization = ", ".join(request.headers.getlist("authorization")) if "authorization" in request.headers else None
        try:
            principal = self.guard.identify(authorization)
            if principal is None:
                if not self.auto_error:
                    return None
                raise Refusal("token_missing")
            if self.scope_auto_error and not set(scopes) <= set(principal.scopes):
                raise Refusal("scope_missing", required=scopes)
            if self.email_auto_error and not principal.email:
                raise Refusal("email_missing")
            return self._user_of(principal)
        except Refusal as refusal:
            raise _exception_of(refusal) from refusal

    def _user_of(self, principal: Principal) -> Auth0User:
        # The model has the email address under one alias, wherever the tenant put it.
        claims = {**principal.claims, f"{auth0_rule_namespace}/email": principal.email}
        try:
            return self.auth0_user_model(**claims)
        except ValidationError as cause:
            raise Auth0UnauthorizedException("The token does not contain what the user model of this API demands.") from cause


def _exception_of(refusal: Refusal) -> HTTPException:
    if refusal.status == 401:
        return Auth0UnauthenticatedException(refusal.detail, headers=refusal.headers)
    if refusal.status == 403:
        return Auth0UnauthorizedException(refusal.detail, headers=refusal.headers)
    if refusal.status == 503:
        return Auth0KeysUnavailableException(refusal.detail, headers=refusal.headers)
    return HTTPException(refusal.status, refusal.detail, headers=refusal.headers)
