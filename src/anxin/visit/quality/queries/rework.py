"""Rework cases: the list with its filter, one case, and those of an order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.people.queries import skill_label
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.plates import normalise_tail
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.quality import permissions
from anxin.visit.quality.lifecycle import REWORK, VOID
from anxin.visit.quality.models import ReworkCase

SORTS = {"opened_on": "opened_on", "minutes": "minutes", "amount": "amount"}


@dataclass(frozen=True, slots=True)
class ReworkRow:
    """A rework case; ``number`` is the order on which it is done, empty while the car is still to come."""

    id: int
    version: int
    store_id: int
    origin: str
    origin_label: str
    state: str
    state_label: str
    plate: str
    model_name: str
    title: str
    number: str
    first_number: str
    words: str
    trade: str
    in_period: bool | None
    rounds: int
    opened_at: datetime
    opened_on: date
    repaired_at: datetime | None
    confirmed_by: str
    minutes: int | None
    amount: Money | None
    cause: str
    cause_label: str
    responsible: str
    responsible_label: str
    person_id: int | None
    person_name: str
    supplier: str
    measure: str
    reason: str
    judged_at: datetime | None
    judged_by: str
    url: str = ""
    complaint: str = ""
    job_id: int | None = None
    vin: str = ""

    @property
    def who(self) -> str:
        """The person or the supplier."""
        return self.person_name or self.supplier


@dataclass(frozen=True)
class ReworkFilter:
    """What the list may be narrowed by."""

    text: str = filter_field(_("车牌 / VIN / 工单号尾"), default="")
    origin: str = filter_field(_("内返外返"), choices=tuple(ReworkCase.Origin.choices), default="")
    state: tuple[str, ...] = filter_field(_("状态"), choices=tuple(REWORK.labels.items()), default=())
    cause: str = filter_field(_("原因"), choices=tuple(ReworkCase.Cause.choices), default="")
    responsible: str = filter_field(_("责任方"), choices=tuple(ReworkCase.Responsible.choices), default="")
    first: date | None = filter_field(_("从"))
    last: date | None = filter_field(_("到"))


@query(permissions.SEE)
def page_rework(
    actor: Actor,
    store_id: int,
    asked: ReworkFilter,
    order: Order,
    window: Window,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[ReworkRow]:
    """One page of a store's rework; ``url`` gives the address of a case."""
    rows = _filtered(actor, store_id, asked)
    chosen = _whole(rows).order_by(*order.as_order_by(SORTS))[window.offset : window.offset + window.limit]
    return RowPage([_row(one, url(one.pk)) for one in chosen], rows.count())


@query(permissions.SEE)
def list_rework(actor: Actor, store_id: int, asked: ReworkFilter, *, after: int = 0, limit: int = 50) -> list[ReworkRow]:
    """Rework of a store, the newest first; ``after`` is the id of the last row of the page before."""
    rows = _filtered(actor, store_id, asked)
    if after:
        rows = rows.filter(pk__lt=after)
    return [_row(one) for one in _whole(rows).order_by("-pk")[:limit]]


@query(permissions.SEE)
def get_rework(actor: Actor, case_id: int) -> ReworkRow:
    """One case.

    :raises NotFound: unknown, or in a store that the actor does not see
    """
    return _row(_whole(ReworkCase.objects.visible_to(actor, permissions.SEE)).one(pk=case_id))


@query(permissions.SEE)
def list_rework_of_order(actor: Actor, repair_order_id: int) -> list[ReworkRow]:
    """Cases that are done on an order, and those that later went back to its jobs, the newest first."""
    rows = ReworkCase.objects.visible_to(actor, permissions.SEE).exclude(state=VOID)
    wanted = Q(repair_order_id=repair_order_id) | Q(first_job__repair_order_id=repair_order_id)
    return [_row(one) for one in _whole(rows.filter(wanted)).order_by("-pk")]


def _filtered(actor: Actor, store_id: int, asked: ReworkFilter) -> Any:
    rows = ReworkCase.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    exact: dict[str, Any] = {
        "origin": asked.origin,
        "cause": asked.cause,
        "responsible": asked.responsible,
        "opened_on__gte": asked.first,
        "opened_on__lte": asked.last,
    }
    rows = rows.filter(**{name: wish for name, wish in exact.items() if wish not in (None, "")})
    rows = rows.filter(state__in=asked.state) if asked.state else rows.exclude(state=VOID)
    if text := normalise_tail(asked.text):
        first = "first_job__repair_order__"
        rows = rows.filter(
            Q(repair_order__number__endswith=text)
            | Q(**{f"{first}number__endswith": text})
            | Q(**{f"{first}vehicle__plate__endswith": text})
            | Q(**{f"{first}vehicle__vin__endswith": text})
        )
    return rows


def _whole(rows: Any) -> Any:
    return rows.select_related(
        "first_job__repair_order__vehicle", "repair_order", "job", "person", "judged_by", "confirmed_by__inspector"
    )


def _row(case: Any, url: str = "") -> ReworkRow:
    first = case.first_job.repair_order
    return ReworkRow(
        case.pk,
        case.version,
        case.store_id,
        case.origin,
        str(case.get_origin_display()),
        case.state,
        str(REWORK.labels[case.state]),
        first.vehicle.plate or "",
        first.vehicle.model_name,
        (case.job or case.first_job).title,
        case.repair_order.number if case.repair_order else "",
        first.number,
        case.words,
        skill_label(case.trade) if case.trade else "",
        case.in_period,
        case.rounds,
        case.opened_at,
        case.opened_on,
        case.repaired_at,
        case.confirmed_by.inspector.name if case.confirmed_by else "",
        case.minutes,
        case.amount,
        case.cause,
        str(case.get_cause_display()) if case.cause else "",
        case.responsible,
        str(case.get_responsible_display()) if case.responsible else "",
        case.person_id,
        case.person.name if case.person else "",
        case.supplier,
        case.measure,
        case.reason,
        case.judged_at,
        case.judged_by.name if case.judged_by else "",
        url,
        (case.job or case.first_job).complaint,
        case.job_id,
        vin=first.vehicle.vin or "",
    )
