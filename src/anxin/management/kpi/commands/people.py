"""Share each month of a store's total out to its people or teams (M23.03, R-KP08)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import permissions
from anxin.management.kpi.commands.sharing import Basis, NotShared, Origin, added_figure
from anxin.management.kpi.commands.targets import SetTargets, hold_targets, write_targets
from anxin.management.kpi.queries.contributions import GRAINS, carrier_columns
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.queries.targets import list_targets
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.targets import Cell, NewTarget, share_out, step_of
from anxin.parties.org.queries import list_teams, store_info
from anxin.parties.people.queries import is_on_staff
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, VersionConflict


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

    :raises Denied: a store where the actor may not set targets
    :raises Invalid: no such figure, or somebody who is not on the staff
    :raises NotShared: no total, it cannot be asked of such people, no month has a target, or nobody is there
    :raises VersionConflict: another changed one of the parts since ``seen``
    """
    actor.require(permissions.SET_TARGETS, store_id)
    definition = added_figure(code, year)
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
