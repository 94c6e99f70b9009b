"""Bays, parking places, departments and teams of a store (M01.01). They are retired, never deleted: history names them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.commands.checked import cleaned, refuse_duplicate
from anxin.parties.org.events import BayChanged
from anxin.parties.org.models import Bay, Department, ParkingPlace, Team
from anxin.parties.org.permissions import MANAGE_UNITS
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.references import DocumentRef


class PlaceKind(StrEnum):
    """What can be retired and restored."""

    BAY = "bay"
    PARKING_PLACE = "parking_place"
    DEPARTMENT = "department"
    TEAM = "team"


MODELS: dict[PlaceKind, Any] = {
    PlaceKind.BAY: Bay,
    PlaceKind.PARKING_PLACE: ParkingPlace,
    PlaceKind.DEPARTMENT: Department,
    PlaceKind.TEAM: Team,
}


@command(MANAGE_UNITS)
def add_bay(*, actor: Actor, store_id: int, code: str, kind: str, is_high_voltage: bool, at: datetime) -> int:
    """Add a bay; reception bays are bays of kind ``reception``. Returns its id.

    :raises NotFound: the actor may not manage the store
    :raises Invalid: the code is taken or the kind unknown
    """
    return _add(actor, Bay, store_id, "code", code, 12, kind=_bay_kind(kind), is_high_voltage=is_high_voltage)


@command(MANAGE_UNITS)
def change_bay(*, actor: Actor, bay_id: int, kind: str, is_high_voltage: bool, at: datetime) -> int:
    """Change what a bay is used for; returns its id.

    :raises NotFound: unknown, or in a store that the actor may not manage
    """
    bay: Bay = Bay.objects.visible_to(actor, MANAGE_UNITS).locked().one(pk=bay_id)
    bay.kind, bay.is_high_voltage = _bay_kind(kind), is_high_voltage
    bay.save(update_fields=["kind", "is_high_voltage"])
    audit.note(DocumentRef("org.bay", bay.pk), bay.store_id, kind=bay.kind, is_high_voltage=is_high_voltage)
    return bay.pk


@command(MANAGE_UNITS)
def add_parking_place(*, actor: Actor, store_id: int, code: str, at: datetime) -> int:
    """Add a parking place; returns its id.

    :raises NotFound: the actor may not manage the store
    :raises Invalid: the code is taken
    """
    return _add(actor, ParkingPlace, store_id, "code", code, 12)


@command(MANAGE_UNITS)
def add_department(*, actor: Actor, store_id: int, name: str, at: datetime) -> int:
    """Add a department; returns its id.

    :raises NotFound: the actor may not manage the store
    :raises Invalid: the name is taken
    """
    return _add(actor, Department, store_id, "name", name, 40)


@command(MANAGE_UNITS)
def add_team(*, actor: Actor, store_id: int, name: str, department_id: int | None, at: datetime) -> int:
    """Add a team (班组), in a department or not; returns its id.

    :raises NotFound: the actor may not manage the store
    :raises Invalid: the name is taken, or the department is of another store or retired
    """
    if department_id is not None:
        fitting = Department.objects.visible_to(actor, MANAGE_UNITS).filter(
            pk=department_id, store_id=store_id, is_active=True
        )
        if not fitting.exists():
            raise Invalid(_("请选本店在用的部门。"), field="department_id")
    return _add(actor, Team, store_id, "name", name, 40, department_id=department_id)


@command(MANAGE_UNITS)
def retire_place(*, actor: Actor, kind: PlaceKind, place_id: int, at: datetime) -> None:
    """Take a bay, parking place, department or team out of use.

    :raises NotFound: unknown, or in a store that the actor may not manage
    :raises Conflict: it is the store's last bay, or a department with teams in use
    """
    place = _place(actor, kind, place_id)
    if kind is PlaceKind.BAY and not _in_use(actor, Bay, store_id=place.store_id).exclude(pk=place_id).exists():
        raise Conflict(_("这是本店最后一个在用的工位；请先新增一个再停用它。"))
    if kind is PlaceKind.DEPARTMENT and _in_use(actor, Team, department_id=place_id).exists():
        raise Conflict(_("部门下还有在用的班组；请先停用这些班组。"))
    _set_active(place, kind, active=False, at=at)


@command(MANAGE_UNITS)
def restore_place(*, actor: Actor, kind: PlaceKind, place_id: int, at: datetime) -> None:
    """Take a retired bay, parking place, department or team into use again.

    :raises NotFound: unknown, or in a store that the actor may not manage
    """
    _set_active(_place(actor, kind, place_id), kind, active=True, at=at)


def _add(actor: Actor, model: Any, store_id: int, field: str, value: str, longest: int, **rest: Any) -> int:
    if store_id not in actor.stores_for(MANAGE_UNITS):
        raise NotFound
    text = cleaned(value, field, longest)
    refuse_duplicate(model, field, text, store_id=store_id)
    row = model.objects.create(store_id=store_id, **{field: text}, **rest)
    audit.note(DocumentRef(f"org.{model._meta.model_name}", row.pk), store_id, **{field: text})
    return int(row.pk)


def _place(actor: Actor, kind: PlaceKind, place_id: int) -> Any:
    return MODELS[kind].objects.visible_to(actor, MANAGE_UNITS).locked().one(pk=place_id)


def _in_use(actor: Actor, model: Any, **where: Any) -> Any:
    return model.objects.visible_to(actor, MANAGE_UNITS).filter(is_active=True, **where)


def _set_active(place: Any, kind: PlaceKind, *, active: bool, at: datetime) -> None:
    place.is_active = active
    place.save(update_fields=["is_active"])
    audit.note(DocumentRef(f"org.{place._meta.model_name}", place.pk), place.store_id, is_active=active, kind=kind.value)
    if kind is PlaceKind.BAY:
        events.publish(BayChanged(store_id=place.store_id, bay_id=place.pk, is_active=active), at=at)


def _bay_kind(given: str) -> str:
    if given not in Bay.Kind.values:
        raise Invalid(_("请选择工位类型。"), field="kind")
    return given
