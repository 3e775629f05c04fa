"""A Django REST framework application whose OpenAPI document is written by drf-spectacular. Its tokens are verified by python/gatehouse.

    AUTH0_DOMAIN=example.eu.auth0.com AUTH0_AUDIENCE=https://api.example.com PORT=8002 python3 django_service.py
"""

import os
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import include, path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "drf_spectacular"],
    MIDDLEWARE=["__main__.refusals"],
    ROOT_URLCONF="__main__",
    DATABASES={},
    REST_FRAMEWORK={
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    SPECTACULAR_SETTINGS={"TITLE": "Invoices", "VERSION": "1.0.0"},
)
django.setup()

from drf_spectacular.extensions import OpenApiAuthenticationExtension  # noqa: E402
from drf_spectacular.views import SpectacularAPIView  # noqa: E402
from rest_framework import serializers, viewsets  # noqa: E402
from rest_framework.authentication import BaseAuthentication  # noqa: E402
from rest_framework.decorators import api_view  # noqa: E402
from rest_framework.permissions import BasePermission  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.routers import DefaultRouter  # noqa: E402

from gatehouse import Guard, Refusal  # noqa: E402

guard = Guard(os.environ["AUTH0_DOMAIN"], os.environ["AUTH0_AUDIENCE"])


def refusals(get_response):
    def middleware(request):
        return get_response(request)

    def refuse(request, exception):
        if isinstance(exception, Refusal):
            body = {"detail": exception.detail, "code": exception.code}
            return JsonResponse(body, status=exception.status, headers=exception.headers)

    middleware.process_exception = refuse
    return middleware


class TokenAuthentication(BaseAuthentication):
    """`request.user` is the principal of the token."""

    def authenticate(self, request):
        principal = guard.identify(request.headers.get("Authorization"))
        return None if principal is None else (principal, None)


class TokenScheme(OpenApiAuthenticationExtension):
    """How the document calls it."""

    target_class = TokenAuthentication
    name = "tokenAuth"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class HasScope(BasePermission):
    """Reading needs `read:invoices`, anything else `write:invoices`."""

    def has_permission(self, request, view):
        guard.admit(request.headers.get("Authorization"), ["read:invoices" if request.method == "GET" else "write:invoices"])
        return True


class InvoiceSerializer(serializers.Serializer):
    id = serializers.IntegerField(read_only=True)
    title = serializers.CharField(max_length=100)


class InvoiceViewSet(viewsets.ViewSet):
    """Invoices in memory."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [HasScope]
    serializer_class = InvoiceSerializer

    def list(self, request):
        return Response([{"id": 1, "title": "First"}])

    def create(self, request):
        serializer = InvoiceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response({"id": 2, **serializer.validated_data}, status=201)

    def retrieve(self, request, pk: int):
        return Response({"id": int(pk), "title": "First"})


@api_view(["GET"])
def get_health(request):
    return Response({"status": "ok"})


router = DefaultRouter()
router.include_root_view = False
router.register("invoices", InvoiceViewSet, basename="invoice")
urlpatterns = [
    path("api/health/", get_health),
    path("api/", include(router.urls)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
]


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once."""

    daemon_threads = True


if __name__ == "__main__":
    make_server("127.0.0.1", int(os.environ["PORT"]), get_wsgi_application(), Server, WSGIRequestHandler).serve_forever()
