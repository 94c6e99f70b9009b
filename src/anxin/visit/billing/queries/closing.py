"""Closings of days at the cash desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from anxin.parties.org.queries import list_user_names
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import DayClosing


@dataclass(frozen=True, slots=True)
class DayClosingView:
    """A closing: who counted what, opened again by whom and why, and when finance had the cash."""

    id: int
    on: date
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
    def stands(self) -> bool:
        """Whether the day is closed by it."""
        return self.reopened_at is None


@query(permissions.SEE)
def list_day_closings(actor: Actor, store_id: int, on: date) -> list[DayClosingView]:
    """Every closing of a day, the newest first; only that one may stand."""
    rows = DayClosing.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, on=on)
    found = list(rows.select_related("reopening", "handover").order_by("-round"))
    acts = [act for row in found for act in (row, getattr(row, "reopening", None), getattr(row, "handover", None)) if act]
    people = {int(act.actor_key[5:]) for act in acts if act.actor_key.startswith("user:")}
    names = list_user_names(actor, people) if people else {}
    return [_view(row, names) for row in found]


def _view(row: DayClosing, names: Mapping[int, str]) -> DayClosingView:
    opened, received = getattr(row, "reopening", None), getattr(row, "handover", None)

    def name(act: object) -> str:
        key = str(getattr(act, "actor_key", ""))
        return names.get(int(key[5:]), "") if key.startswith("user:") else ""

    return DayClosingView(
        row.pk,
        row.on,
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
