"""Asks the tenant for its key set, with every limit that an untrusted response needs. It is the only code that opens a connection."""

from __future__ import annotations

import re
import time
import urllib.request
from typing import Any, NamedTuple
from urllib.parse import urlsplit

#: How long the tenant may take to answer; a request may be waiting.
JWKS_TIMEOUT_SECONDS = 5.0
#: A key set with three keys has 5 KiB. A larger response is no key set.
JWKS_MAX_BYTES = 64 * 1024

_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_CHUNK_BYTES = 16 * 1024


class TenantDomain(NamedTuple):
    """The tenant's issuer (with a closing slash), and its origin (without)."""

    issuer: str
    origin: str


def parse_domain(domain: str) -> TenantDomain:
    """Parses the domain of a tenant: a host, or an address without a path. `http:` is for this machine only. Raises ValueError."""
    address = domain if "://" in domain else f"https://{domain}"
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = parts.port  # raises ValueError for a port that is none
    is_local = host in _LOOPBACK_HOSTS
    named = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host) is not None or is_local
    bare = parts.path in ("", "/") and not re.search(r"[?#@\s\\]", domain)
    if not named or not bare or not (parts.scheme == "https" or (parts.scheme == "http" and is_local)):
        raise ValueError(f"The domain of a tenant is its host alone, such as example.eu.auth0.com; got {domain!r}.")
    location = f"[{host}]" if ":" in host else host
    standard = {"https": 443, "http": 80}[parts.scheme]
    suffix = "" if port in (None, standard) else f":{port}"
    origin = f"{parts.scheme}://{location}{suffix}"
    return TenantDomain(f"{origin}/", origin)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        """Follows nothing: the answer with status 3xx becomes an error."""
        return None


def fetch_key_set(origin: str) -> bytes:
    """Returns the key set of a tenant, as text.

    Raises OSError (also for a redirect and any status other than 200) and ValueError for an answer that is too large or too slow.
    """
    deadline = time.monotonic() + JWKS_TIMEOUT_SECONDS
    request = urllib.request.Request(f"{origin}/.well-known/jwks.json", headers={"Accept": "application/json"})
    opener = urllib.request.build_opener(_NoRedirects)
    body = b""
    with opener.open(request, timeout=JWKS_TIMEOUT_SECONDS) as response:
        if response.status != 200:
            raise ValueError(f"the tenant answered {response.status}")
        while chunk := response.read1(_CHUNK_BYTES):
            body += chunk
            if len(body) > JWKS_MAX_BYTES:
                raise ValueError(f"the answer is larger than {JWKS_MAX_BYTES} bytes")
            if time.monotonic() > deadline:
                raise ValueError(f"no key set within {JWKS_TIMEOUT_SECONDS:g} s")
    return body
