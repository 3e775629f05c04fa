"""A service in another technology behind the gateway: reports, in FastAPI.

It does not rely on the gateway: it verifies the token again with PyJWT, against the same tenant. So a caller that reaches it
directly, or by a path that it reads in another way than the gateway, is refused too. `Security(...)` states the requirements of
each operation. FastAPI writes them as `security` into openapi.json, which the gateway is compiled from.

    AUTH0_DOMAIN=example.eu.auth0.com AUTH0_AUDIENCE=https://api.example.com uvicorn reports:app --port 8000
    python3 reports.py > openapi.json      # after every change of an operation
"""

import json
import os
from datetime import date
from typing import Iterator, List, Optional

import jwt
from fastapi import FastAPI, HTTPException, Query, Request, Response, Security
from fastapi.responses import StreamingResponse
from fastapi.security import OAuth2AuthorizationCodeBearer, SecurityScopes
from pydantic import BaseModel, Field

DOMAIN = os.environ.get("AUTH0_DOMAIN", "example.eu.auth0.com")
AUDIENCE = os.environ.get("AUTH0_AUDIENCE", "")
# Only the local tenant is named with its scheme.
ISSUER = (DOMAIN if "://" in DOMAIN else f"https://{DOMAIN}") + "/"
KEYS = jwt.PyJWKClient(f"{ISSUER}.well-known/jwks.json")

# The gateway's document names the tenant; these addresses are read by nobody.
login = OAuth2AuthorizationCodeBearer(
    scheme_name="login",
    authorizationUrl="https://example.eu.auth0.com/authorize",
    tokenUrl="https://example.eu.auth0.com/oauth/token",
    scopes={"read:reports": "Read reports", "write:reports": "Write reports"},
)

app = FastAPI(title="Reports", version="1.0.0", description="Reports, written and read. In FastAPI, behind the same gateway.")


def principal(demanded: SecurityScopes, token: str = Security(login)) -> str:
    """Who asks, if the token is good and has every scope that is demanded."""
    try:
        key = KEYS.get_signing_key_from_jwt(token).key
        claims = jwt.decode(token, key, algorithms=["RS256", "PS256"], audience=AUDIENCE, issuer=ISSUER)
    except jwt.PyJWTError as error:
        # An outage of the tenant must not look like a bad token.
        if isinstance(error.__context__, OSError):
            raise HTTPException(503, "The keys of the tenant can't be had.", {"Retry-After": "5"}) from error
        raise HTTPException(401, "The token is not good.", {"WWW-Authenticate": 'Bearer error="invalid_token"'}) from error
    held = claims.get("scope", "").split()
    if not all(scope in held for scope in demanded.scopes):
        challenge = f'Bearer error="insufficient_scope", scope="{demanded.scope_str}"'
        raise HTTPException(403, "The token lacks a scope.", {"WWW-Authenticate": challenge})
    return claims["sub"]


class NewReport(BaseModel):
    title: str = Field(min_length=1, max_length=100)
    lines: List[str] = Field(default_factory=list)
    due: Optional[date] = None


class Report(NewReport):
    id: str
    author: str


REPORTS = {"r1": Report(id="r1", author="auth0|ada", title="First quarter", lines=["Income: 12", "Expense: 7"])}


def found(id: str) -> Report:
    if id not in REPORTS:
        raise HTTPException(404, "There is no such report.")
    return REPORTS[id]


@app.get("/reports/formats", operation_id="listReportFormats", summary="List the formats")
def list_report_formats() -> List[str]:
    return ["json", "lines"]


@app.get("/reports", operation_id="listReports", summary="List the reports", dependencies=[Security(principal, scopes=["read:reports"])])
def list_reports(limit: int = Query(20, ge=1, le=100)) -> List[Report]:
    return list(REPORTS.values())[:limit]


@app.post("/reports", operation_id="createReport", summary="Write a report", status_code=201)
def create_report(
    new: NewReport, request: Request, response: Response, author: str = Security(principal, scopes=["write:reports"])
) -> Report:
    report = Report(id=f"r{len(REPORTS) + 1}", author=author, **new.dict())
    REPORTS[report.id] = report
    response.headers["Location"] = f"/reports/{report.id}"
    return report


@app.get("/reports/{id}", operation_id="getReport", summary="Read a report", dependencies=[Security(principal, scopes=["read:reports"])])
def get_report(id: str) -> Report:
    return found(id)


@app.get(
    "/reports/{id}/lines",
    operation_id="streamReportLines",
    summary="Read a report line by line",
    response_class=StreamingResponse,
    dependencies=[Security(principal, scopes=["read:reports"])],
)
def stream_report_lines(id: str) -> StreamingResponse:
    def lines(report: Report) -> Iterator[str]:
        for line in report.lines:
            yield json.dumps(line) + "\n"

    return StreamingResponse(lines(found(id)), media_type="application/x-ndjson")


if __name__ == "__main__":
    print(json.dumps(app.openapi(), indent=2))
