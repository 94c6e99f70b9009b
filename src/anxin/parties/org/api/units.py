"""Group, regions, brands, stores and their calendars on the wire."""

from datetime import time
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.parties.org import commands, queries
from anxin.parties.org.api.shared import Day, OrgChangedOut, OrgRowOut, RowId, Text, carry_out, change, make
from anxin.parties.org.commands import StoreDetails
from anxin.parties.org.queries import StoreCard
from anxin.platform.api import Body, actor_of, expected_version, read, with_fields_of

router = Router(tags=["org"])

Weekday = Annotated[int, Field(ge=0, le=6)]


class NameIn(Body):
    """A name."""

    name: Text


class BrandIn(NameIn):
    """What can be changed of a brand; the tier chooses the defaults of limits."""

    name_en: Text = ""
    tier: Literal["mid", "high"]


class NewBrandIn(BrandIn):
    """A brand with its code, which stays."""

    code: Text


@with_fields_of(StoreDetails, {"str": Text, "int": RowId, "date": Day})
class StoreIn(Body):
    """What people enter about a store; the code stays once chosen."""


class SpanIn(Body):
    """From when to when a store is open on a weekday (0 Monday)."""

    weekday: Weekday
    opens_at: time
    closes_at: time


class HoursIn(Body):
    """The whole week; a weekday without a span is closed."""

    spans: Annotated[list[SpanIn], Field(max_length=42)]


class SpecialDayIn(Body):
    """``holiday`` or ``makeup`` for the group, ``closed`` or ``open`` for one store."""

    kind: Literal["holiday", "makeup", "closed", "open"]
    name: Text = ""


@with_fields_of(StoreCard)
class StoreOut(Schema):
    """A store of the group."""


class RegionOut(OrgChangedOut):
    """A region with its number of stores."""

    name: str
    store_count: int


class BrandOut(RegionOut):
    """A brand with its number of stores."""

    code: str
    name_en: str
    tier: str


class GroupOut(OrgChangedOut):
    """The group."""

    name: str


@router.get("/group", response=GroupOut)
def get_group(request: HttpRequest) -> Any:
    """The group."""
    return read(request, lambda: queries.get_group(actor_of(request)))


@router.put("/group", response=OrgChangedOut)
def change_group(request: HttpRequest, payload: NameIn) -> HttpResponse:
    """Rename the group; send the version as If-Match."""
    group = read(request, lambda: queries.get_group(actor_of(request)))
    return change(request, commands.change_group, group.id, name=payload.name, expected_version=expected_version(request))


@router.get("/regions", response=list[RegionOut])
def list_regions(request: HttpRequest) -> Any:
    """All regions."""
    return read(request, lambda: queries.list_regions(actor_of(request)))


@router.post("/regions", response={201: OrgRowOut})
def create_region(request: HttpRequest, payload: NameIn) -> HttpResponse:
    """Add a region."""
    return make(request, commands.create_region, name=payload.name)


@router.put("/regions/{region_id}", response=OrgChangedOut)
def change_region(request: HttpRequest, region_id: RowId, payload: NameIn) -> HttpResponse:
    """Rename a region; send the version as If-Match."""
    given = {"region_id": region_id, "name": payload.name, "expected_version": expected_version(request)}
    return change(request, commands.change_region, region_id, **given)


@router.get("/brands", response=list[BrandOut])
def list_brands(request: HttpRequest) -> Any:
    """All brands."""
    return read(request, lambda: queries.list_brands(actor_of(request)))


@router.post("/brands", response={201: OrgRowOut})
def create_brand(request: HttpRequest, payload: NewBrandIn) -> HttpResponse:
    """Add a brand."""
    return make(request, commands.create_brand, **payload.dict())


@router.put("/brands/{brand_id}", response=OrgChangedOut)
def change_brand(request: HttpRequest, brand_id: RowId, payload: BrandIn) -> HttpResponse:
    """Change a brand's names and tier; send the version as If-Match."""
    given = {"brand_id": brand_id, "expected_version": expected_version(request), **payload.dict()}
    return change(request, commands.change_brand, brand_id, **given)


@router.get("/stores", response={200: list[StoreOut]}, operation_id="list_stores")
def list_stores(request: HttpRequest) -> Any:
    """All stores of the group by code."""
    return read(request, lambda: queries.list_stores(actor_of(request)))


@router.get("/stores/{store_id}", response={200: StoreOut}, operation_id="get_store")
def get_store(request: HttpRequest, store_id: RowId) -> Any:
    """One store."""
    return read(request, lambda: queries.get_store(actor_of(request), store_id))


@router.post("/stores", response={201: OrgRowOut})
def create_store(request: HttpRequest, payload: StoreIn) -> HttpResponse:
    """Add a store, open 08:00-18:00 every day until its hours are set."""
    return make(request, commands.create_store, details=StoreDetails(**payload.dict()))


@router.put("/stores/{store_id}", response=OrgChangedOut)
def change_store(request: HttpRequest, store_id: RowId, payload: StoreIn) -> HttpResponse:
    """Change what is known about a store; send the version as If-Match."""
    given = {"store_id": store_id, "details": StoreDetails(**payload.dict())}
    return change(request, commands.change_store, store_id, expected_version=expected_version(request), **given)


@router.put("/stores/{store_id}/hours", response=OrgRowOut)
def set_store_hours(request: HttpRequest, store_id: RowId, payload: HoursIn) -> HttpResponse:
    """Replace a store's weekly opening hours."""
    hours: dict[int, list[tuple[time, time]]] = {}
    for span in payload.spans:
        hours.setdefault(span.weekday, []).append((span.opens_at, span.closes_at))
    return carry_out(request, commands.set_store_hours, store_id, store_id=store_id, hours=hours)


@router.put("/special-days/{day}", response={201: OrgRowOut})
def set_holiday(request: HttpRequest, day: Day, payload: SpecialDayIn, store_id: RowId | None = None) -> HttpResponse:
    """Make a day special, for the group or, with ``store_id``, for one store."""
    return make(request, commands.set_holiday, store_id=store_id, day=day, **payload.dict())


@router.delete("/special-days/{day}", response=OrgRowOut)
def remove_holiday(request: HttpRequest, day: Day, store_id: RowId | None = None) -> HttpResponse:
    """Make a special day plain again; the answer's id is the store's, 0 for the group."""
    return carry_out(request, commands.remove_holiday, store_id or 0, store_id=store_id, day=day)
