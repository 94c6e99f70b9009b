"""Endpoints of forecasts of a store's budget."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.management.budgets import commands, queries
from anxin.management.budgets.api.proposals import Value, Words, Year
from anxin.management.kpi.queries import Forecast, ForecastInput
from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write

router = Router(tags=["budgets"])


@with_fields_of(ForecastInput, {"Decimal": Value})
class ForecastNumbersIn(Body):
    """The numbers of a forecast in yuan and percent; without ``budget`` what they make is proposed."""


class ProposeForecastIn(Body):
    """A forecast for the other side, with words."""

    given: ForecastNumbersIn
    words: Words = ""


class AnswerForecastIn(Body):
    """What the other side says to it."""

    words: Words = ""


class TakeForecastIn(Body):
    """``is_sure`` sets a target that does not fit to the others."""

    is_sure: Annotated[bool, Field()] = False


@with_fields_of(commands.KeptForecast)
class KeptForecastOut(Schema):
    """A forecast after a step."""


@with_fields_of(ForecastInput)
class ForecastNumbersOut(Schema):
    """The numbers of a forecast."""


@with_fields_of(Forecast)
class ForecastMadeOut(Schema):
    """What the numbers make."""


class BudgetForecastOut(Schema):
    """A version of a store's forecast."""

    id: int
    store_id: int
    year: int
    number: int
    given: ForecastNumbersOut
    made: ForecastMadeOut
    budget: Decimal
    words: str
    side: str
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


@with_fields_of(queries.Agreement)
class AgreementOut(Schema):
    """What a target was taken from."""


@router.get("/stores/{store_id}/forecasts/{year}", response=list[BudgetForecastOut], operation_id="list_forecasts")
def list_forecasts(request: HttpRequest, store_id: Id, year: Year) -> Any:
    """Every version of a store's forecast of a year, the newest first."""
    return read(request, lambda: queries.list_forecasts(actor_of(request), store_id, year))


@router.get("/forecasts/{forecast_id}", response=BudgetForecastOut, operation_id="get_forecast")
def get_forecast(request: HttpRequest, forecast_id: Id) -> Any:
    """One version."""
    return read(request, lambda: queries.get_forecast(actor_of(request), forecast_id))


@router.get("/stores/{store_id}/agreements/{year}/{code}", response=AgreementOut | None, operation_id="find_agreement")
def find_agreement(
    request: HttpRequest, store_id: Id, year: Year, code: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]+$")]
) -> Any:
    """Who proposed and who confirmed a store's target of a year, if it was agreed."""
    return read(request, lambda: queries.find_agreement(actor_of(request), store_id, year, code))


@router.post("/stores/{store_id}/forecasts/{year}/propose", response={201: KeptForecastOut}, operation_id="propose_forecast")
def propose_forecast(request: HttpRequest, store_id: Id, year: Year, payload: ProposeForecastIn) -> HttpResponse:
    """Propose a year's forecast to the other side."""
    given, words = ForecastInput(**payload.given.model_dump()), payload.words
    return write(
        request,
        KeptForecastOut,
        lambda at: commands.propose_forecast(
            actor=actor_of(request), store_id=store_id, year=year, given=given, words=words, at=at
        ),
        status=201,
    )


@router.post("/forecasts/{forecast_id}/confirm", response=KeptForecastOut, operation_id="confirm_forecast")
def confirm_forecast(request: HttpRequest, forecast_id: Id, payload: AnswerForecastIn) -> HttpResponse:
    """Confirm what the other side proposed."""
    return write(
        request,
        KeptForecastOut,
        lambda at: commands.confirm_forecast(actor=actor_of(request), forecast_id=forecast_id, words=payload.words, at=at),
    )


@router.post("/forecasts/{forecast_id}/object", response=KeptForecastOut, operation_id="object_to_forecast")
def object_to_forecast(request: HttpRequest, forecast_id: Id, payload: AnswerForecastIn) -> HttpResponse:
    """Object to what the other side proposed, and say why."""
    return write(
        request,
        KeptForecastOut,
        lambda at: commands.object_to_forecast(actor=actor_of(request), forecast_id=forecast_id, words=payload.words, at=at),
    )


@router.post("/forecasts/{forecast_id}/take", response=KeptForecastOut, operation_id="take_forecast")
def take_forecast(request: HttpRequest, forecast_id: Id, payload: TakeForecastIn) -> HttpResponse:
    """Set the budget of a confirmed forecast as the store's target."""
    return write(
        request,
        KeptForecastOut,
        lambda at: commands.take_forecast(actor=actor_of(request), forecast_id=forecast_id, is_sure=payload.is_sure, at=at),
    )
