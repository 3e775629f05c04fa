"""Issues tokens as a tenant does, for tests."""

import json
import time
from typing import Any, Dict, Optional

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

DOMAIN = "example.eu.auth0.com"
AUDIENCE = "https://api.example.com"

_KEY = rsa.generate_private_key(65537, 2048)
_JWK = json.loads(RSAAlgorithm.to_jwk(_KEY.public_key()))


def key_set_of(*kids: str) -> bytes:
    """The text of a key set with the tenant's key under these ids."""
    members = {name: _JWK[name] for name in ("kty", "n", "e")}
    return json.dumps({"keys": [{**members, "kid": kid} for kid in kids]}).encode()


def mint(scope: str = "", header: Optional[Dict[str, Any]] = None, **claims: Any) -> str:
    """A valid access token but for the given members."""
    now = int(time.time())
    payload = {"iss": f"https://{DOMAIN}/", "aud": AUDIENCE, "sub": "auth0|ada", "iat": now, "exp": now + 60, "scope": scope}
    return jwt.encode({**payload, **claims}, _KEY, algorithm="RS256", headers={"kid": "one", **(header or {})})


def bearer(token: str) -> Dict[str, str]:
    """The header with a token."""
    return {"Authorization": f"Bearer {token}"}
