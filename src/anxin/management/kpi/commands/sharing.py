"""Break a store's year down to months, and take over last year's (M23.03, R-KP08)."""

from collections.abc import Collection, Mapping, Sequence
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
    TargetsDisagree,
    check_cell,
    check_value,
    hold_targets,
    write_targets,
)
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.queries.handbook import say
from anxin.management.kpi.queries.targets import differences_in, list_targets
from anxin.management.kpi.queries.wording import months_words
from anxin.management.kpi.rules.consistency import Difference
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
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, Refusal

LEAST_GROWTH, MOST_GROWTH = Decimal(-100), Decimal(1_000)
Origin = models.Target.Origin


class Basis(StrEnum):
    """By what a whole is shared out: by what each part brought when it was last whole, or all alike.

    Of a month that is the newest whole one of its name (last year's, for a year to come the one before it ends), of a person
    the twelve months until now.
    """

    LAST_YEAR = "last_year"
    EQUALLY = "equally"


class NoPastFigures(Refusal):
    """What was brought is not known of every month, so that nothing can be shared by it."""

    code = "no_past_figures"
    default_rule = "R-KP08"
    default_message = _("不是每个月都有过去的业绩，不能按它定。请选“平均分”，或直接填各月。")


class MonthsStand(TargetsDisagree):
    """Months of the year have a target already, and would be replaced: ``replaced`` is month to (now, then).

    Whoever is sure replaces them. ``found`` are the targets that would not fit together then.
    """

    code = "months_stand"
    default_rule = "R-KP08"
    default_message = _("有的月份已经定了目标，分到各月会换掉它们。看清原来和新的，再确认。")

    def __init__(self, replaced: Mapping[int, tuple[Target, Target]], found: Sequence[Difference]) -> None:
        super().__init__(found)
        self.replaced = dict(replaced)
        said = {f"{month}": (before.value, after.value) for month, (before, after) in replaced.items()}
        self.differences = {**said, **self.differences}


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

    By the past each month weighs what the same month brought when it was last whole. ``total`` is in shown units.

    :raises Denied: a store where the actor may not set targets
    :raises Invalid: no such figure, a total below 0 or with more than three decimals
    :raises NotShared: a figure that does not add up over months
    :raises NoPastFigures: by the past, and a month of it is not known
    :raises VersionConflict: another changed one of the months since ``seen``
    :raises MonthsStand: months have another target already, and nobody is sure yet
    :raises TargetsDisagree: the months do not fit to the other targets
    """
    actor.require(permissions.SET_TARGETS, store_id)
    definition = added_figure(code, year)
    if not total.is_finite() or not 0 <= total < GREATEST or total != round(total, 3):
        raise Invalid(_("全年目标请填不小于 0 的数，最多三位小数。"), field="total")
    weights = months_before(actor, store_id, year, code, at) if basis is Basis.LAST_YEAR else [Decimal(1)] * len(ALL_MONTHS)
    parts = share_out(total, weights, step_of(definition, total))
    operator = usual_operator(definition)
    targets = [NewTarget(Cell(code, month), operator, part) for month, part in zip(ALL_MONTHS, parts, strict=True)]
    hold_targets(store_id, year)
    if not is_sure:
        _require_nothing_replaced(actor, store_id, year, targets)
    return write_targets(actor, store_id, year, targets, origin=Origin.SHARED, seen=seen, is_sure=is_sure, at=at)


def _require_nothing_replaced(actor: Actor, store_id: int, year: int, targets: Sequence[NewTarget]) -> None:
    standing = {one.cell: one.target for one in list_targets(actor, store_id, year)}
    replaced = {
        one.cell.month: (before, one.target)
        for one in targets
        if (before := standing.get(one.cell)) is not None and one.target is not None and before != one.target
    }
    if replaced:
        after = standing | {one.cell: one.target for one in targets}
        touched = {one.cell.code for one in targets}
        found = [one for one in differences_in(actor, store_id, year, after) if touched & one.codes and not one.is_of_parts]
        raise MonthsStand(replaced, found)


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

    :raises Denied: a store where the actor may not set targets
    :raises Invalid: a growth below −100 or above 1000 percent, a year beyond reach, or an unknown figure
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
        values = months_before(actor, store_id, year, code, at)
        aims = [Target(usual_operator(definition), max(one, Decimal(0))) for one in values]
        targets += [_grown(Cell(code, month), one, growth_percent) for month, one in zip(ALL_MONTHS, aims, strict=True)]
    if not targets and not taken:
        raise NoPastFigures(_("去年没有目标可以照搬。请直接填写，或先选要按去年实绩定的指标。"))
    return write_targets(actor, store_id, year, targets, origin=Origin.COPIED, is_sure=is_sure, at=at)


def _kind(code: str) -> Kind | None:
    definition = catalogue().definitions.get(code)
    return None if definition is None else kind_of(definition, catalogue().measures)


def added_figure(code: str, year: int) -> Definition:
    """The figure whose year is shared out, inside a command.

    :raises Invalid: no such year or figure
    :raises NotShared: a figure that does not add up over months
    """
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


def months_before(actor: Actor, store_id: int, year: int, code: str, at: datetime) -> list[Decimal]:
    """What each month brought when it was last whole, in shown units.

    :raises NoPastFigures: a month of which not all is known
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
    known = {one.cell.span: None if one.marks.is_part else shown(one.value, unit) for one in found}
    values = [value for span in spans if (value := known[span]) is not None]
    if unknown := [span.first for span in spans if known[span] is None]:
        raise NoPastFigures(
            _("%(figure)s在 %(months)s 没有全月的数，不能按过去的业绩定。请选“平均分”，或直接填各月的目标。")
            % {"figure": say(catalogue().definitions[code].name), "months": months_words(sorted(unknown))}
        )
    return values
