"""The public price board of a store (R-RO11, FORM-33): labour rates, packages, chosen operations and articles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import F, Q

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.resources.catalog.models import LabourClass, LabourOperation, PackageLine, PartArticle
from anxin.resources.catalog.parameters import TAX_RATE
from anxin.resources.catalog.queries.packages import PricedPackage, list_packages
from anxin.resources.catalog.queries.prices import (
    PricedLabour,
    PricedPart,
    for_store,
    priced_labour,
    priced_part,
    rates_of,
)

M = TypeVar("M", LabourOperation, PartArticle)


@dataclass(frozen=True, slots=True)
class BoardRate:
    """An hourly rate, tax included."""

    labour_class: str
    label: str
    rate: Money


@dataclass(frozen=True, slots=True)
class PriceBoard:
    """Everything on the wall; no customer data. ``tax_rate`` is contained in every price."""

    store_name: str
    company: str
    on: date
    tax_rate: Decimal
    rates: tuple[BoardRate, ...]
    packages: tuple[PricedPackage, ...]
    labours: tuple[PricedLabour, ...]
    parts: tuple[PricedPart, ...]
    unpriced_classes: tuple[str, ...]


@query(None)
def price_board(actor: Actor, store_id: int, *, on: date | None = None) -> PriceBoard:
    """The board of a store on a day (without ``on``: its present business day).

    What cannot be priced for want of a rate stays off the board; ``unpriced_classes`` names the missing rates.

    :raises NotFound: unknown store
    """
    store = store_info(store_id)
    day = on or store.clock.day(clock.now())
    rates = rates_of(store_id, day)
    shown = for_store(store_id)
    order = (F("brand_id").asc(nulls_first=True), "name_key")
    operations = {
        row.code: row for row in LabourOperation.objects.filter(shown, is_active=True, is_on_board=True).order_by(*order)
    }
    articles = {
        row.number: row for row in PartArticle.objects.filter(shown, is_active=True, is_on_board=True).order_by(*order)
    }
    on_board = PackageLine.objects.filter(package__is_on_board=True, package__is_active=True, operation__isnull=False)
    needed = {row.labour_class for row in operations.values()} | set(
        on_board.filter(Q(package__brand_id=store.brand_id) | Q(package__brand=None)).values_list(
            "operation__labour_class", flat=True
        )
    )
    return PriceBoard(
        store.name,
        store.company,
        day,
        value(TAX_RATE, store_id, day),
        tuple(BoardRate(each.value, str(each.label), rates[each.value].rate) for each in LabourClass if each.value in rates),
        tuple(list_packages(actor, store_id, on=day, only_board=True)),
        tuple(priced_labour(row, rates) for row in _by_name(operations) if row.labour_class in rates),
        tuple(priced_part(row, day) for row in _by_name(articles)),
        tuple(str(each.label) for each in LabourClass if each.value in needed - rates.keys()),
    )


def _by_name(rows: Mapping[str, M]) -> list[M]:
    return sorted(rows.values(), key=lambda row: (row.name_key, row.pk))
