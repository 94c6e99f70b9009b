"""Take as a store's target what two sides agreed on (R-KP09, R-KP11)."""

from datetime import datetime
from decimal import Decimal

from anxin.management.kpi import models, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands.sharing import NoPastFigures, months_before
from anxin.management.kpi.commands.targets import SetTargets, check_cell, check_target, hold_targets, write_targets
from anxin.management.kpi.queries.targets import list_targets
from anxin.management.kpi.rules.targets import (
    ALL_MONTHS,
    WHOLE_YEAR,
    Cell,
    Kind,
    NewTarget,
    kind_of,
    share_out,
    step_of,
    usual_operator,
)
from anxin.platform.actor import Actor
from anxin.platform.commands import command


@command(permissions.SET_TARGETS, rule="R-KP11")
def set_agreed_target(
    *, actor: Actor, store_id: int, year: int, code: str, value: Decimal, is_sure: bool = False, at: datetime
) -> SetTargets:
    """Set what a figure shall reach in a year, as two sides agreed; what stood for the store's year is replaced.

    A total is shared out to its months: by what each brought when it was last whole, alike where that is not known.

    :raises Invalid: no such figure, or a value that no target of it can have
    :raises TargetsDisagree: it does not fit to the other targets
    """
    actor.require(permissions.SET_TARGETS, store_id)
    check_agreed(code, year, value)
    definition = catalogue().definitions[code]
    kind, operator = kind_of(definition, catalogue().measures), usual_operator(definition)
    targets = [NewTarget(Cell(code, WHOLE_YEAR), operator, value)]
    if kind is Kind.ADDED:
        try:
            weights = months_before(actor, store_id, year, code, at)
        except NoPastFigures:
            weights = [Decimal(1)] * len(ALL_MONTHS)
        parts = share_out(value, weights, step_of(definition, value))
        targets = [NewTarget(Cell(code, month), operator, part) for month, part in zip(ALL_MONTHS, parts, strict=True)]
    hold_targets(store_id, year)
    if kind is Kind.LEVEL:
        # A month of its own would go before the year that was agreed.
        months = [one.cell for one in list_targets(actor, store_id, year) if one.cell.code == code and one.cell.month]
        targets += [NewTarget(cell, operator, None) for cell in months if not cell.is_personal]
    return write_targets(actor, store_id, year, targets, origin=models.Target.Origin.AGREED, is_sure=is_sure, at=at)


def check_agreed(code: str, year: int, value: Decimal) -> None:
    """Whether a value can be a year's target of a figure, before anybody agrees to it.

    :raises Invalid: no such figure or year, or a value that no target of it can have
    """
    definition = catalogue().definitions.get(code)
    if definition is None:
        check_cell(Cell(code, WHOLE_YEAR))
        return
    month = 1 if kind_of(definition, catalogue().measures) is Kind.ADDED else WHOLE_YEAR
    check_target(NewTarget(Cell(code, month), usual_operator(definition), value), year)
