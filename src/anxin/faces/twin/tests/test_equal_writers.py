"""The two writers of a plan leave the same rows in every table, ids and hashes over ids apart."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from anxin.faces.twin import chances, consents, crew, organisation, simulation
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.days import play_days
from anxin.faces.twin.floor import Floor, read_floor
from anxin.faces.twin.history import write_days
from anxin.faces.twin.organisation import STORES
from anxin.faces.twin.people import draw_fleet
from anxin.faces.twin.plan import PlannedDay
from anxin.faces.twin.simulation import StoreSimulation
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import unit_of_work
from anxin.visit.billing.queries import find_differences

TODAY = date(2026, 11, 20)
FIRST = TODAY - timedelta(days=2)
MADE = datetime.combine(FIRST - timedelta(days=9), time(9), ZONE).astimezone(UTC)
LONG_AFTER = datetime(2027, 1, 1, tzinfo=UTC)
# What the program keeps about its own acts: history was not acted out here.
OWN_ACTS = {"platform.AuditEntry", "platform.StoredEvent", "platform.EventHandling", "platform.KeptAnswer"}
# What the past held in the book of half hours binds nobody, so history does not write it.
OWN_ACTS |= {"capacity.CapacitySlot", "capacity.CapacityHold"}
# Nobody watched what is past: what was expected then, its warnings, and links that nobody follows any more.
OWN_ACTS |= {"promises.ExpectationChange", "promises.ProgressLink", "reception.RatingLink"}
# Handlers open cases and check what maintenance left out; the demo lays some out on its running day (quality_work).
OWN_ACTS |= {"quality.ReworkCase", "quality.MaintenanceCheck"}
# What a store publishes as free is written anew after each movement and by night, out of what stands.
OWN_ACTS |= {"transfers.FreeStock"}
HASHED_WITH_IDS = {
    "repair_orders.EstimateVersion": {"sha256", "lines"},
    "repair_orders.Authorisation": {"sha256"},
    "repair_orders.CustomerAnswer": {"sha256", "lines"},
    "reception.DeliveryNote": {"sha256"},
    # History writes what a car has run once, at its end.
    "reception.Reception": {"odometer_before_km"},
    "workshop.Finding": {"item_ids"},
    "billing.ReceivableEntry": {"key"},
    "parts.StockEntry": {"key", "document_line"},
    "parts.PartDemand": {"document_line"},
    # Taken out of the book of half hours, see above.
    "workshop.JobClock": {"used_up_minutes"},
    # A yes to more moves it to the end of the work in that book.
    "repair_orders.RepairOrder": {"promised_at"},
    # What a yes to more moved on the board, see _first_plans; the first plan is compared as a reservation.
    "workshop.Assignment": {"planned_from", "planned_to", "covered_minutes", "replanned"},
}


def small_store(
    first: date = FIRST, *, days: int = 2, cars: int = 60, cars_a_day: int = 14
) -> tuple[Floor, list[PlannedDay]]:
    """A store of the demo with a few cars, and the plan of its first days."""
    made = datetime.combine(first - timedelta(days=9), time(9), ZONE).astimezone(UTC)
    store_id = organisation.make_group(made)[STORES[0].code]
    organisation.make_catalogue(made)
    random = Random("equal")
    fleet = draw_fleet(random, STORES[0].brand, 1, cars, first)
    organisation.make_staff(STORES[0], store_id, random, made)
    organisation.make_stock(STORES[0], store_id, 200, made)
    organisation.make_cars(STORES[0], store_id, fleet, made)
    floor = read_floor(store_id, [car.data.vin for car in fleet], TODAY)
    consents.make_consents(store_id, [customer for _car, customer in floor.cars], fleet, made)
    simulated = StoreSimulation(random, STORES[0].brand, fleet, first, cars_a_day=cars_a_day)
    return floor, simulated.history([first + timedelta(days=each) for each in range(days)])


class Undone(Exception):
    """Ends a writer's transaction, so that the other one begins where it began."""


def rows_left_by(write: Any, floor: Floor) -> dict[str, list[Any]]:
    """What a writer left in every table; then everything is taken back."""
    found: dict[str, list[Any]] = {}
    try:
        with transaction.atomic():
            write()
            with unit_of_work(system_actor("test"), "test", writable=False):
                found = every_table()
            assert find_differences(system_actor("test"), floor.store.id, FIRST) == []
            raise Undone
    except Undone:
        return found


def every_table() -> dict[str, list[Any]]:
    """Rows by table: ids are replaced by what they name, so that two writers can be compared."""
    tables = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("anxin.")
        and not model._meta.model_name.endswith("event")
        and model._meta.label not in OWN_ACTS
    ]
    raw = {model._meta.label: _read(model) for model in tables}
    names = _names_of_rows(tables, raw)
    return {
        model._meta.label: sorted((_plain(model, row, names) for row in raw[model._meta.label].values()), key=repr)
        for model in tables
    }


def _read(model: type[models.Model]) -> dict[Any, dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.values(*columns)
    if model._meta.label == "repair_orders.PromiseChange":
        # Promises that the book alone moved, and that nobody told the customer: see above.
        rows = rows.exclude(reason="客户同意增项", customer_told_at=None)
    if model._meta.label == "work.Task":
        rows = rows.exclude(kind__in=("promises.late", "workshop.replan"))
    found = {row.get("id", index): row for index, row in enumerate(rows)}
    return _first_plans(found) if model._meta.label == "capacity.Reservation" else found


def _first_plans(rows: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Reservations as first planned: whether a yes to more lengthened one hung on who else stood on the board then.

    One that took another's place on the instant is the same plan, released when the last of them was.
    """
    first: dict[tuple[Any, ...], dict[str, Any]] = {}
    kept = {}
    for key, row in sorted(rows.items()):
        taken = (row["document_kind"], row["document_id"], row["resource_kind"], row["resource_id"])
        before = first.get((*taken, row["reserved_at"]))
        if before is None:
            kept[key] = before = dict(row)
        before["released_at"] = row["released_at"]
        first[*taken, row["released_at"]] = before
    return kept


def _names_of_rows(tables: list[type[models.Model]], raw: Mapping[str, Any]) -> dict[tuple[str, Any], Any]:
    """A row's name: its own number where it has one, else the place among the rows of what it belongs to."""
    names: dict[tuple[str, Any], Any] = {}
    for label in ("reception.Reception", "repair_orders.RepairOrder", "appointments.Appointment", "billing.Settlement"):
        names |= {(label, pk): row["number"] for pk, row in raw[label].items()}
    orders = {pk: row["number"] for pk, row in raw["repair_orders.RepairOrder"].items()}
    for pk, row in raw["repair_orders.Job"].items():
        names["repair_orders.Job", pk] = (orders[row["repair_order_id"]], row["position"])
    for pk, row in raw["followup.FollowUp"].items():
        names["followup.FollowUp", pk] = (orders[row["repair_order_id"]], row["round"])
    return names


def _plain(model: type[models.Model], row: dict[str, Any], names: Mapping[tuple[str, Any], Any]) -> tuple[Any, ...]:
    left_out = HASHED_WITH_IDS.get(model._meta.label, set()) | {"id"}
    values = []
    for field in model._meta.concrete_fields:
        if field.attname in left_out:
            continue
        value = row[field.attname]
        if field.is_relation and value is not None:
            value = names.get((field.related_model._meta.label, value), _known(field, value))
        elif field.attname in ("subject_id", "document_id") and value is not None:
            value = "some document"
        values.append((field.attname, bytes(value) if isinstance(value, memoryview) else value))
    return tuple(values)


def _known(field: Any, value: Any) -> Any:
    written = {"visit", "followup", "work", "contacts"}
    home = field.related_model.__module__.split(".")
    return "a row of this visit" if written & set(home) else value


@pytest.mark.django_db
def test_commands_and_history_leave_the_same_rows_from_the_same_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is rare in the demo shall happen in two days.
    shares = [(crew, "REWORK", 0.25), (crew, "FINDING", 0.6), (simulation, "NO_SHOW", 0.25)]
    for home, name, share in (*shares, (chances, "CALLED", 1.0), (chances, "BAD_MARKS", 30)):
        monkeypatch.setattr(home, name, share)
    floor, days = small_store()
    assert sum(len(day.visits) for day in days) >= 24
    played = rows_left_by(lambda: play_days(floor, days), floor)
    written = rows_left_by(lambda: write_days(floor, days, LONG_AFTER), floor)
    for label, rows in played.items():
        assert len(written[label]) == len(rows), label
        for row, other in zip(rows, written[label], strict=True):
            assert other == row, label
    assert len(played["repair_orders.RepairOrder"]) == sum(len(day.visits) for day in days)
    for rare in ("workshop.Finding", "workshop.Waiting", "appointments.Appointment", "followup.Call", "work.Task"):
        assert played[rare], rare
    assert any(visit.rework for day in days for visit in day.visits)
    assert any(day.missed for day in days)
