"""A Flask application whose OpenAPI document is written by apispec. Its tokens are verified by python/gatehouse.

    AUTH0_DOMAIN=example.eu.auth0.com AUTH0_AUDIENCE=https://api.example.com PORT=8001 python3 flask_service.py
"""

import os

from apispec import APISpec
from flask import Flask, Response, request

from gatehouse import Guard, Refusal

guard = Guard(os.environ["AUTH0_DOMAIN"], os.environ["AUTH0_AUDIENCE"])
app = Flask(__name__)
spec = APISpec(title="Orders", version="1.0.0", openapi_version="3.0.3")
spec.components.security_scheme("bearerAuth", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})

ORDER_ID = {"name": "order_id", "in": "path", "required": True, "schema": {"type": "integer"}}
TOKEN = [{"bearerAuth": []}]


@app.errorhandler(Refusal)
def refuse(refusal: Refusal):
    return {"detail": refusal.detail, "code": refusal.code}, refusal.status, refusal.headers


@app.get("/openapi.json")
def get_document():
    return spec.to_dict()


@app.get("/healthz")
def get_health():
    return {"status": "ok"}


@app.get("/orders")
def list_orders():
    principal = guard.admit(request.headers.get("Authorization"), ["read:orders"])
    return {"orders": [], "reader": principal.id}


@app.get("/orders/<int:order_id>.pdf")
def get_order_pdf(order_id: int):
    guard.admit(request.headers.get("Authorization"), ["read:orders"])
    return Response(f"%PDF-1.7 {order_id}", mimetype="application/pdf")


@app.post("/orders/<int:order_id>:cancel")
def cancel_order(order_id: int):
    guard.admit(request.headers.get("Authorization"), ["write:orders"])
    return {"cancelled": order_id}, 202, {"Location": f"{request.host_url}orders/{order_id}"}


RESPONSES = {"200": {"description": "OK"}}
spec.path("/healthz", operations={"get": {"responses": RESPONSES}})
spec.path("/orders", operations={"get": {"tags": ["orders"], "security": TOKEN, "responses": RESPONSES}})
spec.path(
    "/orders/{order_id}.pdf",
    parameters=[ORDER_ID],
    operations={"get": {"tags": ["orders"], "security": TOKEN, "responses": RESPONSES}},
)
spec.path(
    "/orders/{order_id}:cancel",
    parameters=[ORDER_ID],
    operations={"post": {"security": TOKEN, "responses": {"202": {"description": "Accepted"}}}},
)

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
