"""Packages and what they cost in a store: menu price or sum, split over the lines to the fen (R-RO14)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.text import compact
from anxin.resources.catalog import rules
from anxin.resources.catalog.models import Package, PackageLine
from anxin.resources.catalog.queries.prices import (
    PricedLabour,
    PricedPart,
    for_store,
    priced_labour,
    priced_part,
    rates_of,
    unknown,
)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line of a package: either ``labour`` or ``part``. ``list_amount`` is catalogue price times quantity,
    ``amount`` the line's share of the package price; both include tax."""

    labour: PricedLabour | None
    part: PricedPart | None
    quantity: Decimal
    list_amount: Money
    amount: Money
    position: str = ""

    @property
    def code(self) -> str:
        """Operation code or article number."""
        return self.labour.code if self.labour else self.part.number if self.part else ""

    @property
    def name(self) -> str:
        """Name of the operation or article."""
        return self.labour.name if self.labour else self.part.name if self.part else ""


@dataclass(frozen=True, slots=True)
class PricedPackage:
    """A package with its price, tax included; the lines' amounts sum to it."""

    package_id: int
    code: str
    name: str
    price: Money
    has_menu_price: bool
    lines: tuple[PricedLine, ...]
    care_every_km: int = 0
    care_every_months: int = 0
    price_source: str = "catalogue"

    @property
    def is_care(self) -> bool:
        """A care product: recommended when due, and asked about by itself (R-RO15)."""
        return bool(self.care_every_km or self.care_every_months)

    @property
    def list_amount(self) -> Money:
        """What the lines would cost one by one."""
        return Money.sum(line.list_amount for line in self.lines)

    @property
    def labour_hours(self) -> Decimal:
        """Flat-rate hours of all labour lines."""
        return sum((line.labour.hours * line.quantity for line in self.lines if line.labour), Decimal(0))


@dataclass(frozen=True, slots=True)
class PackageLineRow:
    """A line as it is edited: kind ``operation`` or ``article``, code, quantity."""

    kind: str
    code: str
    name: str
    quantity: Decimal
    position: str = ""


@dataclass(frozen=True, slots=True)
class PackageCard:
    """A package as it is edited."""

    id: int
    code: str
    name: str
    brand_id: int | None
    model_pattern: str
    price: Money | None
    is_active: bool
    is_on_board: bool
    care_every_km: int
    care_every_months: int
    version: int
    lines: tuple[PackageLineRow, ...]


@query(None)
def get_package(actor: Actor, package_id: int) -> PackageCard:
    """:raises NotFound: unknown id"""
    row = Package.objects.filter(pk=package_id).prefetch_related(with_lines()).first()
    if row is None:
        raise NotFound
    return PackageCard(
        row.pk,
        row.code,
        row.name,
        row.brand_id,
        row.model_pattern,
        row.price,
        row.is_active,
        row.is_on_board,
        row.care_every_km,
        row.care_every_months,
        row.version,
        tuple(_line_row(line) for line in row.lines.all()),
    )


@query(None)
def price_package(actor: Actor, store_id: int, code: str, on: date) -> PricedPackage:
    """Price of one package with its lines (M06.06).

    :raises CodeUnknown: no such package for this store's brand
    :raises LabourRateMissing: no rate holds for one of its operations
    """
    rows = Package.objects.filter(for_store(store_id), code=compact(code), is_active=True)
    row = rows.order_by(F("brand_id").asc(nulls_last=True)).prefetch_related(with_lines()).first()
    if row is None:
        raise unknown(_("没有套餐“%(code)s”，请在目录中选择。"), code)
    return priced_package(row, rates_of(store_id, on), on)


@query(None)
def list_packages(
    actor: Actor, store_id: int, *, model_name: str = "", on: date | None = None, only_board: bool = False
) -> list[PricedPackage]:
    """Packages that a store offers for a model (no name: for any), by name.

    Without ``on`` the prices are those of the store's present business day. A package that cannot be priced for
    want of a labour rate is left out here; :func:`price_package` says which rate is missing.
    """
    day = on or store_info(store_id).clock.day(clock.now())
    rows: QuerySet[Package] = Package.objects.filter(for_store(store_id), is_active=True)
    if only_board:
        rows = rows.filter(is_on_board=True)
    rows = rows.order_by(F("brand_id").asc(nulls_first=True)).prefetch_related(with_lines())
    chosen = {row.code: row for row in rows if not model_name or rules.fits_model(row.model_pattern, model_name)}
    rates = rates_of(store_id, day)
    priceable = (row for row in chosen.values() if not missing_classes(row, rates))
    return [priced_package(row, rates, day) for row in sorted(priceable, key=lambda row: (row.name_key, row.pk))]


@query(None)
def package_names(actor: Actor, store_id: int, codes: Collection[str]) -> dict[str, str]:
    """Code → name of those packages that there are for this store's brand, retired ones too."""
    wanted = {compact(code) for code in codes if code}
    if not wanted:
        return {}
    rows = Package.objects.filter(for_store(store_id), code__in=wanted).order_by(F("brand_id").asc(nulls_first=True))
    return dict(rows.values_list("code", "name"))


@query(None)
def package_hours(actor: Actor, store_id: int, code: str) -> dict[str, Decimal] | None:
    """Flat-rate hours of a package by labour class; None: no such package for this store's brand."""
    rows = Package.objects.filter(for_store(store_id), code=compact(code), is_active=True)
    row = rows.order_by(F("brand_id").asc(nulls_last=True)).prefetch_related(with_lines()).first()
    if row is None:
        return None
    hours: dict[str, Decimal] = {}
    for line in row.lines.all():
        if line.operation is not None:
            one = line.operation
            hours[one.labour_class] = hours.get(one.labour_class, Decimal(0)) + one.hours * line.quantity
    return hours


@query(None)
def package_parts(actor: Actor, store_id: int, codes: Collection[str]) -> dict[str, dict[int, Decimal]]:
    """Code of a package → article id → quantity in it, for those that there are for this store's brand."""
    wanted = {compact(code) for code in codes if code}
    if not wanted:
        return {}
    rows = Package.objects.filter(for_store(store_id), code__in=wanted, is_active=True)
    parts: dict[int, dict[int, Decimal]] = defaultdict(dict)
    found: dict[str, dict[int, Decimal]] = {}
    # The brand's own package comes last and stands.
    lines = rows.order_by(F("brand_id").asc(nulls_first=True), "pk", "lines__pk")
    for package_id, code, article_id, quantity in lines.values_list("pk", "code", "lines__article_id", "lines__quantity"):
        own = found[code] = parts[package_id]
        if article_id is not None:
            own[article_id] = own.get(article_id, Decimal(0)) + quantity
    return found


def missing_classes(row: Package, rates: Mapping[str, rules.RateEntry]) -> set[str]:
    """Labour classes of a package for which there is no rate."""
    return {line.operation.labour_class for line in row.lines.all() if line.operation is not None} - rates.keys()


def priced_package(row: Package, rates: Mapping[str, rules.RateEntry], on: date) -> PricedPackage:
    """A package that was fetched with its lines, priced; every class of its labour has a rate."""
    drafts: list[tuple[PricedLabour | None, PricedPart | None, Decimal, Money]] = []
    for line in row.lines.all():
        if line.operation is not None:
            labour = priced_labour(line.operation, rates)
            drafts.append((labour, None, line.quantity, rules.labour_amount(labour.hours, labour.rate, line.quantity)))
        elif line.article is not None:
            part = priced_part(line.article, on)
            drafts.append((None, part, line.quantity, part.price.times(line.quantity)))
    amounts = rules.share_package_price(row.price, [draft[3] for draft in drafts])
    where = [line.position_words for line in row.lines.all()]
    lines = tuple(PricedLine(*draft, amount, said) for draft, amount, said in zip(drafts, amounts, where, strict=True))
    price = row.price if row.price is not None else Money.sum(amounts)
    care = (row.care_every_km, row.care_every_months)
    return PricedPackage(row.pk, row.code, row.name, price, row.price is not None, lines, *care)


def _line_row(line: PackageLine) -> PackageLineRow:
    if line.operation is not None:
        return PackageLineRow("operation", line.operation.code, line.operation.name, line.quantity, line.position_words)
    assert line.article is not None  # the table's check constraint
    return PackageLineRow("article", line.article.number, line.article.name, line.quantity, line.position_words)


def with_lines() -> Any:
    """What fetches packages with their lines."""
    return Prefetch("lines", PackageLine.objects.select_related("operation", "article").order_by("position", "pk"))
