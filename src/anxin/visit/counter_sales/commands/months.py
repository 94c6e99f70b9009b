"""A month that is over is judged: its step of external sales, and how fast the stock turned (R-PT08)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.parameters import DEPTH_WANTED
from anxin.holdings.parts.queries import depth_of_month
from anxin.holdings.purchasing.commands import control_funds
from anxin.holdings.purchasing.parameters import FUNDS_PERCENT
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.platform.turns import take_turn
from anxin.platform.ui.formats import format_money
from anxin.visit.counter_sales import permissions, rules
from anxin.visit.counter_sales.commands.plans import PLAN_KIND
from anxin.visit.counter_sales.lifecycle import CONFIRMED
from anxin.visit.counter_sales.models import PlanVerdict, SalesPlan
from anxin.visit.counter_sales.parameters import MISSED_TASK, MISSED_WITHIN
from anxin.visit.counter_sales.queries import sold_in_month


@dataclass(frozen=True, slots=True)
class JudgedMonth:
    """What a month was judged to be; ``is_new`` is False where it had been judged before, or cannot be yet."""

    month: date
    missed_plan: bool
    missed_depth: bool
    is_new: bool


@command(permissions.CONFIRM_PLAN, rule="R-PT08")
def judge_month(*, actor: Actor, store_id: int, month: date, at: datetime) -> JudgedMonth:
    """Hold a month that is over against its step of the plan and the depth of stock; what was missed holds the funds for
    stock of the month that follows, and the parts manager has a task that says why.

    Once, with the plan that holds then: a plan that comes later judges no month that was judged. A month whose stock was
    not kept yet waits. ``month`` is its first day.

    :raises Denied: the actor may not in this store
    :raises Invalid: no first day of a month, or a month that is not over
    """
    actor.require(permissions.CONFIRM_PLAN, store_id)
    following = (month.replace(day=1) + timedelta(days=31)).replace(day=1)
    if month.day != 1 or following > store_info(store_id).clock.day(at):
        raise Invalid(_("请选择已经结束的月份。"), field="month")
    take_turn(f"counter_sales.month:{store_id}:{month}")
    known = PlanVerdict.objects.visible_to(actor, permissions.CONFIRM_PLAN).filter(store_id=store_id, month=month).first()
    if known is not None:
        return JudgedMonth(month, known.missed_plan, known.missed_depth, is_new=False)
    depth = depth_of_month(Actor.system("counter_sales", [store_id]), store_id, month)
    if not depth.is_kept:
        return JudgedMonth(month, missed_plan=False, missed_depth=False, is_new=False)
    plans = SalesPlan.objects.visible_to(actor, permissions.CONFIRM_PLAN)
    plan = plans.filter(store_id=store_id, year=month.year, state=CONFIRMED).first()
    planned, sold = plan.steps[month.month - 1] if plan else None, sold_in_month(store_id, month.year, month.month)
    wanted = value(DEPTH_WANTED, store_id, month)
    verdict = PlanVerdict(
        store_id=store_id,
        month=month,
        planned=planned,
        sold=sold,
        issued=depth.issued,
        stocked=depth.stocked,
        depth_wanted=wanted,
        missed_plan=planned is not None and sold < planned,
        missed_depth=rules.is_too_deep(depth.issued, depth.stocked, wanted),
        at=at,
    )
    verdict.save(force_insert=True)
    reasons = _reasons(verdict)
    if reasons:
        _control(verdict, plan, reasons, following, at)
    return JudgedMonth(month, verdict.missed_plan, verdict.missed_depth, is_new=True)


def _reasons(verdict: PlanVerdict) -> list[str]:
    said = []
    if verdict.missed_plan:
        words = _now("配件外销 %(sold)s 元，月度计划 %(planned)s 元")
        said.append(words % {"sold": format_money(verdict.sold), "planned": format_money(verdict.planned)})
    if verdict.missed_depth:
        depth = (Decimal(verdict.issued.fen) / verdict.stocked.fen).quantize(Decimal("0.01"))
        words = _now("库存深度 %(depth)s，目标 %(wanted)s")
        said.append(words % {"depth": depth, "wanted": verdict.depth_wanted.normalize()})
    return said


def _control(verdict: PlanVerdict, plan: SalesPlan | None, reasons: list[str], following: date, at: datetime) -> None:
    store_id, day = verdict.store_id, store_info(verdict.store_id).clock.day(at)
    program, percent = Actor.system("counter_sales", [store_id]), value(FUNDS_PERCENT, store_id, day)
    control_funds(actor=program, store_id=store_id, month=following, reasons=reasons, percent=percent, at=at)
    words = _now("%(month)s 没达到：%(why)s。下个月库存采购资金只能用 %(percent)s%%，请拿出办法")
    said = {"month": f"{verdict.month:%Y-%m}", "why": _now("；").join(reasons), "percent": percent}
    create_task(
        actor=program,
        store_id=store_id,
        kind=MISSED_TASK,
        subject=DocumentRef(PLAN_KIND, plan.pk) if plan else None,
        title=shortened(words % said, LONGEST_TITLE),
        post="parts_manager",
        due_at=value(MISSED_WITHIN, store_id, day).due(calendar_of(store_id), at),
        at=at,
    )
