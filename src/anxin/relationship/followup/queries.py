"""Public reads of the follow-up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from anxin.parties.customers.queries import find_consent_answer, get_customer, may_contact
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import names_of
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.plates import normalise_tail
from anxin.platform.queries import query
from anxin.platform.ui.lists import RowPage, Window
from anxin.relationship.followup import parameters, permissions, rules
from anxin.relationship.followup.lifecycle import DUE, FOLLOW_UP
from anxin.relationship.followup.models import Call, FollowUp
from anxin.visit.repair_orders.queries import RepairOrderView, get_repair_order

LONGEST_QUEUE = 200
SHORTEST_PHONE_TAIL = 4
Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """What the queue may be narrowed by; page and API share it. ``callable_by`` leaves out what is not yet to be called.

    ``text`` is part of the customer's name or ends the plate, the order's number or (from four digits on) the phone;
    ``state`` empty means every state.
    """

    state: str = DUE
    round: int | None = None
    callable_by: datetime | None = None
    due_from: date | None = None
    due_to: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A line of the queue."""

    id: int
    version: int
    store_id: int
    state: str
    state_label: str
    round: int
    attempts: int
    repair_order: str
    plate: str
    customer_name: str
    opens_at: datetime
    next_call_at: datetime
    due_at: datetime
    vin: str = ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call that was made."""

    id: int
    at: datetime
    round: int
    result: str
    result_label: str
    score: int | None
    answers: dict[str, str]
    issues: tuple[str, ...]
    employee_name: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question to be read out, in the reader's language."""

    code: str
    text: str
    is_score: bool
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """Everything that the caller needs; the number itself is shown by ``reveal_number`` only.

    ``marketing``: GIVEN, REFUSED or UNASKED, what the customer says to being offered something.
    """

    row: FollowUpRow
    vehicle_id: int
    customer_id: int
    addressed: str
    masked_phone: str
    may_call: bool
    marketing: str
    cancel_reason: str
    visit: RepairOrderView
    questions: tuple[AskedQuestion, ...]
    calls: tuple[CallRow, ...]


@dataclass(frozen=True, slots=True)
class LastFollowUp:
    """Where the follow-up of an order stands: ``called_at`` and ``employee_name`` of the last call, if there was one."""

    id: int
    state: str
    state_label: str
    due_at: datetime
    called_at: datetime | None
    employee_name: str


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Calls of a business day, and what is open: ``waiting`` may be called now, ``late`` is past its due time."""

    waiting: int
    late: int
    called: int
    reached: int
    dissatisfied: int


@query(permissions.SEE)
def list_follow_ups(
    actor: Actor, store_id: int, wanted: FollowUpFilter, *, after: Place | None = None, limit: int = LONGEST_QUEUE
) -> list[FollowUpRow]:
    """Follow-ups of a store, the earliest due first; ``after`` is (due_at, id) of the last row of the page before."""
    rows = _wanted(actor, store_id, wanted)
    if after is not None:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], pk__gt=after[1]))
    return [_row(one) for one in _with_names(rows)[: min(limit, LONGEST_QUEUE)]]


@query(permissions.SEE)
def page_follow_ups(actor: Actor, store_id: int, wanted: FollowUpFilter, window: Window) -> RowPage[FollowUpRow]:
    """Follow-ups of a store by page, the earliest due first; of a search the latest first."""
    rows = _with_names(_wanted(actor, store_id, wanted))
    rows = rows.order_by("-due_at", "-pk") if wanted.text else rows
    shown = [_row(one) for one in rows[window.offset : window.offset + window.limit]]
    is_all = not window.offset and len(shown) < window.limit
    return RowPage(shown, len(shown) if is_all else rows.count())


def _wanted(actor: Actor, store_id: int, wanted: FollowUpFilter) -> Any:
    exact: dict[str, Any] = {
        "state": wanted.state,
        "round": wanted.round,
        "next_call_at__lte": wanted.callable_by,
        "due_on__gte": wanted.due_from,
        "due_on__lte": wanted.due_to,
    }
    given = {name: wish for name, wish in exact.items() if wish not in (None, "")}
    rows = FollowUp.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, **given)
    return rows.filter(_meant(wanted.text)) if wanted.text else rows


def _meant(text: str) -> Q:
    tail = normalise_tail(text)
    phone = Q(customer__phone__endswith=tail) if tail.isdecimal() and len(tail) >= SHORTEST_PHONE_TAIL else Q()
    document = Q(repair_order__number__endswith=tail) | Q(vehicle__plate__endswith=tail)
    return document | Q(customer__name__contains=text) | phone


def _with_names(rows: Any) -> Any:
    return rows.select_related("repair_order", "vehicle", "customer").order_by("due_at", "pk")


@query(permissions.SEE)
def get_follow_up(actor: Actor, followup_id: int, at: datetime | None = None) -> FollowUpCard:
    """One follow-up with the visit, the script of a call at that moment (now) and the calls so far.

    :raises NotFound: unknown, or not in a store that the actor sees
    """
    rows = FollowUp.objects.visible_to(actor, permissions.SEE).select_related("repair_order", "vehicle", "customer")
    one: FollowUp = rows.one(pk=followup_id)
    customer = get_customer(actor, one.customer_id)
    return FollowUpCard(
        _row(one),
        one.vehicle_id,
        one.customer_id,
        customer.addressed,
        customer.masked_phone,
        may_contact(actor, one.customer_id, "service"),
        find_consent_answer(actor, one.customer_id, "marketing"),
        one.cancel_reason,
        get_repair_order(actor, one.repair_order.number),
        tuple(_asked(question) for question in script_of(one.store_id, at or clock.now())),
        _calls_of(actor, one.vehicle_id),
    )


@query(permissions.SEE)
def find_follow_up_of_order(actor: Actor, repair_order_id: int) -> LastFollowUp | None:
    """The order's last follow-up with its last call; None before it is planned."""
    rows = FollowUp.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    one = rows.order_by("-round").first()
    if one is None:
        return None
    calls = Call.objects.visible_to(actor, permissions.SEE).filter(follow_up=one)
    last = calls.select_related("employee").order_by("-pk").first()
    name = last.employee.name if last and last.employee else ""
    return LastFollowUp(one.pk, one.state, _(FOLLOW_UP.labels[one.state]), one.due_at, last.at if last else None, name)


def script_of(store_id: int, at: datetime) -> list[rules.Question]:
    """The questions of a call at that moment: what the page shows is what the command asks for."""
    return rules.asked(value(parameters.QUESTIONS, store_id, store_info(store_id).clock.day(at)))


@query(permissions.SEE)
def find_next(actor: Actor, store_id: int, at: datetime) -> FollowUpRow | None:
    """The follow-up that is due first of those that may be called by now."""
    found = list_follow_ups(actor, store_id, FollowUpFilter(callable_by=at), limit=1)
    return found[0] if found else None


@query(permissions.SEE)
def count_callable(actor: Actor, store_id: int, at: datetime) -> int:
    """Follow-ups that may be called now."""
    rows = FollowUp.objects.visible_to(actor, permissions.SEE)
    return rows.filter(store_id=store_id, state=DUE, next_call_at__lte=at).count()


@query(permissions.SEE)
def day_figures(actor: Actor, store_id: int, at: datetime) -> DayFigures:
    """Figures of the store's business day at ``at``."""
    open_ones = FollowUp.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, state=DUE)
    counts = open_ones.aggregate(
        waiting=Count("pk", filter=Q(next_call_at__lte=at)), late=Count("pk", filter=Q(due_at__lt=at))
    )
    calls = Call.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, called_on=store_info(store_id).clock.day(at)
    )
    made = calls.aggregate(
        called=Count("pk"), reached=Count("pk", filter=Q(result="reached")), dissatisfied=Count("pk", filter=~Q(issues=[]))
    )
    return DayFigures(**counts, **made)


def _calls_of(actor: Actor, vehicle_id: int) -> tuple[CallRow, ...]:
    found = list(
        Call.objects.visible_to(actor, permissions.SEE)
        .filter(follow_up__vehicle_id=vehicle_id)
        .select_related("follow_up")
        .order_by("-pk")[:20]
    )
    names = names_of(actor, {call.employee_id for call in found if call.employee_id}) if found else {}
    return tuple(
        CallRow(
            call.pk,
            call.at,
            call.follow_up.round,
            call.result,
            str(call.get_result_display()),
            call.score,
            call.answers,
            tuple(call.issues),
            names.get(call.employee_id or 0, ""),
        )
        for call in found
    )


def _asked(question: rules.Question) -> AskedQuestion:
    is_score = question.kind == rules.SCORE
    answers = tuple((code, code) for code in question.codes)
    if not is_score:
        answers = tuple((answer.code, _(answer.text)) for answer in question.answers)
    return AskedQuestion(question.code, _(question.text), is_score, answers)


def _row(one: FollowUp) -> FollowUpRow:
    return FollowUpRow(
        one.pk,
        one.version,
        one.store_id,
        one.state,
        _(FOLLOW_UP.labels[one.state]),
        one.round,
        one.attempts,
        one.repair_order.number,
        one.vehicle.plate or "",
        one.customer.name,
        one.opens_at,
        one.next_call_at,
        one.due_at,
        vin=one.vehicle.vin or "",
    )
