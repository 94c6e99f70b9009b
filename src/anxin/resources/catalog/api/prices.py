"""Endpoints that answer what something costs in a store on a day, and find it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.api import Id, Yuan, actor_of, read
from anxin.resources.catalog import queries
from anxin.resources.catalog.api.schemas import Code, StoreId, Text

router = Router(tags=["catalog"])


class PricedLabourOut(Schema):
    """An operation with its price, tax included."""

    operation_id: int
    code: str
    name: str
    hours: Decimal
    rate: Yuan
    amount: Yuan
    skill: str
    is_high_voltage: bool
    labour_class: str
    price_source: str


class PricedPartOut(Schema):
    """An article with its list price, tax included."""

    article_id: int
    number: str
    name: str
    unit: str
    price: Yuan
    quality_days: int
    quality_km: int
    price_source: str


class PricedLineOut(Schema):
    """A line of a package; ``amount`` is its share of the package price."""

    labour: PricedLabourOut | None
    part: PricedPartOut | None
    quantity: Decimal
    list_amount: Yuan
    amount: Yuan


class PricedPackageOut(Schema):
    """A package with its price, tax included."""

    package_id: int
    code: str
    name: str
    price: Yuan
    has_menu_price: bool
    lines: list[PricedLineOut]
    price_source: str


class BoardRateOut(Schema):
    """An hourly rate on the board."""

    labour_class: str
    label: str
    rate: Yuan


class PriceBoardOut(Schema):
    """The public price board; ``tax_rate`` is contained in every price."""

    store_name: str
    company: str
    on: date
    tax_rate: Decimal
    rates: list[BoardRateOut]
    packages: list[PricedPackageOut]
    labours: list[PricedLabourOut]
    parts: list[PricedPartOut]
    unpriced_classes: list[str]


class HitOut(Schema):
    """A row that a search found."""

    kind: str
    id: int
    code: str
    name: str
    brand_id: int | None
    hours: Decimal | None
    unit: str
    price: Yuan | None


class PriceQuery(Schema):
    """Store and day; without a day the store's present one."""

    store_id: StoreId
    on: date | None = None

    def day(self) -> date:
        """:raises NotFound: unknown store"""
        return self.on or store_info(self.store_id).clock.day(clock.now())


@router.get("/search", response=list[HitOut])
def search_catalog(
    request: HttpRequest,
    text: Text,
    brand_id: Id | None = None,
    kind: Literal["package", "operation", "article"] | None = None,
) -> Any:
    """Rows in use by code, pinyin initials or words, at most 20 of each kind."""
    kinds = (kind,) if kind else ("package", "operation", "article")
    return read(request, lambda: queries.search_catalog(actor_of(request), text, brand_id, kinds=kinds))


@router.get("/prices/labour", response=PricedLabourOut)
def price_labour(request: HttpRequest, where: Query[PriceQuery], code: Code) -> Any:
    """Price of one operation in a store."""
    return read(request, lambda: queries.price_labour(actor_of(request), where.store_id, code, where.day()))


@router.get("/prices/part", response=PricedPartOut)
def price_part(request: HttpRequest, where: Query[PriceQuery], number: Code) -> Any:
    """Price of one article in a store."""
    return read(request, lambda: queries.price_part(actor_of(request), where.store_id, number, where.day()))


@router.get("/prices/package", response=PricedPackageOut)
def price_package(request: HttpRequest, where: Query[PriceQuery], code: Code) -> Any:
    """Price of one package in a store, with its lines."""
    return read(request, lambda: queries.price_package(actor_of(request), where.store_id, code, where.day()))


@router.get("/prices/packages", response=list[PricedPackageOut])
def list_packages(
    request: HttpRequest,
    where: Query[PriceQuery],
    model_name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = "",
) -> Any:
    """Packages that a store offers for a model, with prices."""
    return read(
        request,
        lambda: queries.list_packages(actor_of(request), where.store_id, model_name=model_name, on=where.day()),
    )


@router.get("/price-board", response=PriceBoardOut)
def price_board(request: HttpRequest, where: Query[PriceQuery]) -> Any:
    """The public price board of a store (R-RO11)."""
    return read(request, lambda: queries.price_board(actor_of(request), where.store_id, on=where.day()))
