"""Access cases of budgets."""

from decimal import Decimal

from anxin.management.budgets import commands, queries
from anxin.management.budgets.commands import AreaBudget, NewProposal
from anxin.management.kpi.queries import ForecastInput
from anxin.platform.money import Money
from anxin.platform.ui.lists import Order, Window
from tests.access.world import AT, TODAY, World, case

YEAR = TODAY.year
GIVEN = ForecastInput(*(Decimal(one) for one in (100_000, 25_000, 100_000, 120_000, 10)))
AREA = AreaBudget("after_sales", 30, Money.yuan(1_500_000), Money.yuan(3_600_000))


def budgeted(w: World) -> int:
    """A labour budget of store A."""
    by = {"actor": w.person(w.store, "finance_manager"), "store_id": w.sid, "year": YEAR, "at": AT}
    return int(w.once("budgeted", lambda: commands.set_labour_budget(areas=[AREA], **by)).newest)


def proposed(w: World) -> int:
    """A target that the region proposed to store A."""

    def make() -> int:
        asked = [NewProposal(w.sid, "vehicle_entries", Decimal(6_000))]
        by = w.person(w.store, "regional_manager")
        commands.propose_targets(actor=by, year=YEAR, proposals=asked, at=AT)
        rows = queries.page_target_proposals(by, queries.ProposalFilter(), Order(), Window()).rows
        return int(rows[0].id)

    return int(w.once("proposed", make))


def countered(w: World) -> int:
    """One for which the store said another number."""

    def make() -> int:
        by = w.person(w.store, "after_sales_manager")
        found = proposed(w)
        commands.counter_target_proposal(actor=by, proposal_id=found, value=Decimal(5_000), reason="修路", at=AT)
        return found

    return int(w.once("countered", make))


def forecast(w: World) -> int:
    """A forecast that the service manager of store A proposed."""
    by = {"actor": w.person(w.store, "service_manager"), "store_id": w.sid, "year": YEAR, "at": AT}
    return int(w.once("forecast", lambda: commands.propose_forecast(given=GIVEN, words="双保", **by)).id)


def confirmed(w: World) -> int:
    """One that the front desk confirmed."""

    def make() -> int:
        by, found = w.person(w.store, "front_desk_supervisor"), forecast(w)
        commands.confirm_forecast(actor=by, forecast_id=found, at=AT)
        return found

    return int(w.once("confirmed", make))


def taken(w: World) -> int:
    """One that is the store's target."""

    def make() -> int:
        by, found = w.person(w.store, "service_manager"), confirmed(w)
        commands.take_forecast(actor=by, forecast_id=found, is_sure=True, at=AT)
        return found

    return int(w.once("taken", make))


COMMANDS = {
    "budgets.set_labour_budget": case(lambda w: {"store_id": w.sid, "year": YEAR, "areas": [AREA]}),
    "budgets.propose_targets": case(
        lambda w: {"year": YEAR, "proposals": [NewProposal(w.sid, "vehicle_entries", Decimal(7_000))]}
    ),
    "budgets.accept_target_proposal": case(lambda w: {"proposal_id": proposed(w)}),
    "budgets.counter_target_proposal": case(
        lambda w: {"proposal_id": proposed(w), "value": Decimal(5_500), "reason": "修路"}
    ),
    "budgets.agree_to_counter": case(lambda w: {"proposal_id": countered(w)}),
    "budgets.withdraw_target_proposal": case(lambda w: {"proposal_id": proposed(w)}),
    "budgets.propose_forecast": case(lambda w: {"store_id": w.sid, "year": YEAR, "given": GIVEN}),
    "budgets.confirm_forecast": case(lambda w: {"forecast_id": forecast(w)}, role="front_desk_supervisor"),
    "budgets.object_to_forecast": case(
        lambda w: {"forecast_id": forecast(w), "words": "保费太乐观"}, role="front_desk_supervisor"
    ),
    "budgets.take_forecast": case(lambda w: {"forecast_id": confirmed(w)}),
    "kpi.set_agreed_target": case(
        lambda w: {"store_id": w.sid, "year": YEAR, "code": "vehicle_entries", "value": Decimal(6_000)}
    ),
}

QUERIES = {
    "budgets.read_labour_budget": case(
        lambda w: {"store_id": budgeted(w) and w.sid, "year": YEAR, "today": TODAY},
    ),
    "budgets.list_labour_budgets": case(lambda w: {"year": budgeted(w) and YEAR}),
    "budgets.page_target_proposals": case(
        lambda w: {"asked": proposed(w) and queries.ProposalFilter(), "order": Order(), "window": Window()}
    ),
    "budgets.get_target_proposal": case(lambda w: {"proposal_id": proposed(w)}),
    "budgets.read_proposal_basis": case(
        lambda w: {
            "store_ids": [w.sid],
            "year": YEAR,
            "codes": ["vehicle_entries"],
            "growth_percent": Decimal(5),
            "today": TODAY,
        }
    ),
    "budgets.list_forecasts": case(lambda w: {"store_id": forecast(w) and w.sid, "year": YEAR}),
    "budgets.get_forecast": case(lambda w: {"forecast_id": forecast(w)}),
    "budgets.find_agreement": case(lambda w: {"store_id": taken(w) and w.sid, "year": YEAR, "code": "repair_gross_profit"}),
    "kpi.suggest_year_targets": case(
        lambda w: {
            "store_ids": [w.sid],
            "year": YEAR,
            "codes": ["vehicle_entries"],
            "growth_percent": Decimal(5),
            "today": TODAY,
        }
    ),
}
