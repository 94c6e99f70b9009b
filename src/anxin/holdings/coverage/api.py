"""Endpoints of coverage."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.coverage import commands, queries
from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write

NO_NUL = r"^[^\x00]*$"
router = Router(tags=["coverage"])


@with_fields_of(queries.TermRow)
class TermOut(Schema):
    """A warranty term."""


class TermIn(Body):
    """A warranty term; what is left out is not limited."""

    part_group: Literal["whole", "powertrain", "new_energy", "wear"]
    months: Annotated[int, Field(ge=1, le=commands.MOST_MONTHS)] | None = None
    km: Annotated[int, Field(ge=1, le=commands.MOST_KM)] | None = None
    brand_id: Id | None = None
    model_name: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""
    sold_from: date | None = None


@with_fields_of(commands.KeptTerm)
class KeptTermOut(Schema):
    """A term after the write."""


@with_fields_of(queries.CoverageLine)
class CoverageLineOut(Schema):
    """What covers one kind of part."""


class CoverageOut(Schema):
    """What covers a car."""

    answer: str
    words: str
    starts_on: date | None
    lines: list[CoverageLineOut]


class CoverageQuery(Schema):
    """Store, day (today without), mileage (the last known without) and names of what is to be done, one a line."""

    store_id: Id
    on: date | None = None
    odometer_km: Annotated[int, Field(ge=0, le=LONGEST_DISTANCE_KM)] | None = None
    text: Annotated[str, Field(max_length=1000, pattern=NO_NUL)] = ""


@router.get("/terms", response=list[TermOut])
def list_terms(request: HttpRequest) -> Any:
    """Warranty terms in force."""
    return read(request, lambda: queries.list_terms(actor_of(request)))


@router.put("/terms", response=KeptTermOut)
def set_warranty_terms(request: HttpRequest, payload: TermIn) -> HttpResponse:
    """Set a warranty term."""
    wish = commands.TermWish(**payload.model_dump())
    return write(
        request,
        KeptTermOut,
        lambda at: commands.set_warranty_terms(actor=actor_of(request), terms=[wish], at=at)[0],
    )


@router.delete("/terms/{term_id}", response=KeptTermOut)
def withdraw_warranty_term(request: HttpRequest, term_id: Id) -> HttpResponse:
    """Take a warranty term off the list."""
    return write(
        request,
        KeptTermOut,
        lambda at: commands.withdraw_warranty_term(actor=actor_of(request), term_id=term_id, at=at),
    )


@router.get("/vehicles/{vehicle_id}", response=CoverageOut)
def what_covers(request: HttpRequest, vehicle_id: Id, asked: Query[CoverageQuery]) -> Any:
    """What covers a car on a day at a mileage."""

    def find() -> queries.Coverage:
        day = asked.on or store_info(asked.store_id).clock.day(clock.now())
        return queries.what_covers(
            actor_of(request), vehicle_id, asked.store_id, on=day, odometer_km=asked.odometer_km, text=asked.text
        )

    return read(request, find)
