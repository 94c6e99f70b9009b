"""Endpoints of the register of suppliers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.purchasing import commands, queries
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.ui.lists import Order, Window

NO_NUL = r"^[^\x00]*$"
NEWEST = 200
Asked = Annotated[str, Query(max_length=80, pattern=NO_NUL)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]

router = Router(tags=["purchasing"])


class SupplierTermsIn(Body):
    """What is known of a supplier; the tax rate of his invoices is in percent."""

    code: Annotated[str, Field(min_length=1, max_length=20, pattern=NO_NUL)]
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]
    kind: Literal["manufacturer", "dealer", "market"]
    tax_percent: Annotated[Decimal, Field(ge=0, le=30, max_digits=4, decimal_places=2)]
    deals_genuine: bool = False
    contact: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    phone: Annotated[str, Field(max_length=24, pattern=NO_NUL)] = ""
    lead_days: Annotated[int, Field(ge=0, le=1000)] | None = None
    is_active: bool = True


class NewSupplierIn(SupplierTermsIn):
    """A supplier of a store."""

    store_id: Id


@with_fields_of(commands.KeptSupplier)
class KeptSupplierOut(Schema):
    """A supplier after a step."""


@with_fields_of(queries.SupplierRow)
class SupplierOut(Schema):
    """A supplier; the phone is masked for who may not order."""


class PricedArticleOut(Schema):
    """What an article was ordered at first and last, without tax."""

    article_id: int
    number: str
    name: str
    first: Yuan
    last: Yuan


class SupplierEvaluationOut(Schema):
    """How a supplier delivered in a period; shares are fractions, empty where there is nothing to share."""

    lines: int
    arrivals: int
    mean_days: Decimal | None
    median_days: Decimal | None
    on_time: Decimal | None
    complete: Decimal | None
    returned: Decimal | None
    prices: list[PricedArticleOut]


@router.post("", response={201: KeptSupplierOut}, operation_id="add_supplier")
def add_supplier(request: HttpRequest, payload: NewSupplierIn) -> HttpResponse:
    """Register whom the store buys from."""
    given = payload.model_dump()
    store_id = given.pop("store_id")
    terms, actor = commands.SupplierTerms(**given), actor_of(request)
    return write(
        request,
        KeptSupplierOut,
        lambda at: commands.add_supplier(actor=actor, store_id=store_id, terms=terms, at=at),
        status=201,
    )


@router.put("/{supplier_id}", response=KeptSupplierOut, operation_id="change_supplier")
def change_supplier(request: HttpRequest, supplier_id: Id, payload: SupplierTermsIn) -> HttpResponse:
    """Change what is known of a supplier; If-Match is its version."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "supplier_id": supplier_id,
        "terms": commands.SupplierTerms(**payload.model_dump()),
        "version": expected_version(request),
    }
    return write(request, KeptSupplierOut, lambda at: commands.change_supplier(**said, at=at))


@router.get("", response=list[SupplierOut], operation_id="page_suppliers")
def page_suppliers(request: HttpRequest, store_id: Id, text: Asked = "", kind: Asked = "") -> Any:
    """The first 200 suppliers of a store by name; the text is a code or a part of a name."""
    asked = queries.SupplierFilter(text=text, kind=kind)
    window = Window(limit=NEWEST)
    return read(request, lambda: queries.page_suppliers(actor_of(request), store_id, asked, Order(), window).rows)


@router.get("/active", response=list[SupplierOut], operation_id="list_suppliers")
def list_suppliers(request: HttpRequest, store_id: Id) -> Any:
    """Suppliers that get new orders."""
    return read(request, lambda: queries.list_suppliers(actor_of(request), store_id))


@router.get("/{supplier_id}", response=SupplierOut, operation_id="get_supplier")
def get_supplier(request: HttpRequest, supplier_id: Id) -> Any:
    """One supplier."""
    return read(request, lambda: queries.get_supplier(actor_of(request), supplier_id))


@router.get("/{supplier_id}/evaluation", response=SupplierEvaluationOut, operation_id="evaluate_supplier")
def evaluate_supplier(request: HttpRequest, supplier_id: Id, since: Day, until: Day) -> Any:
    """How a supplier delivered in a period (FORM-59)."""
    return read(request, lambda: queries.evaluate_supplier(actor_of(request), supplier_id, since, until, clock.now()))
