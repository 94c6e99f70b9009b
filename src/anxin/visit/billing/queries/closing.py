"""Closings of days at the cash desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.billing import permissions
from anxin.visit.billing.models import DayClosing

CLOSING_STATES = {"closed": _("已日结，现金未交"), "received": _("现金已交财务"), "reopened": _("已重开")}
STATE_ROWS: dict[str, dict[str, Any]] = {
    "closed": {"reopening__isnull": True, "handover__isnull": True},
    "received": {"handover__isnull": False},
    "reopened": {"reopening__isnull": False},
}


@dataclass(frozen=True)
class ClosingFilter:
    """Which closings to list."""

    since: date | None = filter_field(_("从哪天"))
    until: date | None = filter_field(_("到哪天"))
    state: str | None = filter_field(_("状态"), choices=tuple(CLOSING_STATES.items()))
    only_difference: bool = filter_field(_("只看有差额"), default=False)


@dataclass(frozen=True, slots=True)
class DayClosingView:
    """A closing, the ``round``-th of its day: who counted what, opened again why, received by finance when."""

    id: int
    store_id: int
    on: date
    round: int
    by_method: dict[str, Money]
    receipts: int
    expected_cash: Money
    counted_cash: Money
    pieces: dict[str, int]
    reason: str
    closed_at: datetime
    closed_by: str
    reopened_at: datetime | None
    reopened_by: str
    reopened_because: str
    received_at: datetime | None
    received_by: str
    closed_by_key: str

    @property
    def difference(self) -> Money:
        """Counted less expected."""
        return self.counted_cash - self.expected_cash

    @property
    def state(self) -> str:
        """One of ``CLOSING_STATES``."""
        if self.reopened_at is not None:
            return "reopened"
        return "received" if self.received_at is not None else "closed"

    @property
    def stands(self) -> bool:
        """Whether the day is closed by it."""
        return self.reopened_at is None


@query(permissions.SEE)
def list_day_closings(actor: Actor, store_id: int, on: date) -> list[DayClosingView]:
    """Every closing of a day, the newest first; only that one may stand."""
    rows = DayClosing.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, on=on)
    return _views(actor, rows.order_by("-round"))


@query(permissions.SEE)
def page_day_closings(
    actor: Actor, store_id: int, wanted: ClosingFilter, order: Order, window: Window
) -> RowPage[DayClosingView]:
    """Closings of a store, the newest day first unless sorted."""
    rows = DayClosing.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if wanted.since is not None:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(on__lte=wanted.until)
    if wanted.state is not None:
        rows = rows.filter(**STATE_ROWS[wanted.state])
    if wanted.only_difference:
        rows = rows.exclude(counted_cash=F("expected_cash"))
    ordered = order.as_order_by({"on": "on"}) if order.name else ["-on", "-round"]
    return RowPage(_views(actor, rows.order_by(*ordered)[window.offset : window.offset + window.limit]), rows.count())


@query(permissions.SEE)
def get_day_closing(actor: Actor, closing_id: int) -> DayClosingView:
    """One closing, for its paper.

    :raises NotFound: unknown or out of scope
    """
    rows = DayClosing.objects.visible_to(actor, permissions.SEE)
    rows.one(pk=closing_id)
    return _views(actor, rows.filter(pk=closing_id))[0]


def _views(actor: Actor, rows: Any) -> list[DayClosingView]:
    found = list(rows.select_related("reopening", "handover"))
    acts = [act for row in found for act in (row, getattr(row, "reopening", None), getattr(row, "handover", None)) if act]
    names = names_by_key(actor, [act.actor_key for act in acts])
    return [_view(row, names) for row in found]


def _view(row: DayClosing, names: Mapping[str, str]) -> DayClosingView:
    opened, received = getattr(row, "reopening", None), getattr(row, "handover", None)

    def name(act: object) -> str:
        return names.get(str(getattr(act, "actor_key", "")), "")

    return DayClosingView(
        row.pk,
        row.store_id,
        row.on,
        row.round,
        {method: Money(fen) for method, fen in row.by_method.items()},
        row.receipts,
        row.expected_cash,
        row.counted_cash,
        dict(row.pieces),
        row.reason,
        row.at,
        name(row),
        opened.at if opened else None,
        name(opened),
        opened.reason if opened else "",
        received.at if received else None,
        name(received),
        row.actor_key,
    )
