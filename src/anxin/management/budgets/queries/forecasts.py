"""Forecasts of a store's budget, version by version, and what was agreed about a target (M23.07, M23.08)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.management.budgets import permissions
from anxin.management.budgets.lifecycle import ACCEPTED, FORECAST, TAKEN
from anxin.management.budgets.models import BudgetForecast, TargetProposal
from anxin.management.budgets.rules.sides import other_side, sides_of
from anxin.management.kpi.queries import Forecast, ForecastInput, forecast_gross_profit
from anxin.parties.org.queries import names_by_key
from anxin.parties.people.queries import find_own_employee
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

JOINED = ("proposed_by", "answered_by", "taken_by")
PROFIT = "repair_gross_profit"


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A version of a store's forecast: its numbers in yuan and percent, what they make, and who said what.

    ``may_answer`` is whether the reader stands on the side that is to answer.
    """

    id: int
    store_id: int
    year: int
    number: int
    given: ForecastInput
    made: Forecast
    budget: Decimal
    words: str
    side: str
    side_label: str
    proposed_by: str
    proposed_at: datetime
    state: str
    state_label: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    taken_by: str
    taken_at: datetime | None
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a target was taken from: who proposed it, who confirmed it, and when it was set."""

    id: int
    is_forecast: bool
    value: Decimal
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    confirmed_at: datetime
    set_at: datetime


@query(permissions.SEE_FORECASTS)
def list_forecasts(actor: Actor, store_id: int, year: int) -> list[ForecastRow]:
    """Every version of a store's forecast of a year, the newest first.

    :raises Denied: a store where the actor may not see forecasts
    """
    actor.require(permissions.SEE_FORECASTS, store_id)
    rows = BudgetForecast.objects.visible_to(actor, permissions.SEE_FORECASTS).filter(store_id=store_id, year=year)
    return [_row(actor, one) for one in rows.select_related(*JOINED).order_by("-number")]


@query(permissions.SEE_FORECASTS)
def get_forecast(actor: Actor, forecast_id: int) -> ForecastRow:
    """One version.

    :raises NotFound: unknown or out of scope
    """
    rows = BudgetForecast.objects.visible_to(actor, permissions.SEE_FORECASTS).select_related(*JOINED)
    found = rows.filter(pk=forecast_id).first()
    if found is None:
        raise NotFound
    return _row(actor, found)


@query(permissions.SEE_PROPOSALS)
def find_agreement(actor: Actor, store_id: int, year: int, code: str) -> Agreement | None:
    """What two sides agreed last about a store's target of a year, if they did.

    :raises Denied: a store where the actor may not see proposals
    """
    actor.require(permissions.SEE_PROPOSALS, store_id)
    proposals = TargetProposal.objects.visible_to(actor, permissions.SEE_PROPOSALS).filter(
        store_id=store_id, year=year, code=code, state=ACCEPTED
    )
    found = [_of_proposal(actor, one) for one in proposals.order_by("-closed_at")[:1]]
    if code == PROFIT:
        forecasts = BudgetForecast.objects.visible_to(actor, permissions.SEE_PROPOSALS).filter(
            store_id=store_id, year=year, state=TAKEN
        )
        found += [_of_forecast(one) for one in forecasts.select_related(*JOINED).order_by("-taken_at")[:1]]
    return max(found, key=lambda one: one.set_at, default=None)


def _of_proposal(actor: Actor, one: TargetProposal) -> Agreement:
    # A number of the store's own is the store's, and the region confirmed it.
    is_of_store = one.counter is not None
    proposed = (one.answered_by, one.answered_at) if is_of_store else (one.proposed_by, one.proposed_at)
    confirmed = (one.closed_by, one.closed_at) if is_of_store else (one.answered_by, one.answered_at)
    names = names_by_key(actor, {proposed[0], confirmed[0]})
    return Agreement(
        one.pk, False, one.counter if one.counter is not None else one.value,
        names.get(proposed[0], ""), proposed[1] or one.proposed_at, names.get(confirmed[0], ""),
        confirmed[1] or one.proposed_at, one.closed_at or one.proposed_at,
    )  # fmt: skip


def _of_forecast(one: BudgetForecast) -> Agreement:
    return Agreement(
        one.pk, True, one.budget, one.proposed_by.name, one.proposed_at, one.answered_by.name if one.answered_by else "",
        one.answered_at or one.proposed_at, one.taken_at or one.proposed_at,
    )  # fmt: skip


def _row(actor: Actor, one: BudgetForecast) -> ForecastRow:
    given = ForecastInput(
        one.premium_before,
        one.accident_before,
        one.mechanical_before,
        one.premium_planned,
        one.mechanical_growth,
        one.budget,
    )
    return ForecastRow(
        one.pk, one.store_id, one.year, one.number, given, forecast_gross_profit(given), one.budget, one.words,
        one.side, str(BudgetForecast.Side(one.side).label), one.proposed_by.name, one.proposed_at,
        one.state, str(FORECAST.labels[one.state]), one.answer,
        one.answered_by.name if one.answered_by else "", one.answered_at,
        one.taken_by.name if one.taken_by else "", one.taken_at, _may_answer(actor, one),
    )  # fmt: skip


def _may_answer(actor: Actor, one: BudgetForecast) -> bool:
    if not FORECAST.allows("confirm", one.state) or not actor.may(permissions.FORECAST, one.store_id):
        return False
    own = find_own_employee(actor)
    if own is None or own.store_id != one.store_id or own.id == one.proposed_by_id:
        return False
    return other_side(one.side) in sides_of(own.holds)
