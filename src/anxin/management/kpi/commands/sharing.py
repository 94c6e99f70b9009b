"""Break a store's target down to months and people, and take over last year's (M23.03, R-KP08)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import models, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands.targets import (
    GREATEST,
    YEARS,
    SetTargets,
    check_cell,
    check_value,
    hold_targets,
    write_targets,
)
from anxin.management.kpi.queries.contributions import GRAINS, carrier_columns
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.queries.handbook import say
from anxin.management.kpi.queries.targets import list_targets
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.periods import Period, last_year, span_of
from anxin.management.kpi.rules.standing import shown
from anxin.management.kpi.rules.targets import (
    ALL_MONTHS,
    Cell,
    Kind,
    NewTarget,
    grown,
    kind_of,
    share_out,
    step_of,
    usual_operator,
)
from anxin.parties.org.queries import list_teams, store_info
from anxin.parties.people.queries import is_on_staff
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, Refusal, VersionConflict

LEAST_GROWTH, MOST_GROWTH = Decimal(-100), Decimal(1_000)
Origin = models.Target.Origin


class Basis(StrEnum):
    """By what a whole is shared out: by what each part was last year, or all alike."""

    LAST_YEAR = "last_year"
    EQUALLY = "equally"


class NoPastFigures(Refusal):
    """Last year is not known in every month, so that nothing can be shared by it."""

    code = "no_past_figures"
    default_rule = "R-KP08"
    default_message = _("去年不是每个月都有数据，不能按去年分。请选“平均分”，或直接填各月。")


class NotShared(Refusal):
    """The figure is no total, or there is nobody or nothing to share it out to."""

    code = "not_shared"
    default_rule = "R-KP08"


@command(permissions.SET_TARGETS, rule="R-KP08")
def break_down_year(
    *,
    actor: Actor,
    store_id: int,
    year: int,
    code: str,
    total: Decimal,
    basis: Basis = Basis.LAST_YEAR,
    seen: int | None = None,
    is_sure: bool = False,
    at: datetime,
) -> SetTargets:
    """Share a year's total out to its months, which then add up to it exactly (largest remainder).

    By last year each month weighs what the same month brought when it was last whole. ``total`` is in shown units.

    :raises Invalid: no such figure, a total below 0 or with more than three decimals
    :raises NotShared: a figure that does not add up over months
    :raises NoPastFigures: by last year, and a month of it is not known
    :raises VersionConflict: another changed one of the months since ``seen``
    :raises TargetsDisagree: the months do not fit to the other targets
    """
    actor.require(permissions.SET_TARGETS, store_id)
    definition = _added(code, year)
    if not total.is_finite() or not 0 <= total < GREATEST or total != round(total, 3):
        raise Invalid(_("全年目标请填不小于 0 的数，最多三位小数。"), field="total")
    weights = _months_before(actor, store_id, year, code, at) if basis is Basis.LAST_YEAR else [Decimal(1)] * len(ALL_MONTHS)
    parts = share_out(total, weights, step_of(definition, total))
    operator = usual_operator(definition)
    targets = [NewTarget(Cell(code, month), operator, part) for month, part in zip(ALL_MONTHS, parts, strict=True)]
    return write_targets(actor, store_id, year, targets, origin=Origin.SHARED, seen=seen, is_sure=is_sure, at=at)


@command(permissions.SET_TARGETS, rule="R-KP08")
def break_down_to_people(
    *,
    actor: Actor,
    store_id: int,
    year: int,
    code: str,
    column: str,
    basis: Basis = Basis.LAST_YEAR,
    members: Sequence[int] = (),
    seen: int | None = None,
    at: datetime,
) -> SetTargets:
    """Share each month's target of the store out to its advisors, technicians or teams; the parts add up exactly.

    By last year each weighs what they brought in the twelve months until now. Without ``members`` it goes to whoever
    brought something then and is still there. Who had a part before and has none now loses it.

    :raises Invalid: no such figure, or somebody who is not on the staff
    :raises NotShared: no total, it cannot be asked of such people, no month has a target, or nobody is there
    :raises VersionConflict: another changed one of the parts since ``seen``
    """
    actor.require(permissions.SET_TARGETS, store_id)
    definition = _added(code, year)
    if column not in GRAINS.values() or column not in carrier_columns(code, Level.STORE):
        raise NotShared(_("这个指标的数据没有记到人，不能分到人。请只定门店的目标。"))
    hold_targets(store_id, year)
    standing = list_targets(actor, store_id, year)
    months = {one.cell.month: one for one in standing if one.cell.code == code and not one.cell.is_personal}
    if not months:
        raise NotShared(_("先定门店各月的目标，再分到人。"))
    if meanwhile := {
        f"{code} {one.cell.month}": (one.value, one.value) for one in months.values() if seen and one.id > seen
    }:
        raise VersionConflict(meanwhile)
    brought = _brought(actor, store_id, code, column, at)
    chosen = list(dict.fromkeys(members)) or [one for one in brought if _is_here(actor, store_id, column, one)]
    if any(not _is_here(actor, store_id, column, one) for one in members):
        raise Invalid(_("只能分给本店在职的人或在用的班组，请重新选择。"), field="members")
    if not chosen:
        raise NotShared(_("过去 12 个月没有人有这个指标的数据，请先选人。"))
    weights = [brought.get(one, Decimal(0)) if basis is Basis.LAST_YEAR else Decimal(1) for one in chosen]
    is_of_teams = column == "team_id"
    targets = {
        one.cell: NewTarget(one.cell, one.operator, None)
        for one in standing
        if one.cell.code == code and (one.cell.team_id if is_of_teams else one.cell.employee_id) is not None
    }
    for month, whole in months.items():
        if whole.value is None or whole.value < 0:
            continue
        if whole.until is not None:
            raise NotShared(_("%(month)s 月的目标是一个范围，不能分到人。请先改成一个数。") % {"month": month})
        parts = share_out(whole.value, weights, step_of(definition, whole.value))
        for member, part in zip(chosen, parts, strict=True):
            cell = Cell(code, month, team_id=member) if is_of_teams else Cell(code, month, employee_id=member)
            targets[cell] = NewTarget(cell, whole.operator, part)
    # Parts of a whole fit whenever the whole does.
    return write_targets(actor, store_id, year, list(targets.values()), origin=Origin.SHARED, seen=seen, is_sure=True, at=at)


@command(permissions.SET_TARGETS, rule="R-KP02")
def copy_targets(
    *,
    actor: Actor,
    store_id: int,
    year: int,
    growth_percent: Decimal,
    codes: Collection[str] = (),
    is_sure: bool = False,
    at: datetime,
) -> SetTargets:
    """Fill a year from the year before: totals grow by so many percent, rates stay. What stands already stays.

    Of figures in ``codes`` that had no target the months of last year's own figures are taken instead.

    :raises Invalid: a growth below −100 or above 1000 percent
    :raises NoPastFigures: nothing of last year is known, or of one of ``codes`` that is no total
    :raises TargetsDisagree: they do not fit together
    """
    actor.require(permissions.SET_TARGETS, store_id)
    if not growth_percent.is_finite() or not LEAST_GROWTH <= growth_percent <= MOST_GROWTH:
        raise Invalid(_("增长率请填 −100 到 1000 之间的百分数。"), field="growth_percent")
    for code in codes:
        check_cell(Cell(code, 1) if _kind(code) is not Kind.YEARLY else Cell(code, 0))
    hold_targets(store_id, year)
    before = {one.cell: one.target for one in list_targets(actor, store_id, year - 1) if not one.cell.is_personal}
    taken = {one.cell.code for one in list_targets(actor, store_id, year) if not one.cell.is_personal}
    targets = [
        _grown(cell, target, growth_percent)
        for cell, target in before.items()
        if target is not None and cell.code not in taken and (not codes or cell.code in codes)
    ]
    for code in sorted(set(codes) - {cell.code for cell in before} - taken):
        definition = catalogue().definitions[code]
        if _kind(code) is not Kind.ADDED:
            words = _("“%(figure)s”去年没有目标可以照搬，比率和全年数也不按去年实绩定。请直接填写它的目标。")
            raise NoPastFigures(words % {"figure": say(definition.name)})
        values = _months_before(actor, store_id, year, code, at)
        aims = [Target(usual_operator(definition), max(one, Decimal(0))) for one in values]
        targets += [_grown(Cell(code, month), one, growth_percent) for month, one in zip(ALL_MONTHS, aims, strict=True)]
    if not targets and not taken:
        raise NoPastFigures(_("去年没有目标可以照搬。请直接填写，或先选要按去年实绩定的指标。"))
    return write_targets(actor, store_id, year, targets, origin=Origin.COPIED, is_sure=is_sure, at=at)


def _kind(code: str) -> Kind | None:
    definition = catalogue().definitions.get(code)
    return None if definition is None else kind_of(definition, catalogue().measures)


def _added(code: str, year: int) -> Definition:
    if year not in YEARS:
        raise Invalid(_("请填写 2000 到 2100 之间的年份。"), field="year")
    if _kind(code) not in (None, Kind.ADDED):
        raise NotShared(_("只有按月相加的总数能分，比率请直接填每个月的目标。"))
    check_cell(Cell(code, 1))
    return catalogue().definitions[code]


def _grown(cell: Cell, target: Target, growth_percent: Decimal) -> NewTarget:
    definition = catalogue().definitions[cell.code]
    if _kind(cell.code) is Kind.LEVEL:
        return NewTarget(cell, target.operator, target.value, target.until)
    step = min(step_of(definition, one) for one in (target.value, target.until) if one is not None)
    until = None if target.until is None else grown(target.until, growth_percent, step)
    new = NewTarget(cell, target.operator, grown(target.value, growth_percent, step), until)
    try:
        check_value(new)
    except Invalid as refusal:
        words = _("“%(name)s”按 %(growth)s%% 增长定不出目标：%(reason)s")
        told = {"name": say(definition.name), "growth": format(growth_percent, "f"), "reason": refusal}
        raise Invalid(words % told, field="growth_percent") from refusal
    return new


def _months_before(actor: Actor, store_id: int, year: int, code: str, at: datetime) -> list[Decimal]:
    """What each month brought when it was last whole, in shown units.

    :raises NoPastFigures: a month of which nothing is known
    """
    today = store_info(store_id).clock.day(at)
    spans = []
    for month in ALL_MONTHS:
        span = last_year(span_of(Period.MONTH, date(year, month, 1)))
        while span.last >= today:
            span = last_year(span)
        spans.append(span)
    found = compute_figures(actor, [code], Level.STORE, Period.MONTH, spans, unit_ids=[store_id])
    unit = catalogue().definitions[code].unit
    known = {one.cell.span: shown(one.value, unit) for one in found}
    values = [value for span in spans if (value := known[span]) is not None]
    if unknown := [span for span in spans if known[span] is None]:
        raise NoPastFigures(
            _("%(figure)s在 %(month)s 没有数据，不能按去年定。请直接填写这个指标的目标。")
            % {"figure": say(catalogue().definitions[code].name), "month": f"{unknown[0].first:%Y-%m}"}
        )
    return values


def _brought(actor: Actor, store_id: int, code: str, column: str, at: datetime) -> dict[int, Decimal]:
    span = span_of(Period.TRAILING, store_info(store_id).clock.day(at))
    found = compute_figures(actor, [code], Level.STORE, Period.TRAILING, [span], unit_ids=[store_id], by=[column])
    brought = {}
    for one in found:
        (member,) = one.cell.by
        if isinstance(member, int) and one.value is not None:
            brought[member] = one.value
    return brought


def _is_here(actor: Actor, store_id: int, column: str, member: int) -> bool:
    if column == "team_id":
        return member in {one.id for one in list_teams(actor, store_id)}
    return is_on_staff(actor, store_id, member)
