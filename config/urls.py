"""Every address of the product."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from anxin.platform.ui.views import csrf_failure  # noqa: F401 - named in the settings
from config.api import api

handler400 = "anxin.platform.ui.views.bad_request"
handler403 = "anxin.platform.ui.views.permission_denied"
handler404 = "anxin.platform.ui.views.page_not_found"
handler500 = "anxin.platform.ui.views.server_error"

MODULES_WITH_PAGES = [
    "anxin.platform.files.web.urls",
    "anxin.platform.importing.web.urls",
    "anxin.platform.ui.urls",
    "anxin.parties.org.web.urls",
    "anxin.parties.people.web.urls",
    "anxin.parties.customers.web.urls",
    "anxin.parties.work.web.urls",
    "anxin.parties.contacts.web.urls",
    "anxin.resources.catalog.web.urls",
    "anxin.resources.figures.web.urls",
    "anxin.holdings.coverage.web.urls",
    "anxin.holdings.parts.web.urls",
    "anxin.holdings.purchasing.web.urls",
    "anxin.holdings.replenishment.web.urls",
    "anxin.holdings.vehicle_sales.web.urls",
    "anxin.holdings.transfers.web.urls",
    "anxin.holdings.stocktaking.web.urls",
    "anxin.visit.repair_orders.web.urls",
    "anxin.faces.desks.web.urls",
    "anxin.visit.appointments.web.urls",
    "anxin.visit.reception.web.urls",
    "anxin.visit.billing.web.urls",
    "anxin.visit.counter_sales.web.urls",
    "anxin.relationship.followup.web.urls",
    "anxin.management.assessments.web.urls",
    "anxin.management.kpi.web.urls",
    "anxin.management.market.web.urls",
    "anxin.management.reviews.web.urls",
    "anxin.management.budgets.web.urls",
    "anxin.visit.workshop.web.urls",
    "anxin.visit.promises.web.urls",
    "anxin.visit.quality.web.urls",
    "anxin.visit.technical.web.urls",
    "anxin.visit.parts_desk.web.urls",
]


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """The database answers, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ready"})


def by_module(endpoints: list[Any]) -> list[Any]:
    """The API's flat list of addresses, by their first part: a request is not compared with every other module's."""
    groups: dict[str, list[Any]] = {}
    for endpoint in endpoints:
        first, slash, rest = str(endpoint.pattern).partition("/")
        groups.setdefault(first + slash, []).append(path(rest, endpoint.callback, name=endpoint.name))
    return [path(first, include(group)) for first, group in groups.items()]


API_ENDPOINTS, API_APP, API_NAMESPACE = api.urls
urlpatterns: list[Any] = [
    path("healthz", alive),
    path("readyz", ready),
    path("api/v1/", (by_module(API_ENDPOINTS), API_APP, API_NAMESPACE)),
    *(path("", include(module)) for module in MODULES_WITH_PAGES),
]
