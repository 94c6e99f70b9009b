"""Set what a store's figures shall reach (M23.01, M22.03)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import models, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.handbook import say
from anxin.management.kpi.queries.targets import asked_in, differences_in
from anxin.management.kpi.rules.consistency import Difference
from anxin.management.kpi.rules.definitions import OPERATORS
from anxin.management.kpi.rules.targets import Cell, Kind, NewTarget, kind_of, months_allowed
from anxin.parties.org.queries import list_teams
from anxin.parties.people.queries import is_on_staff
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, Refusal, VersionConflict
from anxin.platform.turns import take_turn

YEARS = range(2000, 2101)
GREATEST = Decimal(10) ** 14
PLACES = 3
MOST_AT_ONCE = 5_000
"""More than every figure of a store with its twelve months."""

Origin = models.Target.Origin


class TargetsDisagree(Refusal):
    """Targets that do not fit together: ``found`` names them. Whoever is sure sets them all the same.

    ``differences`` is the same for endpoints: figure and month to what follows from the others, and what was asked.
    """

    code = "targets_disagree"
    default_rule = "X-A01"
    default_message = _("这组目标互相对不上，或和其他月份差太多：请改一个数，或者确认就这样定。")

    def __init__(self, found: Sequence[Difference]) -> None:
        self.found = tuple(found)
        self.differences = {f"{one.code} {one.month} {one.source}": (one.expected, one.value) for one in found}
        super().__init__()


@dataclass(frozen=True, slots=True)
class SetTargets:
    """What was set: how many places changed, and the newest row, which the next form sends back as ``seen``.

    ``kept``: figures that were left alone because the store set them itself.
    """

    changed: int
    newest: int
    kept: int = 0


@dataclass(frozen=True, slots=True)
class SetOfStores:
    """Of how many stores, how many places changed in all, and how many stores kept figures that they set themselves."""

    stores: int
    changed: int
    kept: int = 0


@command(permissions.SET_TARGETS, rule="R-KP02")
def set_targets(
    *,
    actor: Actor,
    store_id: int,
    year: int,
    targets: Sequence[NewTarget],
    seen: int | None = None,
    is_sure: bool = False,
    is_imported: bool = False,
    at: datetime,
) -> SetTargets:
    """Set, change or take back targets of a store and its people for a year, all of them or none.

    What stands already is left as it is; what is replaced is kept with its time. ``seen`` is the newest row that the form
    showed: what somebody else changed since is not overwritten unseen. ``is_sure`` sets targets that do not fit together.

    :raises Denied: a store where the actor may not set targets
    :raises Invalid: a figure that is not, a month that it has no target for, a value or range that cannot be, somebody who
        is not on the staff
    :raises VersionConflict: another changed one of the places since ``seen``
    :raises TargetsDisagree: they do not fit together, or with those that stand
    """
    actor.require(permissions.SET_TARGETS, store_id)
    _check(actor, store_id, year, targets)
    origin = Origin.IMPORTED if is_imported else Origin.TYPED
    return write_targets(actor, store_id, year, targets, origin=origin, seen=seen, is_sure=is_sure, at=at)


@command(permissions.SET_TARGETS, rule="M22.03")
def set_targets_of_stores(
    *, actor: Actor, store_ids: Sequence[int], year: int, targets: Sequence[NewTarget], at: datetime
) -> SetOfStores:
    """Set the same targets for several stores, a brand's or the group's: a figure of which a store set anything itself stays
    as it is there.

    What was set so before is changed or taken back with them. All stores or none.

    :raises Denied: a store where the actor may not set targets
    :raises Invalid: no stores, a target of a person, or what no target can be
    """
    stores = sorted(set(store_ids))
    for store_id in stores:
        actor.require(permissions.SET_TARGETS, store_id)
    if not stores or any(one.cell.is_personal for one in targets):
        raise Invalid(_("请选择门店，并且只填门店的目标。"), field="store_ids")
    _check(actor, stores[0], year, targets)
    # Whether they fit together is each store's own matter and stands on its page.
    done = [
        write_targets(actor, store_id, year, targets, origin=Origin.SPREAD, is_sure=True, keeps_own=True, at=at)
        for store_id in stores
    ]
    return SetOfStores(len(stores), sum(one.changed for one in done), sum(one.kept > 0 for one in done))


def write_targets(
    actor: Actor,
    store_id: int,
    year: int,
    targets: Sequence[NewTarget],
    *,
    origin: str,
    seen: int | None = None,
    is_sure: bool = False,
    keeps_own: bool = False,
    at: datetime,
) -> SetTargets:
    """Write targets that were checked, inside a command; with ``keeps_own`` only of figures of which the store set nothing.

    :raises VersionConflict: another changed one of the places since ``seen``
    :raises TargetsDisagree: they do not fit together, or with those that stand
    """
    hold_targets(store_id, year)
    standing = models.Target.objects.visible_to(actor, permissions.SET_TARGETS).filter(
        store_id=store_id, year=year, replaced_at=None
    )
    rows = {Cell(one.code, one.month, one.employee_id, one.team_id): one for one in standing.locked().order_by("pk")}
    set_here = {cell.code for cell, row in rows.items() if not cell.is_personal and _is_own(row)}
    own = set_here & {one.cell.code for one in targets} if keeps_own else set()
    changed = {one.cell: one for one in targets if asked_in(rows.get(one.cell)) != one.target and one.cell.code not in own}
    _require_seen(rows, changed, seen)
    if not is_sure:
        _require_fitting(actor, store_id, year, rows, changed)
    replaced = [rows[cell].pk for cell in changed if cell in rows]
    standing.filter(pk__in=replaced).update(replaced_at=at)
    by = {"store_id": store_id, "year": year, "origin": origin, "set_at": at, "actor_key": actor.key}
    made = models.Target.objects.bulk_create(_row(one, by) for one in changed.values())
    if made:
        audit.note(None, store_id, year=year, targets=len(made), codes=sorted({cell.code for cell in changed}))
    return SetTargets(len(made), max([one.pk for one in [*rows.values(), *made]], default=0), len(own))


def _row(one: NewTarget, by: Mapping[str, Any]) -> models.Target:
    cell = one.cell
    place = {"code": cell.code, "month": cell.month, "employee_id": cell.employee_id, "team_id": cell.team_id}
    return models.Target(**place, **by, operator=one.operator, value=one.value, until=one.until)


def hold_targets(store_id: int, year: int) -> None:
    """Let nobody else write a store's year until this command ends; whoever reads what it writes from does so after this."""
    take_turn(f"kpi.targets:{store_id}:{year}")


def _is_own(row: models.Target) -> bool:
    return asked_in(row) is not None and row.origin != Origin.SPREAD


def _require_seen(rows: Mapping[Cell, models.Target], changed: Mapping[Cell, NewTarget], seen: int | None) -> None:
    if seen is None:
        return
    meanwhile = {
        f"{cell.code} {cell.month}": (rows[cell].value, one.value)
        for cell, one in changed.items()
        if cell in rows and rows[cell].pk > seen
    }
    if meanwhile:
        raise VersionConflict(meanwhile)


def _require_fitting(
    actor: Actor, store_id: int, year: int, rows: Mapping[Cell, models.Target], changed: Mapping[Cell, NewTarget]
) -> None:
    touched = {cell.code for cell in changed}
    after = {cell: asked_in(row) for cell, row in rows.items()} | {cell: one.target for cell, one in changed.items()}
    found = differences_in(actor, store_id, year, after)
    # What did not fit before stands on the page; it hinders nobody who sets something else, nor whoever gives a person
    # another part: that says itself which parts are still to be changed.
    if concerned := [
        one for one in found if (one.cell in changed if one.is_of_parts or one.is_odd else touched & one.codes)
    ]:
        raise TargetsDisagree(concerned)


def _check(actor: Actor, store_id: int, year: int, targets: Sequence[NewTarget]) -> None:
    if len(targets) > MOST_AT_ONCE:
        raise Invalid(_("一次最多设 %(most)s 个目标，请分几次。") % {"most": MOST_AT_ONCE}, field="targets")
    if len({one.cell for one in targets}) < len(targets):
        raise Invalid(_("同一个指标同一个月写了两次，请留一个。"), field="targets")
    for one in targets:
        check_target(one, year)
    for employee_id in sorted({one.cell.employee_id for one in targets if one.cell.employee_id is not None}):
        if not is_on_staff(actor, store_id, employee_id):
            raise Invalid(_("只能给本店在职的人定目标，请重新选人。"), field="employee_id", rule="R-KP08")
    teams = {one.cell.team_id for one in targets if one.cell.team_id is not None}
    if teams and teams - {one.id for one in list_teams(actor, store_id)}:
        raise Invalid(_("只能给本店在用的班组定目标，请重新选班组。"), field="team_id", rule="R-KP08")


def check_target(one: NewTarget, year: int) -> None:
    """What any store may ask in a year, whoever its people are.

    :raises Invalid: no such year or figure, or what no target of it can be
    """
    if year not in YEARS:
        raise Invalid(_("请填写 2000 到 2100 之间的年份。"), field="year")
    check_cell(one.cell)
    check_value(one)
    _check_sign(one)


def check_cell(cell: Cell) -> Kind:
    """How the figure's targets go together.

    :raises Invalid: no such figure, or it has no target for this month
    """
    definition = catalogue().definitions.get(cell.code)
    if definition is None:
        raise Invalid(_("没有“%(code)s”这个指标，请从指标手册里选。") % {"code": cell.code}, field="code")
    kind = kind_of(definition, catalogue().measures)
    if cell.month not in months_allowed(kind):
        words = {
            Kind.ADDED: _("“%(name)s”按月定目标，全年是 12 个月之和。请填 1 到 12 月，或用“分到各月”。"),
            Kind.YEARLY: _("“%(name)s”只定全年的目标，月份请填 0。"),
            Kind.LEVEL: _("“%(name)s”的月份请填 1 到 12，全年填 0。"),
        }[kind]
        raise Invalid(words % {"name": say(definition.name)}, field="month")
    if cell.employee_id is not None and cell.team_id is not None:
        raise Invalid(_("一个目标只能属于一个人或一个班组，请二选一。"), field="employee_id", rule="R-KP08")
    return kind


def check_value(one: NewTarget) -> None:
    """What a target may ask.

    :raises Invalid: an unknown operator, no number, one too large or too fine, a range without two ends in order
    """
    if one.operator not in OPERATORS:
        raise Invalid(_("请选择 ≥、>、≤、<、= 或范围。"), field="operator", rule="X-Z09")
    if one.value is None:
        if one.until is not None:
            raise Invalid(_("范围要填两头，请补上下限。"), field="value", rule="X-Z09")
        return
    for number in (one.value, one.until):
        if number is not None and not _is_sound(number):
            raise Invalid(_("目标要是一个数，最多三位小数。请重新填写。"), field="value")
    if (one.operator == "range") != (one.until is not None):
        raise Invalid(_("范围要填上限和下限，其他的只填一个数。"), field="until", rule="X-Z09")
    if one.until is not None and one.until <= one.value:
        raise Invalid(_("范围的上限要大于下限，请改其中一个。"), field="until", rule="X-Z09")


def _check_sign(one: NewTarget) -> None:
    definition = catalogue().definitions[one.cell.code]
    most = catalogue().most_of(definition)
    if most is not None and any(each is not None and each > most for each in (one.value, one.until)):
        raise Invalid(
            _("“%(name)s”最多 %(most)s：目标请换成百分制再填，例如 894 分写 89.4。")
            % {"name": say(definition.name), "most": most},
            field="value",
        )
    if one.value is not None and one.value < 0 and not definition.formula.subtracts:
        raise Invalid(_("“%(name)s”不会小于零，目标请填 0 或更大的数。") % {"name": say(definition.name)}, field="value")


def _is_sound(number: Decimal) -> bool:
    return number.is_finite() and abs(number) < GREATEST and number == round(number, PLACES)
