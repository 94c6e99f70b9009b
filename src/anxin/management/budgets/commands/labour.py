"""Setting what the areas of a store may cost in a year (M23.06, R-AW19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.management.budgets import permissions
from anxin.management.budgets.models import LabourBudget
from anxin.management.budgets.queries.labour import budget_in
from anxin.management.budgets.rules.labour import AREAS, BACK_OFFICE, AreaBudget
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, VersionConflict
from anxin.platform.money import ZERO, Money
from anxin.platform.turns import take_turn

YEARS = range(2000, 2101)
MOST_HEADS = 10_000
MOST = Money.yuan(10**10)


@dataclass(frozen=True, slots=True)
class SetLabour:
    """How many areas changed, and the newest row, which the next form sends back as ``seen``."""

    changed: int
    newest: int


@command(permissions.SET_LABOUR, rule="R-AW19")
def set_labour_budget(
    *, actor: Actor, store_id: int, year: int, areas: Sequence[AreaBudget], seen: int | None = None, at: datetime
) -> SetLabour:
    """Set, change or take back headcount, labour cost and gross profit of a store's areas for a year, all or none.

    What stands already is left as it is; what is replaced is kept. What does not fit together stands on the page and
    hinders nobody. ``seen`` is the newest row that the form showed.

    :raises Invalid: no such year or area, one named twice, a number that cannot be, or gross profit of the back office
    :raises VersionConflict: another changed one of the areas since ``seen``
    """
    actor.require(permissions.SET_LABOUR, store_id)
    _check(year, areas)
    take_turn(f"budgets.labour:{store_id}:{year}")
    standing = LabourBudget.objects.visible_to(actor, permissions.SET_LABOUR).filter(
        store_id=store_id, year=year, replaced_at=None
    )
    rows = {one.area: one for one in standing.locked().order_by("pk")}
    changed = [one for one in areas if budget_in(rows.get(one.area), one.area) != one]
    meanwhile = [one for one in changed if seen is not None and one.area in rows and rows[one.area].pk > seen]
    if meanwhile:
        raise VersionConflict({one.area: (rows[one.area].headcount, one.headcount) for one in meanwhile})
    standing.filter(pk__in=[rows[one.area].pk for one in changed if one.area in rows]).update(replaced_at=at)
    by = {"store_id": store_id, "year": year, "set_at": at, "actor_key": actor.key}
    made = LabourBudget.objects.bulk_create(
        LabourBudget(
            area=one.area, headcount=one.headcount, labour_cost=one.labour_cost, gross_profit=one.gross_profit, **by
        )
        for one in changed
    )
    if made:
        audit.note(None, store_id, year=year, areas=sorted(one.area for one in changed))
    return SetLabour(len(made), max([one.pk for one in [*rows.values(), *made]], default=0))


def _check(year: int, areas: Sequence[AreaBudget]) -> None:
    if year not in YEARS:
        raise Invalid(_("请填写 2000 到 2100 之间的年份。"), field="year")
    if len({one.area for one in areas}) < len(areas) or any(one.area not in AREAS for one in areas):
        raise Invalid(_("区域只有销售、售后、后勤，每个只填一次。"), field="areas")
    for one in areas:
        if one.headcount is not None and not 0 <= one.headcount <= MOST_HEADS:
            raise Invalid(_("编制请填 0 到 10000 之间的整数。"), field=f"{one.area}_headcount")
        for name, amount in (("labour_cost", one.labour_cost), ("gross_profit", one.gross_profit)):
            if amount is not None and not -MOST < amount < MOST:
                raise Invalid(_("金额太大，请核对单位是不是元。"), field=f"{one.area}_{name}")
        if one.labour_cost is not None and one.labour_cost < ZERO:
            raise Invalid(_("人工费用不会小于零，请填 0 或更大的数。"), field=f"{one.area}_labour_cost")
        if one.area == BACK_OFFICE and one.gross_profit is not None:
            raise Invalid(_("后勤没有自己的毛利，请留空。"), field="back_office_gross_profit")
