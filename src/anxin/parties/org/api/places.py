"""Bays, parking places, departments and teams of stores on the wire."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from anxin.parties.org import commands, queries
from anxin.parties.org.api.shared import OrgRowOut, RowId, Text, carry_out, make
from anxin.parties.org.api.units import NameIn
from anxin.parties.org.commands import PlaceKind
from anxin.platform.api import Body, actor_of, read

router = Router(tags=["org"])

BayUse = Literal["general", "express", "express_body", "body", "paint", "wash", "inspection", "reception"]


class BayUseIn(Body):
    """What a bay is for."""

    kind: BayUse
    is_high_voltage: bool = False


class BayIn(BayUseIn):
    """A new bay."""

    code: Text


class ParkingPlaceIn(Body):
    """A new parking place."""

    code: Text


class TeamIn(NameIn):
    """A new team."""

    department_id: RowId | None = None


class StoreBayOut(OrgRowOut):
    """A bay of a store."""

    code: str
    kind: str
    is_high_voltage: bool
    is_active: bool


class PlaceOut(OrgRowOut):
    """A parking place, department or team."""

    name: str
    is_active: bool


class PlacesOut(Schema):
    """All places of a store, retired ones last."""

    bays: list[StoreBayOut]
    parking_places: list[PlaceOut]
    departments: list[PlaceOut]
    teams: list[PlaceOut]


@router.get("/stores/{store_id}/places", response=PlacesOut)
def get_store_places(request: HttpRequest, store_id: RowId) -> Any:
    """Bays, parking places, departments and teams of a store."""
    return read(request, lambda: queries.get_store_places(actor_of(request), store_id))


@router.post("/stores/{store_id}/bays", response={201: OrgRowOut})
def add_bay(request: HttpRequest, store_id: RowId, payload: BayIn) -> HttpResponse:
    """Add a bay."""
    return make(request, commands.add_bay, store_id=store_id, **payload.dict())


@router.put("/bays/{bay_id}", response=OrgRowOut)
def change_bay(request: HttpRequest, bay_id: RowId, payload: BayUseIn) -> HttpResponse:
    """Change what a bay is used for."""
    return carry_out(request, commands.change_bay, bay_id, bay_id=bay_id, **payload.dict())


@router.post("/stores/{store_id}/parking-places", response={201: OrgRowOut})
def add_parking_place(request: HttpRequest, store_id: RowId, payload: ParkingPlaceIn) -> HttpResponse:
    """Add a parking place."""
    return make(request, commands.add_parking_place, store_id=store_id, code=payload.code)


@router.post("/stores/{store_id}/departments", response={201: OrgRowOut})
def add_department(request: HttpRequest, store_id: RowId, payload: NameIn) -> HttpResponse:
    """Add a department."""
    return make(request, commands.add_department, store_id=store_id, name=payload.name)


@router.post("/stores/{store_id}/teams", response={201: OrgRowOut})
def add_team(request: HttpRequest, store_id: RowId, payload: TeamIn) -> HttpResponse:
    """Add a team."""
    return make(request, commands.add_team, store_id=store_id, **payload.dict())


@router.post("/places/{kind}/{place_id}/retire", response=OrgRowOut)
def retire_place(request: HttpRequest, kind: PlaceKind, place_id: RowId) -> HttpResponse:
    """Take a bay, parking place, department or team out of use."""
    return carry_out(request, commands.retire_place, place_id, kind=kind, place_id=place_id)


@router.post("/places/{kind}/{place_id}/restore", response=OrgRowOut)
def restore_place(request: HttpRequest, kind: PlaceKind, place_id: RowId) -> HttpResponse:
    """Take a retired place into use again."""
    return carry_out(request, commands.restore_place, place_id, kind=kind, place_id=place_id)
