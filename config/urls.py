"""Every address of the product."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from anxin.platform.errors import Conflict
from anxin.platform.ui.pages import render_refusal
from config.api import api

MODULES_WITH_PAGES = [
    "anxin.parties.org.web.urls",
]


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere."""
    return render_refusal(request, Conflict())


urlpatterns: list[Any] = [
    path("healthz", alive),
    path("readyz", ready),
    path("api/v1/", api.urls),
    *(path("", include(module)) for module in MODULES_WITH_PAGES),
]
