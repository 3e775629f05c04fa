"""Keeps the tenant's keys in memory, and decides when to ask for them again.

Past the soft age a thread refreshes them while the old ones still serve. Past the hard age, and for an unknown key id, a request waits.
"""

from __future__ import annotations

import logging
import math
import threading
from typing import Callable, Dict, Optional, Set

from .key_set import PublicKey, parse_key_set
from .refusal import Refusal
from .tenant import JWKS_TIMEOUT_SECONDS

#: Older keys still serve, and are refreshed meanwhile.
KEYS_SOFT_AGE_SECONDS = 600
#: Older keys never serve: 503.
KEYS_HARD_AGE_SECONDS = 86_400
#: The pause after every request to the tenant, failed ones too: a flood of invented key ids costs the tenant two requests a minute.
REFRESH_COOL_DOWN_SECONDS = 30

# A key id is reported as unknown only if the set is younger than this; with an older set it is an outage.
_FRESH_ENOUGH_SECONDS = 2 * REFRESH_COOL_DOWN_SECONDS
# Limits how many invented key ids an attacker can make us store.
_UNKNOWN_KIDS_MAX = 1_000
# A little more than the tenant may take.
_WAIT_SECONDS = JWKS_TIMEOUT_SECONDS + 1

_log = logging.getLogger("gatehouse")


class _Refresh:
    """One request to the tenant, that every waiting thread shares."""

    def __init__(self, started_at: float) -> None:
        self.started_at = started_at
        self.ended = threading.Event()


class KeyRing:
    """The keys of one tenant. Its methods may be called from any thread.

    `fetch` returns the text of the key set or raises; `clock` returns seconds since the epoch.
    """

    def __init__(self, fetch: Callable[[], bytes], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Dict[str, PublicKey] = {}
        self._fetched_at = -math.inf
        self._refresh: Optional[_Refresh] = None
        self._cool_until = -math.inf
        self._unknown_kids: Set[str] = set()

    def key(self, kid: str) -> PublicKey:
        """Returns the key with this id.

        Raises Refusal: `keys_unavailable` past the hard age or if the tenant does not answer, `token_key_unknown`.
        """
        if self._age() >= KEYS_HARD_AGE_SECONDS:
            self._run_refresh(wait=True)
            if self._age() >= KEYS_HARD_AGE_SECONDS:
                raise self._unavailable()
        elif self._age() >= KEYS_SOFT_AGE_SECONDS:
            self._run_refresh(wait=False)
        key = self._keys.get(kid)
        if key is not None:
            return key
        return self._seek(kid)

    def _seek(self, kid: str) -> PublicKey:
        if kid not in self._unknown_kids:
            asked_at = self._clock()
            self._run_refresh(wait=True)
            key = self._keys.get(kid)
            if key is not None:
                return key
            # Only an answer that the tenant has given since then can prove that there is no such key.
            with self._lock:
                if self._fetched_at >= asked_at:
                    if len(self._unknown_kids) >= _UNKNOWN_KIDS_MAX:
                        self._unknown_kids.clear()
                    self._unknown_kids.add(kid)
        if kid in self._unknown_kids or self._age() <= _FRESH_ENOUGH_SECONDS:
            raise Refusal("token_key_unknown")
        raise self._unavailable()

    def _age(self) -> float:
        return self._clock() - self._fetched_at

    def _unavailable(self) -> Refusal:
        return Refusal("keys_unavailable", retry_after_seconds=max(1, math.ceil(self._cool_until - self._clock())))

    def _run_refresh(self, *, wait: bool) -> None:
        """Waits for the running refresh, or starts one unless the cool-down is not over."""
        now = self._clock()
        with self._lock:
            refresh = self._refresh
            # A thread that hangs longer than the tenant may take is given up.
            if refresh is None or now - refresh.started_at >= _WAIT_SECONDS:
                if now < self._cool_until:
                    return
                refresh = self._refresh = _Refresh(now)
                self._cool_until = now + REFRESH_COOL_DOWN_SECONDS
                self._start(refresh)
        if wait:
            refresh.ended.wait(_WAIT_SECONDS)

    def _start(self, refresh: _Refresh) -> None:
        try:
            threading.Thread(target=self._load, args=(refresh,), daemon=True, name="gatehouse-keys").start()
        except RuntimeError as cause:
            # The machine has no thread left: the next attempt is after the cool-down.
            _log.warning("The signing keys of the tenant could not be fetched: %s", cause)
            self._refresh = None
            refresh.ended.set()

    def _load(self, refresh: _Refresh) -> None:
        try:
            keys = parse_key_set(self._fetch())
            if not keys:
                raise ValueError("the key set holds no usable key")
            with self._lock:
                # The time of the request counts: a key that is added while the response is under way is not denied by it.
                if self._refresh is refresh:
                    self._keys, self._fetched_at = keys, refresh.started_at
                    self._unknown_kids.clear()
        except Exception as cause:  # pylint: disable=broad-except
            # Whatever went wrong, the keys in memory serve on until their hard age.
            _log.warning("The signing keys of the tenant could not be fetched: %s", cause)
        finally:
            with self._lock:
                if self._refresh is refresh:
                    self._refresh = None
            refresh.ended.set()
