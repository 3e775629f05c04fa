"""Tests when the keys are fetched, how long they serve, and that an outage never looks like a bad token."""

import threading
import unittest
from typing import Callable, List, Optional

from gatehouse.key_ring import KeyRing
from gatehouse.refusal import Refusal

from tokens import key_set_of

_MINUTE = 60
_HOUR = 60 * _MINUTE


class KeyRingTest(unittest.TestCase):
    """A ring whose clock and tenant the test controls."""

    def setUp(self) -> None:
        self.now = 1_800_000_000.0
        self.fetches = 0
        self.answer: Callable[[], bytes] = lambda: key_set_of("one")
        self.ring = KeyRing(self._fetch, lambda: self.now)

    def _fetch(self) -> bytes:
        self.fetches += 1
        return self.answer()

    def _fail(self, cause: Exception) -> None:
        def answer() -> bytes:
            raise cause

        self.answer = answer

    def _code(self, kid: str = "one") -> str:
        try:
            self.ring.key(kid)
        except Refusal as refusal:
            return refusal.code
        return "passes"

    def _await_refresh(self) -> None:
        for thread in threading.enumerate():
            if thread.name == "gatehouse-keys":
                thread.join(10)

    def test_nothing_is_fetched_before_the_first_request(self) -> None:
        self.assertEqual(self.fetches, 0)
        self.assertEqual(self._code(), "passes")
        self.assertEqual(self._code(), "passes")
        self.assertEqual(self.fetches, 1)

    def test_past_the_soft_age_the_keys_serve_while_a_thread_refreshes_them(self) -> None:
        self._code()
        self.now += 10 * _MINUTE
        release = threading.Event()

        def answer() -> bytes:
            release.wait(10)
            return key_set_of("one", "two")

        self.answer = answer
        self.assertEqual(self._code(), "passes")
        release.set()
        self._await_refresh()
        self.assertEqual(self._code("two"), "passes")
        self.assertEqual(self.fetches, 2)

    def test_keys_serve_through_an_outage_until_their_hard_age_and_no_longer(self) -> None:
        self._code()
        self._fail(OSError("the tenant is down"))
        self.now += 24 * _HOUR - 1
        self.assertEqual(self._code(), "passes")
        self._await_refresh()
        self.now += 31
        self.assertEqual(self._code(), "keys_unavailable")

    def test_an_outage_at_the_start_is_503_with_a_time_to_retry(self) -> None:
        self._fail(OSError("the tenant is down"))
        with self.assertRaises(Refusal) as caught:
            self.ring.key("one")
        self.assertEqual((caught.exception.status, caught.exception.headers), (503, {"Retry-After": "30"}))

    def test_every_attempt_is_followed_by_a_pause_and_then_by_another_one(self) -> None:
        self._fail(OSError("the tenant is down"))
        for _ in range(5):
            self.assertEqual(self._code(), "keys_unavailable")
        self.assertEqual(self.fetches, 1)
        self.now += 30
        self.answer = lambda: key_set_of("one")
        self.assertEqual(self._code(), "passes")
        self.assertEqual(self.fetches, 2)

    def test_an_unknown_key_id_asks_the_tenant_once_and_finds_a_new_key(self) -> None:
        self._code()
        self.now += 60
        self.answer = lambda: key_set_of("one", "two")
        self.assertEqual(self._code("two"), "passes")
        self.assertEqual(self.fetches, 2)

    def test_a_flood_of_invented_key_ids_costs_the_tenant_one_request_in_30_seconds(self) -> None:
        self._code()
        self.now += 60
        for number in range(200):
            self.assertEqual(self._code(f"invented-{number}"), "token_key_unknown")
        self.assertEqual(self.fetches, 2)

    def test_an_unknown_key_id_is_an_outage_when_the_tenant_can_not_be_asked_and_the_keys_are_old(self) -> None:
        self._code()
        self.now += 5 * _MINUTE
        self._fail(OSError("the tenant is down"))
        self.assertEqual(self._code("two"), "keys_unavailable")
        self.assertEqual(self._code("one"), "passes")

    def test_a_key_that_the_tenant_has_revoked_is_gone_with_the_next_refresh(self) -> None:
        self._code()
        self.now += 10 * _MINUTE
        self.answer = lambda: key_set_of("two")
        self._code()
        self._await_refresh()
        self.assertEqual(self._code("one"), "token_key_unknown")

    def test_an_answer_that_is_no_key_set_leaves_the_keys_as_they_are(self) -> None:
        self._code()
        for text in (b"", b"<!doctype html>", b"{}", b'{"keys":[]}', b"\xff", b"[" * 100_000):
            self.now += 10 * _MINUTE
            self.answer = lambda text=text: text  # type: ignore[misc]
            self.assertEqual(self._code(), "passes")
            self._await_refresh()

    def test_many_threads_at_once_share_one_request(self) -> None:
        release = threading.Event()

        def answer() -> bytes:
            release.wait(10)
            return key_set_of("one")

        self.answer = answer
        codes: List[Optional[str]] = []
        threads = [threading.Thread(target=lambda: codes.append(self._code())) for _ in range(20)]
        for thread in threads:
            thread.start()
        release.set()
        for thread in threads:
            thread.join(10)
        self.assertEqual((codes, self.fetches), (["passes"] * 20, 1))

    def test_a_request_that_hangs_is_given_up_and_its_late_answer_is_ignored(self) -> None:
        asked, hanging = threading.Event(), threading.Event()

        def answer() -> bytes:
            if self.fetches == 1:
                asked.set()
                hanging.wait(10)
                return key_set_of("late")
            return key_set_of("one")

        self.answer = answer
        waiting = threading.Thread(target=self._code)
        waiting.start()
        asked.wait(10)
        self.now += 30
        self.assertEqual(self._code("one"), "passes")
        hanging.set()
        waiting.join(10)
        self._await_refresh()
        self.assertEqual(self._code("one"), "passes")
        self.assertEqual(self._code("late"), "token_key_unknown")


if __name__ == "__main__":
    unittest.main()
