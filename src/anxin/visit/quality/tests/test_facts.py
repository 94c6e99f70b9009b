"""Rework, steps kept and missed maintenance as figures see them, beside the pages that say the same."""

from datetime import timedelta

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.catalog.tests.factories import make_article, make_package
from anxin.visit.quality import queries
from anxin.visit.quality.tests.factories import LATER, MENDING, handle_events, returned, settled, work_done
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.tests.factories import open_order, view_of
from anxin.visit.workshop.commands import check_wash
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    check_before_delivery,
    finish,
    inspect,
    make_floor,
    put_into_team,
    start,
)

DAY = timedelta(days=1)
TODAY = AT.date()


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


def test_rework_of_both_kinds_counts_as_on_the_page_of_quality(floor: Floor) -> None:
    team = put_into_team(floor, floor.wang.id)
    first = work_done(floor)
    inspect(floor, first, AT + 3 * HOUR, rework_job_ids=[first.job_id], note="仍有异响")
    handle_events()
    start(first, floor.wang, AT + 4 * HOUR)
    finish(first, floor.wang, AT + 5 * HOUR)
    inspect(floor, first, AT + 6 * HOUR)
    handle_events()
    hub.settle_repair_order(actor=floor.desk.actor, number=first.number, at=AT + 7 * HOUR)
    again = returned(floor, first)
    internal, external = fact_rows(floor.inspector, "quality.rework")
    head = view_of(floor.desk, first.number).head
    names = ("day", "origin", "number", "first_order_id", "vehicle_id", "technician_id", "team_id")
    assert of(internal, *names) == (TODAY, "internal", first.number, head.id, head.vehicle_id, floor.wang.id, team)
    assert of(internal, "is_repaired", "is_judged", "minutes", "rounds") == (True, False, 60, 1)
    assert of(external, *names[1:3], "is_repaired", "payer", "minutes") == (
        "external",
        again.number,
        False,
        "internal",
        None,
    )
    assert external["day"] == LATER.date()
    start(again, floor.li, LATER + HOUR)
    finish(again, floor.li, LATER + 2 * HOUR)
    inspect(floor, again, LATER + 3 * HOUR)
    handle_events()
    (external,) = fact_rows(floor.inspector, "quality.rework", LATER.date(), LATER.date())
    # Whose it is: who did it first.
    assert of(external, "is_repaired", "minutes", "amount", "technician_id") == (True, 60, MENDING.fen, floor.wang.id)
    figures = queries.quality_figures(floor.inspector, floor.store_id, TODAY, LATER.date())
    rows = fact_rows(floor.inspector, "quality.rework", TODAY, LATER.date())
    origins = [row["origin"] for row in rows]
    assert (figures.internal, figures.external) == (origins.count("internal"), origins.count("external"))
    assert figures.reworked == len({row["order_id"] for row in rows if row["origin"] == "external"})
    assert (figures.minutes, figures.amount.fen) == (
        sum(row["minutes"] or 0 for row in rows), sum(row["amount"] or 0 for row in rows),
    )  # fmt: skip
    assert fact_rows(make_floor("SZ").inspector, "quality.rework") == []


@pytest.mark.parametrize("is_checked", [False, True])
def test_the_steps_of_a_delivered_order_are_those_of_the_page(floor: Floor, is_checked: bool) -> None:
    order = settled(floor, work_done(floor))
    if is_checked:
        check_wash(actor=floor.inspector, number=order.number, is_clean=True, at=AT + 2 * HOUR)
        check_before_delivery(floor.inspector, order.number, AT + 2 * HOUR)
    assert fact_rows(floor.inspector, "quality.compliance") == []
    hub.deliver_repair_order(actor=floor.desk.actor, number=order.number, at=AT + 3 * HOUR)
    (page,) = queries.list_compliance(floor.inspector, floor.store_id, TODAY, TODAY)
    (row,) = fact_rows(floor.inspector, "quality.compliance", TODAY, TODAY)
    assert of(row, "key", "steps_due", "steps_done", "is_whole") == (page.id, len(page.steps), page.done, False)
    flags = {
        "received": "is_received", "interview": "is_interviewed", "walk_around": "is_walked_around",
        "signature": "is_signed", "dispatch": "is_dispatched", "self": "is_self_checked", "general": "is_inspected",
        "final": "is_final_checked", "wash": "is_wash_checked", "explanation": "is_explained",
        "satisfaction": "is_satisfaction_asked", "follow_up": "is_follow_up_said",
    }  # fmt: skip
    assert {step.code: step.is_done for step in page.steps} == {step.code: row[flags[step.code]] for step in page.steps}
    assert (row["is_final_checked"], row["is_wash_due"]) == (is_checked, True)


def test_what_of_the_due_maintenance_was_missed_is_counted(floor: Floor) -> None:
    make_package(make_article(), care_every_months=12)
    order = work_done(floor)
    open_order(floor.desk, vehicle_id=view_of(floor.desk, order.number).head.vehicle_id, at=AT - 400 * DAY)
    inspect(floor, order, AT + 2 * HOUR)
    handle_events()
    (row,) = fact_rows(floor.inspector, "quality.missed_maintenance", TODAY, TODAY)
    assert of(row, "number", "due", "missed", "advisor_id") == (order.number, 1, 1, floor.desk.employee_id)
