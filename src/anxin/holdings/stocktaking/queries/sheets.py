"""Count sheets of a store: how far each is and what it found; and how many articles are due for counting."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.queries import counting_age
from anxin.holdings.stocktaking import permissions, rules
from anxin.holdings.stocktaking.lifecycle import SHEET
from anxin.holdings.stocktaking.models import CountSheet, Kind
from anxin.holdings.stocktaking.parameters import CYCLE_DAYS
from anxin.holdings.stocktaking.queries.lines import sees_books
from anxin.parties.org.queries import names_by_key, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"number": "number", "opened_at": "opened_at", "losses": "losses", "gains": "gains"}
OF_BOOKS = ("different", "gains", "losses")
ANY_ORDER, FIRST_PAGE = Order(), Window()


@dataclass(frozen=True)
class SheetFilter:
    """Which sheets; the text is looked for in the number."""

    text: str = filter_field(_("盘点单号"), default="")
    kind: str = filter_field(_("种类"), default="", choices=Kind.choices)
    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(SHEET.labels.items()))
    since: date | None = filter_field(_("从哪天开的"))
    until: date | None = filter_field(_("到哪天开的"))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A count sheet. ``gains`` and ``losses`` without sign and tax: estimates until it is approved, then as booked.

    To who counts blind these and ``different`` are None: with the price, the book would follow from them.
    People are named; ``words`` say why it went back or was given up.
    """

    id: int
    version: int
    store_id: int
    number: str
    kind: str
    kind_label: str
    scope: str
    note: str
    state: str
    state_label: str
    lines: int
    counted: int
    different: int | None
    second: int
    gains: Money | None
    losses: Money | None
    rest_not_counted: bool
    opened_at: datetime
    opened_by: str
    submitted_at: datetime | None
    submitted_by: str
    words: str
    ended_at: datetime | None
    ended_by: str
    url: str = ""

    @property
    def left(self) -> int:
        """Lines without a count."""
        return self.lines - self.counted


@dataclass(frozen=True, slots=True)
class CycleDue:
    """Articles on hand, those not counted in the last ``every_days``, and how many make a day's share."""

    articles: int
    overdue: int
    share: int
    every_days: int


@query(permissions.SEE)
def page_sheets(
    actor: Actor,
    store_id: int,
    wanted: SheetFilter,
    order: Order = ANY_ORDER,
    window: Window = FIRST_PAGE,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[SheetRow]:
    """Count sheets of a store, the newest first.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    rows = CountSheet.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    text = compact(clean_text(wanted.text))
    if text:
        rows = rows.filter(number__contains=text)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state__in=wanted.state)
    bounds = store_info(store_id).clock.bounds
    if wanted.since:
        rows = rows.filter(opened_at__gte=bounds(wanted.since)[0])
    if wanted.until:
        rows = rows.filter(opened_at__lt=bounds(wanted.until)[1])
    is_told = order.name in SORTS and (order.name not in OF_BOOKS or sees_books(actor, store_id))
    by = order.as_order_by(SORTS) if is_told else ["-pk"]
    found = list(rows.order_by(*by)[window.offset : window.offset + window.limit])
    return RowPage(_rows(actor, found, url), rows.count())


@query(permissions.SEE)
def get_sheet(actor: Actor, sheet_id: int) -> SheetRow:
    """One count sheet.

    :raises NotFound: unknown, or in a store where the actor does not see counts
    """
    row = CountSheet.objects.visible_to(actor, permissions.SEE).filter(pk=sheet_id).first()
    if row is None:
        raise NotFound
    return _rows(actor, [row])[0]


@query(permissions.SEE)
def cycle_due(actor: Actor, store_id: int, at: datetime | None = None) -> CycleDue:
    """How many articles of a store are due for counting (parameter ``stocktaking.cycle_days``).

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    day = store_info(store_id).clock.day(at or clock.now())
    every = value(CYCLE_DAYS, store_id, day)
    age = counting_age(Actor.system("stocktaking", [store_id]), store_id, day, every)
    return CycleDue(age.articles, age.overdue, rules.share_of_a_day(age.articles, every), every)


def _rows(actor: Actor, found: list[CountSheet], url: Callable[[int], str] = lambda _id: "") -> list[SheetRow]:
    keys = {key for row in found for key in (row.opened_by, row.submitted_by, row.ended_by) if key}
    names = names_by_key(actor, sorted(keys)) if keys else {}
    sees = {store_id: sees_books(actor, store_id) for store_id in {row.store_id for row in found}}
    rows = [_row(row, names, url(row.pk)) for row in found]
    hidden: dict[str, Any] = dict.fromkeys(OF_BOOKS)
    return [row if sees[row.store_id] else replace(row, **hidden) for row in rows]


def _row(row: CountSheet, names: Any, url: str) -> SheetRow:
    copied = {name: getattr(row, name) for name in COPIED}
    return SheetRow(
        id=row.pk,
        kind_label=str(Kind(row.kind).label),
        state_label=str(SHEET.labels[row.state]),
        opened_by=names.get(row.opened_by, ""),
        submitted_by=names.get(row.submitted_by, ""),
        ended_by=names.get(row.ended_by, ""),
        url=url,
        **copied,
    )


COPIED = (
    *("version", "store_id", "number", "kind", "scope", "note", "state", "lines", "counted", "different", "second"),
    *("gains", "losses", "rest_not_counted", "opened_at", "submitted_at", "words", "ended_at"),
)
