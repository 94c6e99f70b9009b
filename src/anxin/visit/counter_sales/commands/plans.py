"""The yearly plan of external sales: the parts manager sets it, the after-sales manager confirms it (PRJ-07, R-PT08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import find_own_employee
from anxin.parties.work.commands import cancel_tasks_of, complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import worded
from anxin.platform.turns import take_turn
from anxin.platform.ui.formats import format_money
from anxin.visit.counter_sales import permissions, rules
from anxin.visit.counter_sales.lifecycle import CONFIRMED, PLAN, WAITING
from anxin.visit.counter_sales.models import LONGEST_WORDS, SalesPlan
from anxin.visit.counter_sales.parameters import CONFIRM_TASK, CONFIRM_WITHIN

PLAN_KIND = "counter_sales.plan"
YEARS_AHEAD = 2
MOST_FEN = 10**13


class StepsDisagree(Invalid):
    """Total and months do not come to the same."""

    code = "plan_steps_disagree"
    default_rule = "PRJ-07"


class BegunMonthChanged(Invalid):
    """A month that has begun would change, and nobody says why."""

    code = "plan_begun_month_changed"
    default_rule = "PRJ-07"


class PlanMovedOn(Conflict):
    """Somebody set another version meanwhile."""

    code = "plan_moved_on"
    default_rule = "PRJ-07"
    default_message = _("别人刚定了新的一版计划，请刷新后核对再改。")


class OwnPlan(Denied):
    """Who set a plan does not confirm it."""

    code = "own_sales_plan"
    default_rule = "PRJ-07"
    default_message = _("自己定的计划要由售后经理确认，请他来答复。")


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A version of a plan after a step."""

    id: int
    year: int
    number: int
    state: str
    total: Money


@command(permissions.SET_PLAN, rule="PRJ-07")
def set_sales_plan(
    *,
    actor: Actor,
    store_id: int,
    year: int,
    total: Money | None,
    steps: Sequence[Money | None],
    reason: str = "",
    seen: int | None = None,
    at: datetime,
) -> SavedPlan:
    """Set what a store means to sell in a year, without tax: twelve months, those left empty share what is left evenly.

    It holds once the after-sales manager has confirmed it; what still waits is replaced, and all is kept. ``seen`` is the
    number of the newest version that the actor saw, 0 for none.

    :raises Denied: the actor may not in this store
    :raises Invalid: a year far off, not twelve months, amounts that cannot be, or nothing at all
    :raises StepsDisagree: total and months do not come to the same
    :raises BegunMonthChanged: a month that has begun would change, without a reason
    :raises PlanMovedOn: there is a newer version than was seen
    """
    actor.require(permissions.SET_PLAN, store_id)
    today = store_info(store_id).clock.day(at)
    if not today.year - 1 <= year <= today.year + YEARS_AHEAD:
        raise Invalid(_("请定去年到后年的计划。"), field="year")
    amounts = _steps(total, steps)
    why = worded(reason, LONGEST_WORDS, "reason", may_be_missing=True)
    take_turn(f"counter_sales.plan:{store_id}:{year}")
    rows = SalesPlan.objects.visible_to(actor, permissions.SET_PLAN).filter(store_id=store_id, year=year)
    newest = rows.order_by("-number").first()
    number = newest.number if newest else 0
    if seen is not None and seen != number:
        raise PlanMovedOn
    holding = rows.filter(state=CONFIRMED).first()
    _require_reason(holding, amounts, why, at)
    for row in rows.filter(state=WAITING).locked():
        _replace(row, at)
    own = find_own_employee(actor)
    plan = SalesPlan(
        store_id=store_id,
        year=year,
        number=number + 1,
        total=Money.sum(amounts),
        reason=why,
        set_at=at,
        set_by_id=own.id if own else None,
        set_key=actor.key,
        **{f"step_{month}": amount for month, amount in zip(rules.MONTHS, amounts, strict=True)},
    )
    plan.save(force_insert=True)
    _ask(plan, at)
    return _saved(plan)


@command(permissions.CONFIRM_PLAN, rule="PRJ-07")
def confirm_sales_plan(*, actor: Actor, plan_id: int, words: str = "", at: datetime) -> SavedPlan:
    """Let a version hold; the one that held before is replaced, and kept.

    :raises NotFound: unknown or out of scope
    :raises OwnPlan: the actor set it
    :raises IllegalTransition: it was answered or replaced
    :raises BegunMonthChanged: a month began meanwhile that it changes without a reason
    """
    plan = _answered(actor, plan_id, "confirm", worded(words, LONGEST_WORDS, "words", may_be_missing=True), at)
    rows = SalesPlan.objects.visible_to(actor, permissions.CONFIRM_PLAN)
    holding = rows.filter(store_id=plan.store_id, year=plan.year, state=CONFIRMED).locked().first()
    _require_reason(holding, plan.steps, plan.reason, at)
    if holding is not None:
        holding.state = PLAN.after("replace", holding.state)
        holding.save(update_fields=["state"])
    plan.save(update_fields=["state", "answer", "answered_at", "answered_by", "answered_key"])
    return _saved(plan)


@command(permissions.CONFIRM_PLAN, rule="PRJ-07")
def return_sales_plan(*, actor: Actor, plan_id: int, words: str, at: datetime) -> SavedPlan:
    """Send a version back, and say why; the one that held goes on.

    :raises NotFound: unknown or out of scope
    :raises OwnPlan: the actor set it
    :raises IllegalTransition: it was answered or replaced
    :raises Invalid: no words
    """
    plan = _answered(actor, plan_id, "return", worded(words, LONGEST_WORDS, "words"), at)
    plan.save(update_fields=["state", "answer", "answered_at", "answered_by", "answered_key"])
    return _saved(plan)


def _answered(actor: Actor, plan_id: int, verb: str, words: str, at: datetime) -> SalesPlan:
    """A locked plan with its answer, not saved yet."""
    known = SalesPlan.objects.visible_to(actor, permissions.CONFIRM_PLAN).one(pk=plan_id)
    take_turn(f"counter_sales.plan:{known.store_id}:{known.year}")
    plan: SalesPlan = SalesPlan.objects.visible_to(actor, permissions.CONFIRM_PLAN).locked().one(pk=plan_id)
    if plan.set_key == actor.key:
        raise OwnPlan
    plan.state = PLAN.after(verb, plan.state)
    own = find_own_employee(actor)
    plan.answer, plan.answered_at, plan.answered_key = words, at, actor.key
    plan.answered_by_id = own.id if own else None
    program, subject = Actor.system("counter_sales", [plan.store_id]), DocumentRef(PLAN_KIND, plan.pk)
    task = find_open_task(program, CONFIRM_TASK, subject)
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=str(PLAN.labels[plan.state]), is_by_step=True, at=at)
    audit.note(subject, plan.store_id, state=plan.state)
    return plan


def _steps(total: Money | None, steps: Sequence[Money | None]) -> tuple[Money, ...]:
    if len(steps) != len(rules.MONTHS):
        raise Invalid(_("请填十二个月。"), field="steps")
    if any(one is not None and not 0 <= one.fen <= MOST_FEN for one in (total, *steps)):
        raise Invalid(_("金额不能小于零，也不能大得不像真的，请改。"), field="total")
    amounts = rules.fill_steps(total, steps)
    if amounts is None:
        message = _("各月合计 %(sum)s 元，和全年 %(total)s 元对不上；请改一个，或把要平均分的月份空着。")
        said = Money.sum(step for step in steps if step is not None)
        shown = {"sum": format_money(said), "total": format_money(total)}
        raise StepsDisagree(message % shown, field="total")
    if not Money.sum(amounts):
        raise Invalid(_("请填全年计划，或各月的计划。"), field="total")
    return amounts


def _require_reason(holding: SalesPlan | None, amounts: Sequence[Money], reason: str, at: datetime) -> None:
    if holding is None or reason:
        return
    today = store_info(holding.store_id).clock.day(at)
    begun = rules.begun_months(holding.year, today.year, today.month)
    changed = rules.changed_months(holding.steps, amounts, begun)
    if changed:
        message = _("%(months)s 月已经开始，改它的计划要写明原因。")
        raise BegunMonthChanged(message % {"months": "、".join(str(month) for month in changed)}, field="reason")


def _replace(row: SalesPlan, at: datetime) -> None:
    row.state = PLAN.after("replace", row.state)
    row.save(update_fields=["state"])
    program = Actor.system("counter_sales", [row.store_id])
    cancel_tasks_of(actor=program, subject=DocumentRef(PLAN_KIND, row.pk), reason=_now("有新的一版计划"), at=at)


def _ask(plan: SalesPlan, at: datetime) -> None:
    store_id, day = plan.store_id, store_info(plan.store_id).clock.day(at)
    create_task(
        actor=Actor.system("counter_sales", [store_id]),
        store_id=store_id,
        kind=CONFIRM_TASK,
        subject=DocumentRef(PLAN_KIND, plan.pk),
        title=_now("请确认 %(year)s 年配件外销计划：全年 %(total)s 元")
        % {"year": plan.year, "total": format_money(plan.total)},
        post="after_sales_manager",
        due_at=value(CONFIRM_WITHIN, store_id, day).due(calendar_of(store_id), at),
        at=at,
    )


def _saved(plan: SalesPlan) -> SavedPlan:
    return SavedPlan(plan.pk, plan.year, plan.number, plan.state, plan.total)
