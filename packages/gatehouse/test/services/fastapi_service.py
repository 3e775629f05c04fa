"""A FastAPI application as a user of `fastapi_auth0` writes it, with the guard of python/gatehouse.

    AUTH0_DOMAIN=example.eu.auth0.com AUTH0_AUDIENCE=https://api.example.com uvicorn fastapi_service:app
"""

import os
from typing import Dict, List, Optional

from fastapi import Body, Depends, FastAPI, Response, Security
from pydantic import Field

from gatehouse.fastapi import Auth0, Auth0User, security_responses

SETTINGS = {
    "domain": os.environ["AUTH0_DOMAIN"],
    "api_audience": os.environ["AUTH0_AUDIENCE"],
    "scopes": {"read:blabla": "Read blabla", "write:blabla": "Write blabla"},
}


class Colleague(Auth0User):
    """A user with two claims of the project's own."""

    name: Optional[str] = Field(None, alias="https://gatehouse.local/name")
    roles: Optional[List[str]] = Field(None, alias="https://gatehouse.local/roles")


auth = Auth0(**SETTINGS)
guests = Auth0(**SETTINGS, auto_error=False)
mailed = Auth0(**SETTINGS, email_auto_error=True)
colleagues = Auth0(**SETTINGS, auth0user_model=Colleague)

app = FastAPI(title="Blabla")


@app.get("/public")
def get_public() -> Dict[str, str]:
    return {"message": "Anybody reads this"}


@app.get("/secure", dependencies=[Depends(auth.implicit_scheme)], responses=security_responses)
def get_secure(user: Auth0User = Security(auth.get_user, scopes=["read:blabla"])):
    return {"message": f"{user}"}


@app.get("/me")
def get_me(user: Auth0User = Security(auth.get_user)):
    return {"id": user.id, "permissions": user.permissions, "email": user.email}


@app.get("/guarded", dependencies=[Depends(auth.get_user)])
def get_guarded() -> Dict[str, str]:
    return {"message": "Nobody asks who this is"}


@app.get("/colleague")
def get_colleague(user: Colleague = Security(colleagues.get_user)):
    return {"name": user.name, "roles": user.roles}


@app.get("/guest", openapi_extra={"security": [{}]})
def get_guest(user: Optional[Auth0User] = Security(guests.get_user)):
    return {"id": None if user is None else user.id}


@app.get("/receipt")
def get_receipt(user: Auth0User = Security(mailed.get_user, scopes=["read:blabla"])):
    return {"email": user.email}


@app.get("/files/{path:path}", dependencies=[Security(auth.get_user, scopes=["read:blabla"])])
def get_file(path: str) -> Dict[str, str]:
    return {"path": path}


@app.put("/files/{path:path}", dependencies=[Security(auth.get_user, scopes=["write:blabla"])], status_code=204)
def put_file(path: str, content: bytes = Body(..., media_type="application/octet-stream")) -> Response:
    return Response(status_code=204, headers={"X-Size": str(len(content))})
