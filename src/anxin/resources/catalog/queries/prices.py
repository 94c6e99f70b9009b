"""Prices of operations and articles in a store on a day. A store's brand goes before what serves every brand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import PreparedSelect, prepared
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.text import compact, shortened
from anxin.resources.catalog import rules
from anxin.resources.catalog.models import LabourClass, LabourOperation, LabourRate, PartArticle

M = TypeVar("M", bound=models.Model)


class CodeUnknown(Invalid):
    """The code is not in the catalogue, not in use, or belongs to another brand."""

    code = "catalogue_code_unknown"


class LabourRateMissing(Invalid):
    """No hourly rate holds for this kind of labour in this store on this day."""

    code = "labour_rate_missing"


@dataclass(frozen=True, slots=True)
class PricedLabour:
    """An operation with its price; ``rate`` and ``amount`` include tax."""

    operation_id: int
    code: str
    name: str
    hours: Decimal
    rate: Money
    amount: Money
    skill: str
    is_high_voltage: bool
    labour_class: str
    needs_position: bool = False
    is_care: bool = False
    price_source: str = "catalogue"


@dataclass(frozen=True, slots=True)
class PricedPart:
    """An article with its list price, tax included, and its own quality period (0: none of its own)."""

    article_id: int
    number: str
    name: str
    unit: str
    price: Money
    quality_days: int
    quality_km: int
    needs_position: bool = False
    is_care: bool = False
    price_source: str = "catalogue"
    origin: str = "genuine"


@query(None)
def price_labour(actor: Actor, store_id: int, code: str, on: date) -> PricedLabour:
    """Price of one operation (M06.06).

    :raises CodeUnknown: no such operation for this store's brand
    :raises LabourRateMissing: no rate holds for its kind of labour
    """
    found = price_labours(actor, store_id, [code], on).get(compact(code))
    if found is None:
        raise unknown(_("没有工时项目“%(code)s”，请在目录中选择。"), code)
    return found


@query(None)
def price_labours(actor: Actor, store_id: int, codes: Iterable[str], on: date) -> dict[str, PricedLabour]:
    """Prices of the operations that exist, by code as it was given and as the catalogue writes it (upper case).

    :raises LabourRateMissing: no rate holds for one of them
    """
    rows = _own_brand_first(LabourOperation.objects, store_id, "code", codes)
    rates = rates_of(store_id, on) if rows else {}
    return {code: priced_labour(row, rates) for code, row in rows.items()}


@query(None)
def price_part(actor: Actor, store_id: int, number: str, on: date) -> PricedPart:
    """Price of one article (M06.06).

    :raises CodeUnknown: no such article for this store's brand
    """
    found = price_parts(actor, store_id, [number], on).get(compact(number))
    if found is None:
        raise unknown(_("没有配件“%(code)s”，请在目录中选择。"), number)
    return found


@query(None)
def price_parts(actor: Actor, store_id: int, numbers: Iterable[str], on: date) -> dict[str, PricedPart]:
    """Prices of the articles that exist, by number as it was given and as the catalogue writes it (upper case)."""
    rows = _own_brand_first(PartArticle.objects, store_id, "number", numbers)
    return {number: priced_part(row, on) for number, row in rows.items()}


def rates_of(store_id: int, on: date) -> dict[str, rules.RateEntry]:
    """Hourly rates in force in a store on a day, by labour class."""
    store = store_info(store_id)
    entries = [
        rules.RateEntry(row.labour_class, row.rate, row.valid_from, row.brand_id, row.store_id)
        for row in _rates(store_id, store.brand_id, on)
    ]
    return rules.rates_in_force(entries, on)


@prepared
def _rates(store_id: int, brand_id: int, on: date) -> QuerySet[LabourRate]:
    reach = Q(store_id=store_id) | Q(brand_id=brand_id) | Q(store=None, brand=None)
    return LabourRate.objects.filter(reach, valid_from__lte=on)


def priced_labour(row: LabourOperation, rates: Mapping[str, rules.RateEntry]) -> PricedLabour:
    """:raises LabourRateMissing: no rate for the row's labour class"""
    entry = rates.get(row.labour_class)
    if entry is None:
        label = LabourClass(row.labour_class).label
        raise LabourRateMissing(_("还没有“%(label)s”的工时单价，请先在工时单价页设置。") % {"label": label})
    return PricedLabour(
        row.pk,
        row.code,
        row.name,
        row.hours,
        entry.rate,
        rules.labour_amount(row.hours, entry.rate),
        row.skill,
        row.is_high_voltage,
        row.labour_class,
        row.needs_position,
        row.is_care,
    )


def priced_part(row: PartArticle, on: date) -> PricedPart:
    """An article's price on a day."""
    price = row.price_on(on)
    terms = (row.quality_days, row.quality_km, row.needs_position, row.is_care)
    return PricedPart(row.pk, row.number, row.name, row.unit, price, *terms, origin=row.origin)


def for_store(store_id: int) -> Q:
    """Rows that serve a store: its brand's and those of every brand."""
    return Q(brand_id=store_info(store_id).brand_id) | Q(brand=None)


def unknown(message: Any, code: str) -> CodeUnknown:
    """The refusal that names a code as it was given."""
    return CodeUnknown(message % {"code": shortened(code)}, field="code")


def _own_brand_first(manager: "models.Manager[M]", store_id: int, field: str, codes: Iterable[str]) -> dict[str, M]:
    codes = list(codes)
    wanted = sorted({compact(code) for code in codes})
    if not wanted:
        return {}
    rows = _in_use(manager.model, field).fetch(store_info(store_id).brand_id, wanted)
    found = {getattr(row, field): row for row in rows}
    return found | {given: found[compact(given)] for given in codes if compact(given) in found}


@cache
def _in_use(model: type[M], field: str) -> PreparedSelect[M]:
    def build(brand_id: Any, codes: Any) -> QuerySet[M]:
        served = Q(brand_id=brand_id) | Q(brand=None)
        rows = model._default_manager.filter(served, is_active=True, **{f"{field}__any": codes})
        # Brand rows come last and so replace the row of every brand.
        return rows.order_by(models.F("brand_id").asc(nulls_first=True))

    return PreparedSelect(build, 2)
