"""The API document: every module's router under /api/v1, bearer tokens, problem details for every refusal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from anxin.holdings.coverage.api import router as coverage
from anxin.holdings.parts.api import router as parts
from anxin.holdings.purchasing.api import router as purchasing
from anxin.holdings.replenishment.api import router as replenishment
from anxin.holdings.stocktaking.api import router as stocktaking
from anxin.holdings.transfers.api import router as transfers
from anxin.holdings.vehicle_sales.api import router as vehicle_sales
from anxin.management.assessments.api import router as assessments
from anxin.management.budgets.api import router as budgets
from anxin.management.kpi.api import router as kpi
from anxin.management.market.api import router as market
from anxin.management.reviews.api import router as reviews
from anxin.parties.contacts.api import router as contacts
from anxin.parties.customers.api import router as customers
from anxin.parties.org.api import router as org
from anxin.parties.org.middleware import actor_for_token
from anxin.parties.org.sign_in import find_token
from anxin.parties.people.api import router as people
from anxin.parties.work.api import router as work
from anxin.platform import clock
from anxin.platform.api import Problem
from anxin.platform.errors import InvalidFields, Refusal
from anxin.platform.importing.api import router as imports
from anxin.relationship.followup.api import router as followup
from anxin.resources.capacity.api import router as capacity
from anxin.resources.catalog.api import router as catalog
from anxin.resources.figures.api import router as figures
from anxin.visit.appointments.api import router as appointments
from anxin.visit.billing.api import router as billing
from anxin.visit.counter_sales.api import plans as counter_sales_plans
from anxin.visit.counter_sales.api import router as counter_sales
from anxin.visit.parts_desk.api import router as parts_desk
from anxin.visit.promises.api import router as promises
from anxin.visit.quality.api import router as quality
from anxin.visit.reception.api import deliveries
from anxin.visit.reception.api import router as receptions
from anxin.visit.repair_orders.api import router as repair_orders
from anxin.visit.technical.api import router as technical
from anxin.visit.workshop.api import router as workshop

PROBLEM = {"$ref": "#/components/schemas/Problem"}
PROBLEM_CONTENT = {"application/problem+json": {"schema": PROBLEM}}
COMMON = {
    "400": "The request cannot be read",
    "401": "No valid bearer token",
    "403": "The token's user lacks the permission, or the token its scope",
    "404": "Unknown, or not visible to the token's user",
    "409": "The state or the version has moved on",
    "422": "A value can be mended; `field` names it",
    "429": "Too many requests",
    "503": "It would take longer than people wait; nothing was saved",
}


class BearerToken(HttpBearer):
    """``Authorization: Bearer <token>``; tokens are made by their users under their account page."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = find_token(token, clock.now())
        if found is None:
            return None
        request.actor = actor_for_token(found.user, found.scopes)  # type: ignore[attr-defined]
        return found


class Document(OpenAPISchema):
    """Ninja's document, with the refusals, idempotency keys and ETags that every operation shares."""

    def operation_details(self, operation: Any) -> dict[str, Any]:
        details = super().operation_details(operation)
        responses = details.setdefault("responses", {})
        for status, words in COMMON.items():
            responses.setdefault(int(status), {"description": words, "content": PROBLEM_CONTENT})
        if set(operation.methods) & {"POST", "PUT", "PATCH", "DELETE"}:
            details.setdefault("parameters", []).append(
                {
                    "in": "header",
                    "name": "Idempotency-Key",
                    "required": False,
                    "schema": {"type": "string", "maxLength": 120, "pattern": "^[A-Za-z0-9_.:-]{1,120}$"},
                    "description": "The same key with the same request is carried out once; its answer is kept.",
                }
            )
        return details

    def get_components(self) -> dict[str, Any]:
        components: dict[str, Any] = super().get_components()
        components.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        return components


class Api(NinjaAPI):
    """The API with our document and our problem details. An operation is named as the function, and so as the command."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        name: str = operation.view_func.__name__
        return name

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = path_prefix if path_prefix is not None else self.get_root_path(path_params or {})
        return Document(api=self, path_prefix=prefix)


api = Api(
    title="Anxin 安心",  # i18n: data
    version="1",
    urls_namespace="api",
    auth=BearerToken(),
    docs_url="/docs",
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)


api.add_router("/org", org)
api.add_router("/people", people)
api.add_router("/crm", customers)
api.add_router("/work", work)
api.add_router("/contacts", contacts)
api.add_router("/catalog", catalog)
api.add_router("/capacity", capacity)
api.add_router("/monthly-figures", figures)
api.add_router("/coverage", coverage)
api.add_router("/parts", parts)
api.add_router("/purchasing", purchasing)
api.add_router("/replenishment", replenishment)
api.add_router("/new-cars", vehicle_sales)
api.add_router("/transfers", transfers)
api.add_router("/counts", stocktaking)
api.add_router("/appointments", appointments)
api.add_router("/repair-orders", repair_orders)
api.add_router("/billing", billing)
api.add_router("/counter-sales", counter_sales)
api.add_router("/external-sales-plans", counter_sales_plans)
api.add_router("/receptions", receptions)
api.add_router("/deliveries", deliveries)
api.add_router("/follow-ups", followup)
api.add_router("/workshop", workshop)
api.add_router("/promises", promises)
api.add_router("/quality", quality)
api.add_router("/technical", technical)
api.add_router("/parts-desk", parts_desk)
api.add_router("/market", market)
api.add_router("/assessments", assessments)
api.add_router("/reviews", reviews)
api.add_router("/kpi", kpi)
api.add_router("/budgets", budgets)
api.add_router("/imports", imports)


def problem(request: HttpRequest, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """A problem+json answer."""
    body = {
        "type": f"urn:anxin:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "code": code,
    }
    body.update({key: value for key, value in more.items() if value})
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Refusals of commands and queries."""
    errors = {name: str(text) for name, text in refusal.errors.items()} if isinstance(refusal, InvalidFields) else None
    differences = {name: [_plain(now), _plain(yours)] for name, (now, yours) in getattr(refusal, "differences", {}).items()}
    return problem(
        request,
        refusal.status,
        refusal.code,
        str(refusal.message),
        field=refusal.field,
        errors=errors,
        differences=differences,
        rule=refusal.rule,
        offers=refusal.details.get("offers"),
    )


@api.exception_handler(ValidationError)
def on_unreadable(request: HttpRequest, unreadable: ValidationError) -> HttpResponse:
    """Requests that do not fit their schema."""
    errors = {
        ".".join(str(step) for step in each["loc"][1:]) or str(each["loc"][0]): each["msg"] for each in unreadable.errors
    }
    field = next(iter(errors), None)
    return problem(
        request, 422, "invalid", "; ".join(f"{name}: {text}" for name, text in errors.items()), field=field, errors=errors
    )


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, stranger: AuthenticationError) -> HttpResponse:
    """Requests without a valid token."""
    response = problem(request, 401, "unauthenticated", "A valid bearer token is needed.")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, failure: HttpError) -> HttpResponse:
    """What ninja itself refuses."""
    return problem(request, failure.status_code, "unreadable", str(failure))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)
