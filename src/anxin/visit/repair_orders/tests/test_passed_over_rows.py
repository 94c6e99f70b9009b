"""Rows that earlier migrations passed over are changed when the program is upgraded; those written since stay."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import unit_of_work
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.tests.factories import make_front_desk, signed_order


@pytest.mark.django_db
def test_only_what_was_there_before_there_was_a_list_price_is_changed() -> None:
    desk = make_front_desk("LG", "service_advisor")
    old, new = (signed_order(desk, at=AT).id for _each in range(2))
    with unit_of_work(desk.actor, "test", writable=True):
        began = applied("repair_orders", "0012_price_leave")
        items = Item.objects.across_stores(reason="a test")
        items.filter(repair_order_id=old).update(list_price=0, proposed_at=began - timedelta(days=1))
        items.filter(repair_order_id=new).update(list_price=0, proposed_at=began + timedelta(days=1))
        run("repair_orders", "0032_list_price_of_old_items")
    with unit_of_work(desk.actor, "test", writable=True):
        rows = list(Item.objects.across_stores(reason="a test").filter(unit_price__gt=0))
    assert {row.list_price == row.unit_price for row in rows if row.repair_order_id == old} == {True}
    assert {row.list_price.fen for row in rows if row.repair_order_id == new} == {0}


@pytest.mark.django_db
def test_words_of_earlier_bookings_are_complaints() -> None:
    store = make_store("LG")
    old, new = (make_appointment(store, kind="repair", words="异响").id for _each in range(2))
    with unit_of_work(system_actor("test"), "test", writable=True):
        began, rows = applied("appointments", "0004_is_complaint"), Appointment.objects.across_stores(reason="a test")
        rows.filter(pk=old).update(is_complaint=False, booked_at=began - timedelta(days=1))
        rows.filter(pk=new).update(is_complaint=False, booked_at=began + timedelta(days=1))
        run("appointments", "0011_words_before_complaints")
    with unit_of_work(system_actor("test"), "test", writable=True):
        assert dict(rows.all().values_list("pk", "is_complaint")) == {old: True, new: False}


def applied(app: str, name: str) -> datetime:
    """When a migration was applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT applied FROM django_migrations WHERE app = %s AND name = %s", [app, name])
        (found,) = cursor.fetchone()
    assert isinstance(found, datetime)
    return found


def run(app: str, name: str) -> None:
    """The statements of a migration that changes rows, inside the caller's unit of work."""
    with connection.cursor() as cursor:
        for change in MigrationLoader(None).get_migration(app, name).operations:
            for statement in [change.sql] if isinstance(change.sql, str) else change.sql:
                cursor.execute(statement)


@pytest.mark.django_db
def test_labour_whose_term_may_run_gets_the_period_that_its_store_promised() -> None:
    desk = make_front_desk("LG", "service_advisor")
    waiting, over = (signed_order(desk, at=AT).id for _each in range(2))
    with unit_of_work(desk.actor, "test", writable=True):
        ParameterValue.objects.create(
            code="reception.labour_quality_days", level="group", value=30, valid_from=AT.date(), actor_key="test", at=AT
        )
        Item.objects.across_stores(reason="a test").update(quality_days=None, quality_km=None)
        RepairOrder.objects.across_stores(reason="a test").filter(pk=over).update(settled_on=AT.date() - timedelta(days=31))
        run("repair_orders", "0033_quality_of_labour")
    with unit_of_work(desk.actor, "test", writable=True):
        rows = Item.objects.across_stores(reason="a test").filter(kind="labour")
        found = set(rows.values_list("repair_order_id", "quality_days", "quality_km"))
    assert found == {(waiting, 30, 2_000), (over, None, None)}
