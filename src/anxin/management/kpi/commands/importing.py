"""Targets out of a workbook: looked at by cell, then taken, all or nothing (M30.08, M22.03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import permissions
from anxin.management.kpi.commands.targets import MOST_AT_ONCE, YEARS, SetTargets, check_target, set_targets
from anxin.management.kpi.queries.target_cells import ReadTargets, YearTarget, read_targets, target_heads
from anxin.management.kpi.queries.targets import TargetRow, differences_in, list_targets
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.targets import Cell
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as noop
from anxin.platform.workbook import CellProblem
from anxin.resources.figures.commands import read_months_workbook

KEPT_PROBLEMS = 200
LEFT_OUT = ("target_monthly", "target_yearly", "target_none")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """What a cell of a workbook asks, beside what is asked now.

    ``is_odd``: far from the figure's other months. ``lacks_unit``: an amount without a unit, taken as yuan.
    """

    asked: YearTarget
    before: Target | None
    place: str
    is_odd: bool = False
    lacks_unit: bool = False

    @property
    def change(self) -> str:
        """new, changed or same."""
        if self.before is None:
            return "new"
        return "same" if self.before == self.asked.target.target else "changed"


@dataclass(frozen=True, slots=True)
class CheckedTargets:
    """What a workbook asks; with an error nothing of it can be taken. ``seen`` goes along when it is taken."""

    lines: tuple[TargetLine, ...]
    problems: tuple[CellProblem, ...]
    seen: int
    has_figures: bool

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended first."""
        return any(one.is_error for one in self.problems)


@command(permissions.SET_TARGETS, rule="M30.08")
def check_target_workbook(*, actor: Actor, store_id: int, file_name: str, content: bytes, at: datetime) -> CheckedTargets:
    """Read the targets of a workbook (XLSX or CSV) by figure and month; nothing is written (M30.08).

    :raises Denied: a store where the actor may not set targets
    :raises Invalid: empty, too large, or no workbook
    """
    actor.require(permissions.SET_TARGETS, store_id)
    read = read_months_workbook(store_id=store_id, file_name=file_name, content=content, heads=target_heads(), at=at)
    found = read_targets(*read)
    problems = found.problems
    for one in found.found.values():
        try:
            check_target(one.asked.target, one.asked.year)
        except Invalid as refusal:
            cure = noop("请改这一格，再上传。")
            finding = Finding("target_refused", noop("不能这样定：%(why)s"), cure, {"why": refusal.message})
            problems.append(one.cell.problem(finding))
    if not found.found and not any(one.is_error for one in problems):
        cure = noop("请在表头、行首或工作表名里写“目标”，指标用手册里的名称。")
        empty = Finding("targets_empty", noop("文件里没有读到目标。"), cure)
        if any(one.finding.code in LEFT_OUT for one in problems):
            empty = Finding("targets_empty", noop("文件里没有能导入的目标。"), noop("原因写在下面每一格。"))
        problems.append(CellProblem("", 0, "", "", empty))
    years = sorted({year for year, _cell in found.found})
    standing = {(row.year, row.cell): row for year in years for row in list_targets(actor, store_id, year)}
    odd = _odd(actor, store_id, found, standing, years)
    lines = [
        TargetLine(
            one.asked, row.target if (row := standing.get(place)) else None, one.cell.place, place in odd, one.lacks_unit
        )
        for place, one in found.found.items()
    ]
    order = {"changed": 0, "new": 1, "same": 2}
    lines.sort(key=lambda one: (not one.is_odd, order[one.change]))
    problems.sort(key=lambda one: not one.is_error)
    seen = max((row.id for row in standing.values()), default=0)
    return CheckedTargets(tuple(lines), tuple(problems[:KEPT_PROBLEMS]), seen, found.has_figures)


def _odd(
    actor: Actor,
    store_id: int,
    found: ReadTargets,
    standing: Mapping[tuple[int, Cell], TargetRow],
    years: Sequence[int],
) -> set[tuple[int, Cell]]:
    """The places of the workbook that would stand far from the other months of their figure."""
    odd = set()
    for year in years:
        after = {cell: row.target for (one, cell), row in standing.items() if one == year}
        after |= {cell: one.asked.target.target for (its, cell), one in found.found.items() if its == year}
        if year in YEARS:
            differences = differences_in(actor, store_id, year, after)
            odd |= {(year, one.cell) for one in differences if one.is_odd and (year, one.cell) in found.found}
    return odd


@command(permissions.SET_TARGETS, rule="M30.08")
def import_targets(
    *,
    actor: Actor,
    store_id: int,
    targets: Sequence[YearTarget],
    seen: int | None = None,
    is_sure: bool = False,
    at: datetime,
) -> SetTargets:
    """Take what a checked workbook asks of a store, of all its years or of none; what stands already is left alone.

    :raises Denied: a store where the actor may not set targets
    :raises Invalid: nothing to take, a target of a person, or what no target can be
    :raises VersionConflict: another changed one of the places since ``seen``
    :raises TargetsDisagree: they do not fit together, or with those that stand
    """
    actor.require(permissions.SET_TARGETS, store_id)
    if not targets or len(targets) > MOST_AT_ONCE:
        raise Invalid(_("一次导入 1 到 %(most)s 个目标，请分几个文件。") % {"most": MOST_AT_ONCE}, field="targets")
    if any(one.target.cell.is_personal or one.target.value is None for one in targets):
        raise Invalid(_("导入的只能是门店的目标，每个都要有数。请核对。"), field="targets")
    done = [
        set_targets(
            actor=actor,
            store_id=store_id,
            year=year,
            targets=[one.target for one in targets if one.year == year],
            seen=seen,
            is_sure=is_sure,
            is_imported=True,
            at=at,
        )
        for year in sorted({one.year for one in targets})
    ]
    return SetTargets(sum(one.changed for one in done), max(one.newest for one in done))
