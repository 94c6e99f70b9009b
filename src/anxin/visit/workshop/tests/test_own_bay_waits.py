"""Which waits hold a bay, where a group or store said so by itself before two of them had a name."""

from datetime import timedelta

import pytest

from anxin.parties.org.queries import system_actor
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import unit_of_work
from anxin.visit.repair_orders.tests.test_passed_over_rows import applied, run

DAY = timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "later", "holds"),
    [
        ("approval,parts,tool", -DAY, "approval,parts,tool,parts_ready,high_voltage"),
        ("parts,high_voltage", -DAY, "parts,high_voltage,parts_ready"),
        ("approval,parts_ready", -DAY, "approval,parts_ready"),
        ("approval,tool", -DAY, "approval,tool"),
        ("approval,parts", DAY, "approval,parts"),
    ],
)
def test_what_held_a_bay_as_parts_holds_it_by_its_new_name(said: str, later: timedelta, holds: str) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        at = applied("workshop", "0014_waits_at_once") + later
        given = {"level": "store", "scope_id": 7, "value": said, "valid_from": at.date(), "actor_key": "test", "at": at}
        own = ParameterValue.objects.create(code="workshop.bay_waits", **given)
        other = ParameterValue.objects.create(code="workshop.technician_waits", **given)
        run("workshop", "0015_bay_waits")
        own.refresh_from_db()
        other.refresh_from_db()
    assert (own.value, other.value) == (holds, said)
