"""Tests the guard without a framework: what a caller gets, and what a programmer may not do."""

import unittest

from gatehouse import Guard, Refusal

from tokens import AUDIENCE, DOMAIN, key_set_of, mint


class GuardTest(unittest.TestCase):
    """A guard whose tenant is in this process."""

    def setUp(self) -> None:
        self.guard = Guard(DOMAIN, AUDIENCE, fetch=lambda: key_set_of("one"))

    def test_a_principal_has_what_the_token_says(self) -> None:
        token = mint("read:things write:things", permissions=["read:things"], azp="app", org_id="org_1", email="ada@example.com")
        principal = self.guard.admit(f"Bearer {token}", ["write:things", "read:things"])
        self.assertEqual((principal.id, principal.email), ("auth0|ada", "ada@example.com"))
        self.assertEqual((principal.permissions, principal.scopes), (("read:things",), ("read:things", "write:things")))
        self.assertEqual((principal.client_id, principal.organization), ("app", "org_1"))
        self.assertNotIn("claims", repr(principal))

    def test_every_scope_is_demanded(self) -> None:
        with self.assertRaises(Refusal) as caught:
            self.guard.admit(f"Bearer {mint('read:things')}", ["read:things", "write:things"])
        self.assertEqual((caught.exception.code, caught.exception.status), ("scope_missing", 403))
        self.assertIn('scope="read:things write:things"', caught.exception.headers["WWW-Authenticate"])

    def test_a_request_without_a_token_is_nobody_to_identify_and_refused_to_admit(self) -> None:
        self.assertIsNone(self.guard.identify(None))
        self.assertIsNone(self.guard.identify("Basic dXNlcjpwYXNz"))
        with self.assertRaises(Refusal) as caught:
            self.guard.admit(None)
        self.assertEqual(caught.exception.code, "token_missing")

    def test_a_token_that_is_bound_to_a_key_is_refused_with_either_scheme(self) -> None:
        bound = mint(cnf={"jkt": "A" * 43})
        for authorization in (f"Bearer {bound}", f"DPoP {bound}", f"DPoP {mint()}"):
            with self.subTest(authorization[:6]), self.assertRaises(Refusal) as caught:
                self.guard.admit(authorization)
            self.assertEqual((caught.exception.code, caught.exception.status), ("proof_required", 401))

    def test_a_text_that_json_can_write_and_no_response_can_is_refused(self) -> None:
        for name in ("sub", "email", "scope"):
            with self.subTest(name), self.assertRaises(Refusal) as caught:
                self.guard.verify(mint(**{name: "\ud800"}))  # type: ignore[arg-type]
            self.assertEqual(caught.exception.code, "token_malformed")

    def test_scopes_in_one_text_are_a_mistake_of_the_programmer(self) -> None:
        with self.assertRaises(TypeError):
            self.guard.admit(f"Bearer {mint('read:things')}", "read:things")


if __name__ == "__main__":
    unittest.main()
