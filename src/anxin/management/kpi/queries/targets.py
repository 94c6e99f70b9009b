"""Targets as they stand and as they were, and what they ask of a unit over a period."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from anxin.management.kpi import models, parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.consistency import (
    Difference,
    Values,
    find_differences,
    find_odd_months,
    find_part_differences,
)
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.rules.targets import (
    ALL_MONTHS,
    WHOLE_YEAR,
    Cell,
    Kind,
    NewTarget,
    add_up,
    by_cell,
    kind_of,
    target_of,
)
from anxin.parties.org.queries import list_calendar, names_by_key, store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.scoped import ScopedQuerySet

Aimed = Mapping[tuple[int, int], Mapping[str, Mapping[int, Target]]]
DAILY = "daily_entries"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as it was set; ``value`` None took it back. ``until_at`` is when another replaced it."""

    id: int
    cell: Cell
    year: int
    operator: str
    value: Decimal | None
    until: Decimal | None
    origin: str
    set_at: datetime
    actor_key: str
    replaced_at: datetime | None
    by: str = ""

    @property
    def target(self) -> Target | None:
        """What it asks; None where it was taken back."""
        return None if self.value is None else Target(self.operator, self.value, self.until)


@dataclass(frozen=True, slots=True)
class TargetHistory:
    """A page of what was set, the newest first."""

    rows: tuple[TargetRow, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Aims:
    """The stores' own targets of some years, to be asked for a figure of a unit over a period.

    ``opened`` are the stores' opening days, where they are known.
    """

    stores: tuple[int, ...]
    aimed: Aimed
    opened: Mapping[int, date]

    def of(self, code: str, period: Period, span: Span) -> Target | None:
        """What the stores ask of the whole period: of one store its own; of several the sum, when all have one.

        A store that opened after the period owes none. A rate of several stores has no sum and so no target here. The same
        number asked otherwise (``same_as``) is asked what the stores set for that, where they set nothing else.
        """
        other = catalogue().definitions[code].same_as
        own = self._of(code, period, span)
        return own if own is not None or not other else self._of(other, period, span)

    def _of(self, code: str, period: Period, span: Span) -> Target | None:
        kind = kind_of(catalogue().definitions[code], catalogue().measures)
        if len(self.stores) > 1 and kind is Kind.LEVEL:
            return None
        ends, known = span_of(period, span.last).last, []
        for store in self.stores:
            own, opened = self.aimed.get((store, span.last.year), {}).get(code, {}), self.opened.get(store)
            target = target_of(kind, own, period, span, opened)
            if target is not None:
                known.append(target)
            elif opened is None or opened <= ends:
                return None
        return known[0] if len(known) == 1 else add_up(known)


@query(permissions.SEE)
def list_targets(actor: Actor, store_id: int, year: int, *, is_named: bool = False) -> list[TargetRow]:
    """What stands for a store and its people in a year, by figure and month; ``is_named`` with who set it.

    :raises Denied: the actor may not see figures of the store
    """
    actor.require(permissions.SEE, store_id)
    rows = _standing(actor, [store_id], [year]).order_by("code", "month", "employee_id", "team_id")
    found = [one for one in rows if one.value is not None]
    names = names_by_key(actor, {one.actor_key for one in found}) if is_named else {}
    return [_row(one, names) for one in found]


@query(permissions.SEE)
def list_target_changes(
    actor: Actor, store_id: int, year: int, *, code: str = "", most: int = 50, skip: int = 0
) -> TargetHistory:
    """Everything that was set for a store's year, the newest first, with who did it; of one figure, if asked.

    :raises Denied: the actor may not see figures of the store
    """
    actor.require(permissions.SEE, store_id)
    rows = models.Target.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, year=year)
    if code:
        rows = rows.filter(code=code)
    found = list(rows.order_by("-id")[skip : skip + most + 1])
    names = names_by_key(actor, {one.actor_key for one in found})
    return TargetHistory(tuple(_row(one, names) for one in found[:most]), len(found) > most)


@query(permissions.SEE)
def check_targets(actor: Actor, store_id: int, year: int, targets: Sequence[NewTarget] = ()) -> list[Difference]:
    """Which targets would not fit together, to their figure's other months, or to what people were given of them, with these
    set (M22.09, X-A01, X-F05, R-KP08).
    """
    standing = {row.cell: row.target for row in list_targets(actor, store_id, year)}
    standing |= {one.cell: one.target for one in targets}
    return differences_in(actor, store_id, year, standing)


def differences_in(actor: Actor, store_id: int, year: int, standing: Mapping[Cell, Target | None]) -> list[Difference]:
    """What does not fit in a whole set of targets, inside a query or command."""
    known = by_cell((cell, one) for cell, one in standing.items() if one is not None and not cell.is_personal)
    values = _values(known)
    days = {}
    if DAILY in values:
        for month in ALL_MONTHS:
            days[month] = sum(1 for day in list_calendar(actor, store_id, date(year, month, 1)) if day.is_open)
    first = date(year, 1, 1)
    found = find_differences(
        values,
        {code: one.unit for code, one in catalogue().definitions.items()},
        days,
        tolerance=Decimal(value(parameters.TARGET_TOLERANCE_PERCENT, store_id, first)),
        tax_tolerance=Decimal(value(parameters.TARGET_TAX_TOLERANCE_PERCENT, store_id, first)),
    )
    odd = find_odd_months(values, Decimal(value(parameters.TARGET_ODD_FACTOR, store_id, first)))
    return [*found, *odd, *part_differences(standing)]


def part_differences(standing: Mapping[Cell, Target | None]) -> list[Difference]:
    """The months of totals that are not what people or teams were given of them."""
    known, measures = catalogue().definitions, catalogue().measures
    totals = {cell.code for cell in standing if cell.is_personal and kind_of(known[cell.code], measures) is Kind.ADDED}
    return find_part_differences(standing, totals)


def aims_of(actor: Actor, store_ids: Collection[int], years: Iterable[int]) -> Aims:
    """The own targets of stores in some years, in one statement, inside a query of figures."""
    aimed: dict[tuple[int, int], list[tuple[Cell, Target]]] = {}
    for one in _standing(actor, store_ids, years).filter(employee=None, team=None):
        if (target := asked_in(one)) is not None:
            aimed.setdefault((one.store_id, one.year), []).append((_cell(one), target))
    opened = {store: day for store in store_ids if (day := store_info(store).opened_on)}
    return Aims(tuple(sorted(store_ids)), {place: by_cell(found) for place, found in aimed.items()}, opened)


def personal_targets(
    actor: Actor, store_ids: Collection[int], code: str, column: str, period: Period, span: Span
) -> dict[int, Target]:
    """What is asked of each person or team of some stores over the whole period, inside a query of figures."""
    kind = kind_of(catalogue().definitions[code], catalogue().measures)
    rows = _standing(actor, store_ids, [span.last.year]).filter(code=code)
    months: dict[int, dict[int, Target]] = {}
    for one in rows:
        member = one.team_id if column == "team_id" else one.employee_id
        if member is not None and (target := asked_in(one)) is not None:
            months.setdefault(member, {})[one.month] = target
    found = {member: target_of(kind, asked, period, span) for member, asked in months.items()}
    return {member: target for member, target in found.items() if target is not None}


def asked_in(row: models.Target | None) -> Target | None:
    """What a row asks; None where there is none, or it took the target back."""
    return None if row is None or row.value is None else Target(row.operator, row.value, row.until)


def _standing(actor: Actor, store_ids: Collection[int], years: Iterable[int]) -> ScopedQuerySet[models.Target]:
    return models.Target.objects.visible_to(actor, permissions.SEE).filter(
        store_id__in=list(store_ids), year__in=sorted(set(years)), replaced_at=None
    )


def _values(known: Mapping[str, Mapping[int, Target]]) -> Values:
    """Each figure's value by month and for the year: months of a total added up, the year's level in months without one."""
    found: dict[str, dict[int, Decimal]] = {}
    for code, months in known.items():
        kind = kind_of(catalogue().definitions[code], catalogue().measures)
        own = {month: one.value for month, one in months.items() if one.until is None}
        if kind is Kind.LEVEL and WHOLE_YEAR in own:
            own = {**dict.fromkeys(ALL_MONTHS, own[WHOLE_YEAR]), **own}
        elif len(own) == len(ALL_MONTHS) and kind is Kind.ADDED:
            own[WHOLE_YEAR] = sum(own.values(), Decimal(0))
        elif kind is Kind.LEVEL and len(own) == len(ALL_MONTHS) and len(set(own.values())) == 1:
            own[WHOLE_YEAR] = own[1]
        found[code] = own
    return found


def _cell(row: models.Target) -> Cell:
    return Cell(row.code, row.month, row.employee_id, row.team_id)


def _row(row: models.Target, names: Mapping[str, str] | None = None) -> TargetRow:
    return TargetRow(
        row.pk, _cell(row), row.year, row.operator, row.value, row.until, row.origin, row.set_at, row.actor_key,
        row.replaced_at, (names or {}).get(row.actor_key, ""),
    )  # fmt: skip
