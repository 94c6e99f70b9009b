"""What customers were told, and how the promises of a period ended (R-WS04, R-WS09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.promises import permissions, rules
from anxin.visit.promises.models import Telling
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.queries import KeptRow

OUTCOMES = (
    ("kept", _("按时")),
    ("told", _("晚了，已提前告知")),
    ("told_late", _("过了承诺才告知")),
    ("untold", _("晚了，没有告知")),
)


@dataclass(frozen=True, slots=True)
class TellingRow:
    """What a customer was told: by whom, how, in which words, and what it changed."""

    id: int
    at: datetime
    told_by: str
    how: str
    how_label: str
    words: str
    reason: str
    promised_before: datetime | None
    promised_at: datetime
    was_in_time: bool


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An order of a period: how its promise ended, and when the customer was told last."""

    order: KeptRow
    outcome: str
    outcome_label: str
    told_at: datetime | None
    told_by: str
    told_how: str

    @property
    def id(self) -> int:
        """The order's id."""
        return self.order.id


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """Promises of a period by how they ended; shares of those that ended."""

    kept: int
    told: int
    told_late: int
    untold: int
    is_open: int
    punctual: int
    judged: int

    @property
    def kept_share(self) -> Decimal | None:
        """Kept ÷ all that ended."""
        ended = self.kept + self.told + self.told_late + self.untold
        return Decimal(self.kept) / ended if ended else None

    @property
    def told_share(self) -> Decimal | None:
        """Told in time ÷ all that were not kept (R-WS04)."""
        broken = self.told + self.told_late + self.untold
        return Decimal(self.told) / broken if broken else None

    @property
    def punctual_share(self) -> Decimal | None:
        """Orders of which repair and inspection ended the margin before the promise ÷ those judged (R-WS09)."""
        return Decimal(self.punctual) / self.judged if self.judged else None


@query(permissions.SEE)
def list_tellings(actor: Actor, repair_order_id: int) -> list[TellingRow]:
    """What the customer of an order was told, the newest first."""
    rows = Telling.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    return [
        TellingRow(
            row.pk,
            row.at,
            row.told_by.name if row.told_by else "",
            row.how,
            str(row.get_how_display()),
            row.words,
            row.reason,
            row.promised_before,
            row.promised_at,
            row.was_in_time,
        )
        for row in rows.select_related("told_by").order_by("-pk")
    ]


@query(permissions.SEE)
def list_outcomes(actor: Actor, store_id: int, since: date, until: date, at: datetime) -> list[OutcomeRow]:
    """Orders of a store that were promised for a day of the period, by promise, each with how that ended.

    :raises Denied: no permission in this store
    :raises TooManyDays: more days than one may add up at once
    """
    actor.require(permissions.SEE, store_id)
    kept = orders.list_kept(actor, store_id, since, until, at)
    rows = Telling.objects.in_stores([store_id]).filter(repair_order_id__in=[one.id for one in kept])
    told: dict[int, list[Any]] = {}
    for row in rows.select_related("told_by").order_by("pk"):
        if row.promised_before is None or row.promised_at > row.promised_before:
            # Good news is no delay.
            told.setdefault(row.repair_order_id, []).append(row)
    return [_outcome(one, told.get(one.id, [])) for one in kept]


def add_up(rows: Iterable[OutcomeRow]) -> OutcomeFigures:
    """The figures of a period."""
    found = list(rows)
    count = {code: sum(row.outcome == code for row in found) for code in ("kept", "told", "told_late", "untold", "")}
    judged = [row for row in found if row.order.is_punctual is not None]
    return OutcomeFigures(
        count["kept"],
        count["told"],
        count["told_late"],
        count["untold"],
        count[""],
        sum(bool(row.order.is_punctual) for row in judged),
        len(judged),
    )


def _outcome(order: KeptRow, told: list[Any]) -> OutcomeRow:
    code = rules.outcome(is_kept=order.is_kept, told=[one.was_in_time for one in told])
    last = told[-1] if told else None
    return OutcomeRow(
        order,
        code,
        str(dict(OUTCOMES).get(code, _("进行中"))),
        last.at if last else None,
        last.told_by.name if last and last.told_by else "",
        str(last.get_how_display()) if last else "",
    )
