"""Tests the examples of README.md as they stand there."""

import re
import unittest
from pathlib import Path
from typing import Any, Dict
from unittest import mock

from tokens import bearer, key_set_of, mint

_README = Path(__file__).parent.parent / "README.md"
_GOOD = bearer(mint("read:reports"))
_BODY = {"reports": [], "reader": "auth0|ada"}


def run_example(framework: str) -> Dict[str, Any]:
    """Runs the Python code under this heading, and returns its names. Its tenant is in this process."""
    text = _README.read_text(encoding="utf-8")
    code = re.search(rf"^## {framework}\n\n```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert code is not None, framework
    names: Dict[str, Any] = {"__name__": f"{framework.lower()}_example"}
    with mock.patch("gatehouse.guard.fetch_key_set", lambda _origin: key_set_of("one")):
        exec(compile(code.group(1), f"{_README}: {framework}", "exec"), names)  # pylint: disable=exec-used
    return names


class ReadmeTest(unittest.TestCase):
    """One small service in each framework."""

    def _expect_guarded(self, send: Any) -> None:
        """`send` takes headers, and returns the status, the body and the challenge of an answer."""
        self.assertEqual(send(_GOOD)[:2], (200, _BODY))
        self.assertEqual((send({})[0], send({})[2]), (401, "Bearer"))
        status, body, challenge = send(bearer(mint("read:reports", exp=1)))
        self.assertEqual((status, body["detail"]), (401, "The token has expired."))
        self.assertIn('error="invalid_token"', challenge)
        self.assertEqual(send(bearer(mint("write:reports")))[0], 403)

    def test_fastapi(self) -> None:
        from fastapi.testclient import TestClient

        client = TestClient(run_example("FastAPI")["app"])

        def send(headers: Dict[str, str]) -> Any:
            answer = client.get("/reports", headers=headers)
            return answer.status_code, answer.json(), answer.headers.get("www-authenticate")

        self._expect_guarded(send)

    def test_flask(self) -> None:
        client = run_example("Flask")["app"].test_client()

        def send(headers: Dict[str, str]) -> Any:
            answer = client.get("/reports", headers=headers)
            return answer.status_code, answer.json, answer.headers.get("WWW-Authenticate")

        self._expect_guarded(send)

    def test_django(self) -> None:
        import django
        from django.conf import settings
        from django.test import Client
        from django.urls import path

        settings.configure(ALLOWED_HOSTS=["testserver"], ROOT_URLCONF=__name__, MIDDLEWARE=[f"{__name__}.refusals"])
        django.setup()
        names = run_example("Django")
        globals().update(refusals=names["refusals"], urlpatterns=[path("reports", names["list_reports"])])

        def send(headers: Dict[str, str]) -> Any:
            answer = Client().get("/reports", **{f"HTTP_{name.upper()}": value for name, value in headers.items()})
            return answer.status_code, answer.json(), answer.headers.get("WWW-Authenticate")

        self._expect_guarded(send)


if __name__ == "__main__":
    unittest.main()
