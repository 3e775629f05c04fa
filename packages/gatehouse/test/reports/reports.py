"""A service in another technology behind the gateway: reports, in FastAPI.

It does not rely on the gateway: python/gatehouse verifies the token again, against the same tenant. So a caller that reaches it
directly, or by a path that it reads in another way than the gateway, is refused too. `Security(...)` states the requirements of
each operation. FastAPI writes them as `security` into openapi.json, which the gateway is compiled from.

    pip install ./python
    AUTH0_DOMAIN=example.eu.auth0.com AUTH0_AUDIENCE=https://api.example.com uvicorn reports:app --port 8000
    python3 reports.py > openapi.json      # after every change of an operation
"""

import json
import os
from datetime import date
from typing import Iterator, List, Optional

from fastapi import FastAPI, HTTPException, Query, Response, Security
from fastapi.responses import StreamingResponse
from gatehouse.fastapi import Auth0, Auth0User
from pydantic import BaseModel, Field

auth = Auth0(
    domain=os.environ.get("AUTH0_DOMAIN", "example.eu.auth0.com"),
    api_audience=os.environ.get("AUTH0_AUDIENCE", "https://api.example.com"),
    scopes={"read:reports": "Read reports", "write:reports": "Write reports"},
)
readers = Security(auth.get_user, scopes=["read:reports"])
writers = Security(auth.get_user, scopes=["write:reports"])

app = FastAPI(title="Reports", version="1.0.0", description="Reports, written and read. In FastAPI, behind the same gateway.")


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


@app.get("/reports", operation_id="listReports", summary="List the reports", dependencies=[readers])
def list_reports(limit: int = Query(20, ge=1, le=100)) -> List[Report]:
    return list(REPORTS.values())[:limit]


@app.post("/reports", operation_id="createReport", summary="Write a report", status_code=201)
def create_report(new: NewReport, response: Response, author: Auth0User = writers) -> Report:
    report = Report(id=f"r{len(REPORTS) + 1}", author=author.id, **new.dict())
    REPORTS[report.id] = report
    response.headers["Location"] = f"/reports/{report.id}"
    return report


@app.get("/reports/{id}", operation_id="getReport", summary="Read a report", dependencies=[readers])
def get_report(id: str) -> Report:
    return found(id)


@app.get(
    "/reports/{id}/lines",
    operation_id="streamReportLines",
    summary="Read a report line by line",
    response_class=StreamingResponse,
    dependencies=[readers],
)
def stream_report_lines(id: str) -> StreamingResponse:
    def lines(report: Report) -> Iterator[str]:
        for line in report.lines:
            yield json.dumps(line) + "\n"

    return StreamingResponse(lines(found(id)), media_type="application/x-ndjson")


if __name__ == "__main__":
    print(json.dumps(app.openapi(), indent=2))
