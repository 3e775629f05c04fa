"""Tests the request to the tenant: its limits, and which domains it accepts."""

import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, List
from unittest import mock

from gatehouse import tenant
from gatehouse.tenant import JWKS_MAX_BYTES, fetch_key_set, parse_domain


class _Tenant(BaseHTTPRequestHandler):
    paths: ClassVar[List[str]] = []

    def do_GET(self) -> None:
        """Answers by the first part of the path."""
        self.paths.append(self.path)
        kind = self.path.split("/")[1]
        if kind == "redirect":
            self.send_response(302)
            self.send_header("Location", "/good/.well-known/jwks.json")
            self.end_headers()
            return
        self.send_response({"created": 201, "missing": 404, "down": 503}.get(kind, 200))
        self.end_headers()
        self.wfile.write(b" " * JWKS_MAX_BYTES + b"{}" if kind == "large" else b'{"keys":[]}')

    def log_message(self, format: str, *args: Any) -> None:
        """Writes no log."""


class FetchTest(unittest.TestCase):
    """A tenant on this machine that answers as the path says."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), _Tenant)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.origin = f"http://127.0.0.1:{cls.server.server_address[1]}"

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.shutdown()
        cls.server.server_close()

    def test_the_text_of_the_key_set_is_returned(self) -> None:
        self.assertEqual(fetch_key_set(f"{self.origin}/good"), b'{"keys":[]}')

    def test_a_redirect_is_not_followed(self) -> None:
        _Tenant.paths.clear()
        with self.assertRaises(OSError):
            fetch_key_set(f"{self.origin}/redirect")
        self.assertEqual(_Tenant.paths, ["/redirect/.well-known/jwks.json"])

    def test_any_other_status_than_200_is_refused(self) -> None:
        for kind in ("created", "missing", "down"):
            with self.subTest(kind), self.assertRaises((OSError, ValueError)):
                fetch_key_set(f"{self.origin}/{kind}")

    def test_an_answer_larger_than_64_KiB_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "larger than 65536 bytes"):
            fetch_key_set(f"{self.origin}/large")

    def test_an_answer_that_takes_longer_than_5_seconds_is_refused(self) -> None:
        instants = iter((0.0, 5.5))
        with mock.patch.object(tenant.time, "monotonic", lambda: next(instants)):
            with self.assertRaisesRegex(ValueError, "no key set within 5 s"):
                fetch_key_set(f"{self.origin}/good")


class DomainTest(unittest.TestCase):
    """The domain of a tenant."""

    def test_a_domain_is_a_host_or_an_address_without_a_path(self) -> None:
        for domain, issuer in (
            ("example.eu.auth0.com", "https://example.eu.auth0.com/"),
            ("EXAMPLE.eu.auth0.com", "https://example.eu.auth0.com/"),
            ("https://login.example.com/", "https://login.example.com/"),
            ("https://login.example.com:8443", "https://login.example.com:8443/"),
            ("http://localhost:6061", "http://localhost:6061/"),
            ("http://[::1]:6061", "http://[::1]:6061/"),
        ):
            with self.subTest(domain):
                self.assertEqual(parse_domain(domain).issuer, issuer)

    def test_anything_else_is_refused(self) -> None:
        for domain in (
            "",
            "example",
            "http://example.eu.auth0.com",
            "ftp://example.eu.auth0.com",
            "https://example.eu.auth0.com/tenant",
            "https://user@example.eu.auth0.com",
            "example.eu.auth0.com?x",
            "example.eu.auth0.com#x",
            "example.eu.auth0.com:none",
            "example .eu.auth0.com",
            "https://",
        ):
            with self.subTest(domain), self.assertRaises(ValueError):
                parse_domain(domain)


if __name__ == "__main__":
    unittest.main()
