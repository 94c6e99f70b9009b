"""The organisation on the wire: the caller and the parameters; units and access are in the files beside this one."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anxin.parties.org import queries
from anxin.parties.org.api.access import router as access_router
from anxin.parties.org.api.places import router as places_router
from anxin.parties.org.api.units import router as units_router
from anxin.parties.org.queries import ParameterFilter
from anxin.parties.org.stores import store_info
from anxin.platform import clock
from anxin.platform.api import Id, actor_of, read
from anxin.platform.errors import NotFound

router = Router(tags=["org"])
router.add_router("", units_router)
router.add_router("", places_router)
router.add_router("", access_router)


class MeOut(Schema):
    """The caller: which permission holds in which stores, narrowed to the token's scopes."""

    id: int
    username: str
    home_store_id: int | None
    stores: list[int]
    permissions: dict[str, list[int]]


class ParameterOut(Schema):
    """A parameter as it holds in the store today; ``level`` is empty while the default holds."""

    code: str
    label: str
    source: str
    unit: str
    is_sla: bool
    level: str
    text: str
    value: Any


class ParameterQuery(Schema):
    """Which parameters, in which store."""

    store_id: Id | None = None
    text: str = Field("", max_length=100)
    module: str = Field("", max_length=40)


@router.get("/me", response={200: MeOut}, operation_id="get_me")
def get_me(request: HttpRequest) -> Any:
    """Who the token acts for, and what it may do where."""
    actor = actor_of(request)
    held = {code: sorted(actor.stores_for(code)) for code in sorted(actor.grants)}
    return {
        "id": actor.id,
        "username": actor.name,
        "home_store_id": actor.home_store_id,
        "stores": sorted(actor.store_ids),
        "permissions": {code: stores for code, stores in held.items() if stores},
    }


@router.get("/parameters", response={200: list[ParameterOut]}, operation_id="list_parameters")
def list_parameters(request: HttpRequest, asked: Query[ParameterQuery]) -> Any:
    """Parameters as they hold in a store (the caller's own unless named) today."""
    actor = actor_of(request)
    store_id = asked.store_id or actor.home_store_id
    if store_id is None or store_id not in actor.store_ids:
        raise NotFound
    wanted = ParameterFilter(text=asked.text, module=asked.module)
    today = store_info(store_id).clock.day(clock.now())
    return read(request, lambda: queries.list_parameters(actor, wanted, store_id, today))
