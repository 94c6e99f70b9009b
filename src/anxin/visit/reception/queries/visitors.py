"""People at the counter: who waits, whose turn it is to receive them, and the register of those who came."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.phones import mask_phone, parse_phone
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.reception import permissions, rules
from anxin.visit.reception.models import Visitor
from anxin.visit.reception.queries.duty import AdvisorInTurn, list_turns

ORDERS = {"came_at": "came_at"}
MOST_HERE = 100
SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class VisitorFilter:
    """Which visitors; today's without a day."""

    text: str = filter_field(_("姓名 / 电话"), default="")
    day: date | None = filter_field(_("日期"))
    purpose: tuple[str, ...] = filter_field(_("来访目的"), choices=tuple(Visitor.Purpose.choices), default=())


@dataclass(frozen=True, slots=True)
class VisitorRow:
    """A visitor. ``position`` counts from 1 among those nobody receives yet, ``next_name`` is who is proposed for it."""

    id: int
    purpose: str
    purpose_label: str
    name: str
    masked_phone: str
    host_id: int | None
    host_name: str
    came_at: datetime
    greeted_at: datetime | None
    left_at: datetime | None
    position: int | None = None
    next_id: int | None = None
    next_name: str = ""


@query(permissions.VISITORS)
def page_visitors(
    actor: Actor, store_id: int, asked: VisitorFilter, order: Order, window: Window, at: datetime
) -> RowPage[VisitorRow]:
    """The register of a store, of one day, the first who came first unless sorted."""
    rows = _of_store(actor, store_id).filter(came_on=asked.day or store_info(store_id).clock.day(at))
    if asked.purpose:
        rows = rows.filter(purpose__in=asked.purpose)
    text = asked.text.strip()
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(host__name__contains=text) | _phone_is(text))
    found = rows.order_by(*order.as_order_by(ORDERS))[window.offset : window.offset + window.limit]
    return RowPage([_row(one) for one in found], rows.count())


@query(permissions.VISITORS)
def list_visitors_here(actor: Actor, store_id: int, at: datetime) -> list[VisitorRow]:
    """Who is here now, the first who came first; those who wait with their place and who is to receive them (R-RC03)."""
    today = store_info(store_id).clock.day(at)
    rows = _of_store(actor, store_id).filter(came_on=today, left_at=None).order_by("came_at", "pk")[:MOST_HERE]
    advisors = list_turns(actor, store_id, today) if actor.may(permissions.SEE, store_id) else []
    waiting = [one for one in rows if _waits(one)]
    proposed = _proposed(advisors, [one.host_id for one in waiting], at)
    found = []
    for one in rows:
        place = waiting.index(one) if one in waiting else None
        found.append(_row(one) if place is None else _row(one, place + 1, *proposed[place]))
    return found


def _proposed(advisors: list[AdvisorInTurn], hosts: list[int | None], at: datetime) -> list[tuple[int | None, str]]:
    """For each in the queue whom they asked for, else whose turn it then is: who is proposed has one more waiting."""
    names = {one.employee_id: one.name for one in advisors}
    more, last = dict.fromkeys(names, 0), {one.employee_id: one.last_at for one in advisors}
    chosen: list[tuple[int | None, str]] = []
    for host in hosts:
        turns = [(one.employee_id, one.waiting + more[one.employee_id], last[one.employee_id]) for one in advisors]
        who = host if host is not None else rules.next_in_turn(turns)
        if who in more:
            more[who], last[who] = more[who] + 1, at
        chosen.append((who, names.get(who, "") if who is not None else ""))
    return chosen


def _phone_is(text: str) -> Q:
    """The last four digits, which the mask shows, or the whole number: other parts would tell the masked digits by trial."""
    if len(text) == SHOWN_DIGITS and text.isdecimal():
        return Q(phone__endswith=text)
    return Q(phone=parse_phone(text).text) & ~Q(phone="")


def _waits(one: Visitor) -> bool:
    return one.greeted_at is None and one.purpose != Visitor.Purpose.ACCOMPANY


def _of_store(actor: Actor, store_id: int) -> Any:
    return Visitor.objects.visible_to(actor, permissions.VISITORS).filter(store_id=store_id).select_related("host")


def _row(one: Visitor, position: int | None = None, next_id: int | None = None, next_name: str = "") -> VisitorRow:
    return VisitorRow(
        one.pk,
        one.purpose,
        one.get_purpose_display(),
        one.name,
        mask_phone(one.phone) if one.phone else "",
        one.host_id,
        one.host.name if one.host else "",
        one.came_at,
        one.greeted_at,
        one.left_at,
        position,
        next_id,
        next_name or (one.host.name if one.host and position else ""),
    )
