"""What a month came to for a store, one of its people or a team, and what was asked: to be judged once it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import models, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.contributions import OTHERS, Carrier, carrier_columns, list_contributions
from anxin.management.kpi.queries.figures import Level
from anxin.management.kpi.queries.sheet import Reading, readings_of
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.targets import WHOLE_YEAR
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, NotFound
from anxin.platform.queries import query

TEAM = "team_id"
PEOPLE = ("advisor_id", "technician_id", *(one for one in OTHERS if one == "clerk_id"))


class MonthNotOver(Conflict):
    """A running month is no result yet."""

    code = "kpi_month_not_over"
    default_rule = "R-AW25"
    default_message = _("这个月还没有结束，数还会变；请等月底过了再考核。")


@dataclass(frozen=True, slots=True)
class Result:
    """A month of a store (neither person nor team), of a person or of a team, in shown units, by the definition ``version``.

    ``target`` is what was asked and ``target_id`` the row that asked it; None where it is a source's. ``standing`` is met,
    near, missed, or none where nothing is judged.
    """

    code: str
    month: date
    employee_id: int | None
    team_id: int | None
    version: int
    value: Decimal | None
    target: Target | None
    target_id: int | None
    standing: str

    @property
    def whose(self) -> tuple[int | None, int | None]:
        """The person and the team; neither for the store."""
        return self.employee_id, self.team_id


@query(permissions.SEE)
def list_results(actor: Actor, store_id: int, code: str, month: date, at: datetime) -> list[Result]:
    """What a whole month came to: the store first, then each person and team of whom the figure tells.

    :raises Denied: the actor may not see figures of the store
    :raises NotFound: an unknown code
    :raises MonthNotOver: the month is not over in the store
    """
    actor.require(permissions.SEE, store_id)
    definition, span = catalogue().definitions.get(code), span_of(Period.MONTH, month)
    if definition is None:
        raise NotFound
    if span.last >= store_info(store_id).clock.day(at):
        raise MonthNotOver
    (reading,) = readings_of(actor, [code], Level.STORE, store_id, Period.MONTH, span.last, is_year_asked=False, at=at)
    asked = _rows_asking(actor, store_id, code, month)
    found = [
        Result(
            code, span.first, None, None, definition.version, reading.value, reading.target,
            asked.get((None, None)) if reading.is_own else None, str(reading.standing),
        )
    ]  # fmt: skip
    if reading.needs:
        return found
    columns = [one for one in carrier_columns(code, Level.STORE) if one in (*PEOPLE, TEAM)]
    for column in columns:
        members = _members(actor, store_id, column, reading)
        found += [_of_member(one, column, definition, reading, asked) for one in members if isinstance(one.id, int)]
    return list({one.whose: one for one in reversed(found)}.values())[::-1]


def _members(actor: Actor, store_id: int, column: str, reading: Reading) -> Sequence[Carrier]:
    place = (Level.STORE, store_id, Period.MONTH, reading.span.last)
    return list_contributions(actor, reading.definition.code, column, *place, reading=reading).members


def _of_member(
    one: Carrier,
    column: str,
    definition: Definition,
    reading: Reading,
    asked: Mapping[tuple[int | None, int | None], int],
) -> Result:
    member = one.id if isinstance(one.id, int) else None
    employee_id, team_id = (None, member) if column == TEAM else (member, None)
    # A rate asks the same of everybody who has no target of his own; a total of the store is no target of one person.
    usual = None if definition.is_total else reading.held
    of_store = asked.get((None, None)) if one.target is None and usual is not None and reading.is_own else None
    return Result(
        definition.code, reading.span.first, employee_id, team_id, definition.version, one.value, one.target or usual,
        asked.get((employee_id, team_id)) if one.target else of_store, str(one.standing),
    )  # fmt: skip


def _rows_asking(actor: Actor, store_id: int, code: str, month: date) -> dict[tuple[int | None, int | None], int]:
    """Whose target of the month, else of its year, is which row."""
    rows = models.Target.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, code=code, year=month.year, month__in=(WHOLE_YEAR, month.month), replaced_at=None
    )
    standing = rows.exclude(value=None).order_by("month")
    return {(one.employee_id, one.team_id): one.pk for one in standing}
