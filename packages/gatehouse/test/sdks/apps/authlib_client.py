"""Authlib's client for Starlette, as its documentation shows it: https://docs.authlib.org/en/latest/client/starlette.html"""

import base64
import html
import json
import socket
import sys
import threading
from urllib.parse import urlencode

import httpx
import uvicorn
from authlib.integrations.starlette_client import OAuth
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

CLIENT_ID = "local-app"
PAGE = """<!doctype html>
<title>An application</title>
<link rel="icon" href="data:," />
<p id="person">{name}</p>
<a href="/login">Log in</a> <a href="/payments">Show payments</a> <a href="/renew">Renew</a> <a href="/logout">Log out</a>
<output>{output}</output>"""

listener = socket.create_server(("127.0.0.1", 0))
origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
print(origin, flush=True)
settings = json.loads(sys.stdin.readline())
tenant, gateway, audience = settings["tenant"], settings["gateway"], settings["audience"]

oauth = OAuth()
oauth.register(
    "auth0",
    client_id=CLIENT_ID,
    client_secret="local-app-secret",
    server_metadata_url=f"{tenant}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email read:payments offline_access", "code_challenge_method": "S256"},
)
# One person at a time.
tokens = {}


def page(output=""):
    name = tokens["userinfo"]["name"] if tokens else "Nobody"
    return HTMLResponse(PAGE.format(name=html.escape(name), output=html.escape(output, quote=False)))


async def show():
    token = tokens["access_token"]
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{gateway}/payments", headers={"authorization": f"Bearer {token}"})
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return page(json.dumps({"status": answer.status_code, "body": answer.json(), "claims": claims}))


async def home(_request):
    return page()


async def log_in(request):
    return await oauth.auth0.authorize_redirect(request, f"{origin}/callback", audience=audience)


async def callback(request):
    tokens.update(await oauth.auth0.authorize_access_token(request))
    return RedirectResponse("/")


async def payments(_request):
    return await show()


async def renew(_request):
    answer = await oauth.auth0.fetch_access_token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"]
    )
    tokens.update(answer)
    return await show()


async def log_out(_request):
    query = urlencode({"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": origin})
    tokens.clear()
    metadata = await oauth.auth0.load_server_metadata()
    return RedirectResponse(f"{metadata['end_session_endpoint']}?{query}")


routes = [
    Route("/", home),
    Route("/login", log_in),
    Route("/callback", callback),
    Route("/payments", payments),
    Route("/renew", renew),
    Route("/logout", log_out),
]
secret = "a secret of at least thirty-two characters, for tests"
app = Starlette(routes=routes, middleware=[Middleware(SessionMiddleware, secret_key=secret)])
server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))


def end_with_input():
    print("ready", flush=True)
    sys.stdin.read()
    server.should_exit = True


threading.Thread(target=end_with_input, daemon=True).start()
server.run(sockets=[listener])
