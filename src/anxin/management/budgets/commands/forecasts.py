"""The forecast of a year's budget: one side proposes it, the other confirms it or objects (M23.07, R-KP09)."""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.management.budgets import parameters, permissions
from anxin.management.budgets.lifecycle import FORECAST, WAITING
from anxin.management.budgets.models import LONGEST_WORDS, BudgetForecast
from anxin.management.budgets.rules.numbers import said
from anxin.management.budgets.rules.sides import FRONT_DESK, other_side, sides_of
from anxin.management.kpi.commands import check_agreed, set_agreed_target
from anxin.management.kpi.queries import ForecastInput, forecast_gross_profit
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import Colleague, find_own_employee
from anxin.parties.work.commands import LONGEST_TITLE, cancel_tasks_of, complete_task, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value as limit
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened, worded
from anxin.platform.turns import take_turn

KIND = "budgets.forecast"
PROFIT = "repair_gross_profit"
MOST = Decimal(10) ** 12
PLACES = 3
LEAST_GROWTH, MOST_GROWTH = Decimal(-100), Decimal(1_000)


class NoSideOfForecast(Conflict):
    """The actor is no employee of the store who stands for after-sales management or the front desk."""

    code = "forecast_no_side"
    default_rule = "R-KP09"
    default_message = _("预算预测由本店售后经理和前台主管一起做，您的岗位不在其中。请让他们来提出或确认。")


class NoHandOfForecast(Conflict):
    """The actor is no employee of the store: no target is set in that person's name."""

    code = "forecast_no_hand"
    default_rule = "R-KP09"
    default_message = _("您的账号没有关联本店员工，不能定预算目标，请联系门店管理员。")


class SameSideOfForecast(Conflict):
    """Who proposed it, or stands on the same side, does not answer it."""

    code = "forecast_same_side"
    default_rule = "R-KP09"
    default_message = _("预测要由另一方确认：售后管理提出的由前台主管确认，前台提出的由售后经理确认。请让对方来答复。")


@dataclass(frozen=True, slots=True)
class KeptForecast:
    """A forecast after a step; ``number`` counts the versions of the store's year."""

    id: int
    number: int
    state: str


@command(permissions.FORECAST, rule="R-KP09")
def propose_forecast(
    *, actor: Actor, store_id: int, year: int, given: ForecastInput, words: str = "", at: datetime
) -> KeptForecast:
    """Propose a year's forecast to the other side, which has a task to answer; what still waits is replaced, and kept.

    ``given.budget`` is the repair gross profit that is proposed; without it what the numbers make.

    :raises NoSideOfForecast: the actor stands for neither side
    :raises Invalid: a number that cannot be, or neither a budget nor premium of last year to make one of
    """
    actor.require(permissions.FORECAST, store_id)
    own, sides = _own(actor, store_id)
    _check(given)
    total = forecast_gross_profit(given).total
    if total is not None and abs(total) >= MOST:
        raise Invalid(_("照这些数算出来的事故毛利大得不像真的，请核对去年保费。"), field="premium_before")
    budget = total if given.budget is None else given.budget
    if budget is None:
        raise Invalid(_("没有去年的保费，算不出事故毛利。请填维修毛利预算。"), field="budget")
    check_agreed(PROFIT, year, budget)
    take_turn(f"budgets.forecast:{store_id}:{year}")
    rows = BudgetForecast.objects.visible_to(actor, permissions.FORECAST).filter(store_id=store_id, year=year)
    for row in rows.filter(state__in=WAITING).locked().order_by("pk"):
        row.state = FORECAST.after("replace", row.state)
        row.save(update_fields=["state"])
        _cancel(row, _now("有新的预测"), at)
    made = BudgetForecast.objects.create(
        store_id=store_id, year=year, number=rows.count() + 1, total=total, budget=budget, side=sides[0],
        words=worded(words, LONGEST_WORDS, "words", may_be_missing=True), proposed_by_id=own.id, proposed_at=at,
        **{name: getattr(given, name) for name in INPUTS},
    )  # fmt: skip
    _ask(made, own, at)
    return KeptForecast(made.pk, made.number, made.state)


@command(permissions.FORECAST, rule="R-KP09")
def confirm_forecast(*, actor: Actor, forecast_id: int, words: str = "", at: datetime) -> KeptForecast:
    """Confirm what the other side proposed.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it was answered or replaced
    :raises NoSideOfForecast: the actor stands for neither side
    :raises SameSideOfForecast: the actor stands on the side that proposed it
    """
    return _answer(actor, forecast_id, "confirm", worded(words, LONGEST_WORDS, "words", may_be_missing=True), at)


@command(permissions.FORECAST, rule="R-KP09")
def object_to_forecast(*, actor: Actor, forecast_id: int, words: str, at: datetime) -> KeptForecast:
    """Object to what the other side proposed, and say why; either side proposes anew.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it was answered or replaced
    :raises NoSideOfForecast: the actor stands for neither side
    :raises SameSideOfForecast: the actor stands on the side that proposed it
    :raises Invalid: no words
    """
    return _answer(actor, forecast_id, "object", worded(words, LONGEST_WORDS, "words"), at)


@command(permissions.TAKE_FORECAST, rule="R-KP09")
def take_forecast(*, actor: Actor, forecast_id: int, is_sure: bool = False, at: datetime) -> KeptForecast:
    """Set the budget of a confirmed forecast as the store's target of repair gross profit.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: it was not confirmed, or is replaced
    :raises NoHandOfForecast: the actor is no employee of the store
    :raises TargetsDisagree: it does not fit to the store's other targets, and nobody is sure yet
    """
    row = _locked(actor, permissions.TAKE_FORECAST, forecast_id)
    own = find_own_employee(actor)
    if own is None or own.store_id != row.store_id:
        raise NoHandOfForecast
    row.state = FORECAST.after("take", row.state)
    set_agreed_target(
        actor=actor, store_id=row.store_id, year=row.year, code=PROFIT, value=row.budget, is_sure=is_sure, at=at
    )
    row.taken_by_id, row.taken_at = own.id, at
    row.save(update_fields=["state", "taken_by", "taken_at"])
    return KeptForecast(row.pk, row.number, row.state)


INPUTS = tuple(one.name for one in fields(ForecastInput) if one.name != "budget")


def _answer(actor: Actor, forecast_id: int, verb: str, words: str, at: datetime) -> KeptForecast:
    row = _locked(actor, permissions.FORECAST, forecast_id)
    own, sides = _own(actor, row.store_id)
    if own.id == row.proposed_by_id or other_side(row.side) not in sides:
        raise SameSideOfForecast
    row.state = FORECAST.after(verb, row.state)
    row.answer, row.answered_by_id, row.answered_at = words, own.id, at
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    task = find_open_task(_program(row.store_id), parameters.FORECAST_TASK, DocumentRef(KIND, row.pk))
    if task is not None:
        result = str(FORECAST.labels[row.state])
        complete_task(actor=actor, task_id=task.id, result=result, at=at)
    _cancel(row, _now("已答复"), at)
    return KeptForecast(row.pk, row.number, row.state)


def _locked(actor: Actor, permission: str, forecast_id: int) -> BudgetForecast:
    row: BudgetForecast = BudgetForecast.objects.visible_to(actor, permission).locked().one(pk=forecast_id)
    return row


def _own(actor: Actor, store_id: int) -> tuple[Colleague, list[str]]:
    own = find_own_employee(actor)
    sides = sides_of(own.holds) if own is not None and own.store_id == store_id else []
    if own is None or not sides:
        raise NoSideOfForecast
    return own, sides


def _check(given: ForecastInput) -> None:
    for name in (*INPUTS, "budget"):
        number = getattr(given, name)
        if number is None:
            continue
        if not number.is_finite() or abs(number) >= MOST or number != round(number, PLACES):
            raise Invalid(_("请填一个数，最多三位小数。"), field=name)
        if name.startswith("premium") and number < 0:
            raise Invalid(_("保费不会小于零，请填 0 或更大的数。"), field=name)
    if not LEAST_GROWTH <= given.mechanical_growth <= MOST_GROWTH:
        raise Invalid(_("增长率请填 −100 到 1000 之间的百分数。"), field="mechanical_growth")


def _ask(row: BudgetForecast, own: Colleague, at: datetime) -> None:
    day = store_info(row.store_id).clock.day(at)
    is_for_desk = other_side(row.side) == FRONT_DESK
    post = parameters.FORECAST_FRONT_DESK_POST if is_for_desk else parameters.FORECAST_MANAGER_POST
    title = _now("请确认%(name)s提出的 %(year)s 年维修毛利预测：%(value)s 元")
    create_task(
        actor=_program(row.store_id),
        store_id=row.store_id,
        kind=parameters.FORECAST_TASK,
        subject=DocumentRef(KIND, row.pk),
        title=shortened(title % {"name": own.name, "year": row.year, "value": said(row.budget)}, LONGEST_TITLE),
        post=limit(post, row.store_id, day),
        due_at=limit(parameters.FORECAST_WITHIN, row.store_id, day).due(calendar_of(row.store_id), at),
        at=at,
    )


def _cancel(row: BudgetForecast, reason: str, at: datetime) -> None:
    cancel_tasks_of(actor=_program(row.store_id), subject=DocumentRef(KIND, row.pk), reason=reason, at=at)


def _program(store_id: int) -> Actor:
    """The module itself in one store: the task goes to the other side, whoever proposes."""
    return Actor.system("budgets", [store_id])
