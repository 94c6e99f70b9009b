"""Access cases of budgets."""

from anxin.management.budgets import commands
from anxin.management.budgets.commands import AreaBudget
from anxin.platform.money import Money
from tests.access.world import AT, TODAY, World, case

YEAR = TODAY.year
AREA = AreaBudget("after_sales", 30, Money.yuan(1_500_000), Money.yuan(3_600_000))


def budgeted(w: World) -> int:
    """A labour budget of store A."""
    by = {"actor": w.person(w.store, "finance_manager"), "store_id": w.sid, "year": YEAR, "at": AT}
    return int(w.once("budgeted", lambda: commands.set_labour_budget(areas=[AREA], **by)).newest)


COMMANDS = {
    "budgets.set_labour_budget": case(lambda w: {"store_id": w.sid, "year": YEAR, "areas": [AREA]}),
}

QUERIES = {
    "budgets.read_labour_budget": case(
        lambda w: {"store_id": budgeted(w) and w.sid, "year": YEAR, "today": TODAY},
    ),
}
