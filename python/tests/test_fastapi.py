"""Tests the guard in FastAPI: what passes, what is refused and how, and what stands in the document."""

import unittest
from typing import Any, Dict, Optional

from fastapi import Depends, FastAPI, Security
from fastapi.testclient import TestClient
from pydantic import Field

from gatehouse import Guard
from gatehouse.fastapi import Auth0, Auth0HTTPBearer, Auth0User, auth0_rule_namespace, security_responses

from tokens import AUDIENCE, DOMAIN, bearer, key_set_of, mint

SCOPES = {"read:things": "Read things"}


def auth0(**options: Any) -> Auth0:
    """An `Auth0` whose tenant is in this process."""
    guard = Guard(DOMAIN, AUDIENCE, claim_namespace=auth0_rule_namespace, fetch=lambda: key_set_of("one"))
    return Auth0(domain=DOMAIN, api_audience=AUDIENCE, scopes=SCOPES, **{"guard": guard, **options})


class Clerk(Auth0User):
    """A user with a claim of the project's own."""

    department: str = Field(..., alias="https://example.com/department")


def _down() -> bytes:
    raise OSError("the tenant is down")


auth = auth0()
guests = auth0(auto_error=False)
unchecked = auth0(scope_auto_error=False)
mailed = auth0(email_auto_error=True)
clerks = auth0(auth0user_model=Clerk)
outage = auth0(guard=Guard(DOMAIN, AUDIENCE, fetch=_down))
app = FastAPI()


@app.get("/public")
def get_public() -> Dict[str, str]:
    return {}


@app.get("/implicit", dependencies=[Depends(auth.implicit_scheme)])
def get_implicit() -> Dict[str, str]:
    return {}


@app.get("/me", responses=security_responses)
def get_me(user: Auth0User = Security(auth.get_user)) -> Any:
    return user


@app.get("/guarded", dependencies=[Depends(auth.get_user)])
def get_guarded() -> Dict[str, str]:
    return {}


@app.get("/things", dependencies=[Depends(auth.implicit_scheme)])
def get_things(user: Auth0User = Security(auth.get_user, scopes=["read:things"])) -> Any:
    return {"message": f"{user}"}


@app.get("/pasted", dependencies=[Depends(Auth0HTTPBearer(auto_error=False))])
def get_pasted(user: Auth0User = Security(auth.get_user, scopes=["read:things"])) -> Any:
    return {}


@app.get("/guest", openapi_extra={"security": [{}]})
def get_guest(user: Optional[Auth0User] = Security(guests.get_user)) -> Any:
    return {"id": None if user is None else user.id}


@app.get("/unchecked")
def get_unchecked(user: Auth0User = Security(unchecked.get_user, scopes=["read:things"])) -> Any:
    return {}


@app.get("/mailed")
def get_mailed(user: Auth0User = Security(mailed.get_user)) -> Any:
    return {"email": user.email}


@app.get("/clerk")
def get_clerk(user: Clerk = Security(clerks.get_user)) -> Any:
    return {"department": user.department}


@app.get("/outage")
def get_outage(user: Auth0User = Security(outage.get_user)) -> Any:
    return {}


client = TestClient(app)


def status_of(path: str, token: Optional[str] = None) -> int:
    """The status of a request with this token."""
    return client.get(path, headers={} if token is None else bearer(token)).status_code


class FastAPITest(unittest.TestCase):
    """An application that uses every option."""

    def test_a_valid_token_passes_and_the_handler_knows_its_user(self) -> None:
        answer = client.get("/me", headers=bearer(mint(email="ada@example.com", permissions=["read:things"])))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(
            answer.json(),
            {"sub": "auth0|ada", "permissions": ["read:things"], f"{auth0_rule_namespace}/email": "ada@example.com"},
        )

    def test_a_user_is_written_with_id_permissions_and_email(self) -> None:
        answer = client.get("/things", headers=bearer(mint("read:things", permissions=[])))
        self.assertEqual(answer.json(), {"message": "id='auth0|ada' permissions=[] email=None"})

    def test_no_token_is_401_with_a_challenge_and_not_403(self) -> None:
        for path in ("/me", "/guarded", "/things"):
            answer = client.get(path)
            self.assertEqual((answer.status_code, answer.headers["www-authenticate"]), (401, "Bearer"))

    def test_a_bad_token_is_401_with_the_reason_and_nothing_of_the_token(self) -> None:
        answer = client.get("/me", headers=bearer(mint(exp=1, sub="auth0|secret")))
        self.assertEqual((answer.status_code, answer.json()), (401, {"detail": "The token has expired."}))
        self.assertEqual(
            answer.headers["www-authenticate"], 'Bearer error="invalid_token", error_description="The token has expired."'
        )

    def test_a_missing_scope_is_403_with_its_name(self) -> None:
        answer = client.get("/things", headers=bearer(mint("write:things", permissions=["read:things"])))
        self.assertEqual(answer.status_code, 403)
        self.assertIn('error="insufficient_scope"', answer.headers["www-authenticate"])
        self.assertIn('scope="read:things"', answer.headers["www-authenticate"])

    def test_a_guest_passes_without_a_token_and_never_with_a_bad_one(self) -> None:
        self.assertEqual(client.get("/guest").json(), {"id": None})
        self.assertEqual(client.get("/guest", headers=bearer(mint())).json(), {"id": "auth0|ada"})
        for token in ("nonsense", mint(exp=1), mint(aud="https://other.example")):
            self.assertEqual(status_of("/guest", token), 401)

    def test_scopes_can_be_documented_without_a_check(self) -> None:
        self.assertEqual(status_of("/unchecked", mint()), 200)
        self.assertEqual(status_of("/unchecked", mint(exp=1)), 401)

    def test_an_email_address_can_be_demanded_and_is_read_in_the_namespace_of_the_tenant(self) -> None:
        self.assertEqual(status_of("/mailed", mint()), 403)
        namespaced = mint(**{f"{auth0_rule_namespace}/email": "ada@example.com", "email": "other@example.com"})
        self.assertEqual(client.get("/mailed", headers=bearer(namespaced)).json(), {"email": "ada@example.com"})

    def test_a_model_of_the_projects_own_reads_further_claims_and_refuses_a_token_without_them(self) -> None:
        token = mint(**{"https://example.com/department": "accounts"})
        self.assertEqual(client.get("/clerk", headers=bearer(token)).json(), {"department": "accounts"})
        self.assertEqual(status_of("/clerk", mint()), 403)

    def test_an_outage_of_the_tenant_is_503_and_never_401(self) -> None:
        answer = client.get("/outage", headers=bearer(mint()))
        self.assertEqual((answer.status_code, answer.headers["retry-after"]), (503, "30"))

    def test_two_authorization_headers_are_ambiguous(self) -> None:
        headers = [("Authorization", f"Bearer {mint()}"), ("Authorization", "Bearer nonsense")]
        self.assertEqual(client.get("/me", headers=headers).status_code, 400)

    def test_a_token_in_the_query_is_not_read(self) -> None:
        self.assertEqual(status_of(f"/me?access_token={mint()}"), 401)

    def test_a_scheme_alone_checks_nothing(self) -> None:
        self.assertEqual((status_of("/public"), status_of("/implicit")), (200, 200))

    def test_the_document_names_the_scopes_of_every_operation(self) -> None:
        document = app.openapi()
        security = {path: item["get"].get("security") for path, item in document["paths"].items()}
        self.assertIsNone(security["/public"])
        self.assertEqual(security["/implicit"], [{"Auth0ImplicitBearer": []}])
        self.assertEqual(security["/me"], [{"Auth0": []}])
        self.assertEqual(security["/things"], [{"Auth0ImplicitBearer": []}, {"Auth0": ["read:things"]}])
        self.assertEqual(security["/pasted"], [{"Auth0HTTPBearer": []}, {"Auth0": ["read:things"]}])
        self.assertEqual(security["/guest"], [{"Auth0": []}, {}])
        schemes = document["components"]["securitySchemes"]
        self.assertEqual(
            schemes["Auth0"]["flows"]["authorizationCode"],
            {
                "authorizationUrl": "https://example.eu.auth0.com/authorize?audience=https%3A%2F%2Fapi.example.com",
                "tokenUrl": "https://example.eu.auth0.com/oauth/token",
                "scopes": SCOPES,
            },
        )

    def test_the_names_of_the_ancestor_are_there(self) -> None:
        for name in ("domain", "audience", "algorithms", "implicit_scheme", "authcode_scheme", "password_scheme", "oidc_scheme"):
            with self.subTest(name):
                self.assertTrue(hasattr(auth, name))

    def test_a_domain_or_an_audience_that_is_none_is_an_error_at_the_start(self) -> None:
        for domain, audience in (("", AUDIENCE), ("http://example.com", AUDIENCE), (DOMAIN, "")):
            with self.subTest((domain, audience)), self.assertRaises(ValueError):
                Auth0(domain=domain, api_audience=audience)


if __name__ == "__main__":
    unittest.main()
