"""Steps that were left out are found in what was recorded, and due maintenance in what nobody asked about."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.commands import drop_skill, set_skill
from anxin.platform.actor import Actor
from anxin.platform.documents.pdf import render_pdf
from anxin.platform.errors import NotFound
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_article, make_package
from anxin.visit.quality import queries, rules
from anxin.visit.quality.models import MaintenanceCheck
from anxin.visit.quality.queries.figures import TooManyDays
from anxin.visit.quality.rules import Facts
from anxin.visit.quality.tests.factories import handle_events, returned, rework, settled, work_done
from anxin.visit.quality.web.papers import record_of
from anxin.visit.reception.commands import RatingWish, rate_service
from anxin.visit.reception.queries import list_ratings, rating_figures
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.tests.factories import open_order, view_of
from anxin.visit.workshop.tests.factories import HOUR, Floor, inspect, make_floor
from anxin.visit.workshop.tests.test_checklists import set_parameter

WHOLE = Facts(
    is_received=True,
    is_interviewed=True,
    is_walked_around=True,
    declined_words="",
    is_signed=True,
    is_dispatched=True,
    jobs_done=2,
    jobs_checked=2,
    is_inspected=True,
    is_checked_before_delivery=True,
    is_wash_agreed=True,
    is_wash_checked=True,
    is_explained=True,
    is_satisfaction_asked=True,
    is_follow_up_said=True,
)


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


@pytest.mark.parametrize(
    ("change", "left_out"),
    [
        ({}, ()),
        ({"is_walked_around": False}, ("walk_around",)),
        ({"jobs_checked": 1}, ("self",)),
        ({"jobs_done": 0, "jobs_checked": 0}, ("self",)),
        ({"is_checked_before_delivery": False, "is_wash_checked": False}, ("final", "wash")),
        ({"is_wash_agreed": False, "is_wash_checked": False}, ()),
        ({"is_received": False, "is_interviewed": False}, ("received", "interview")),
    ],
)
def test_a_step_that_left_no_record_was_left_out(change: dict[str, bool], left_out: tuple[str, ...]) -> None:
    assert rules.skipped(rules.steps_of(replace(WHOLE, **change))) == left_out  # type: ignore[arg-type]


@given(some.builds(Facts, jobs_done=some.integers(0, 5), jobs_checked=some.integers(0, 5)))
def test_the_eleven_steps_always_apply_and_the_wash_where_it_was_agreed(facts: Facts) -> None:
    steps = rules.steps_of(facts)
    assert len(steps) == (12 if facts.is_wash_agreed else 11)
    assert len({step.code for step in steps}) == len(steps)
    assert len(rules.skipped(steps)) + sum(step.is_done for step in steps) == len(steps)


@pytest.mark.rule("R-KP21")
def test_skipped_steps_are_found_per_order_advisor_and_store(floor: Floor) -> None:
    order = settled(floor, work_done(floor))
    hub.deliver_repair_order(actor=floor.desk.actor, number=order.number, at=AT + 3 * HOUR)
    day = AT.date()
    (row,) = queries.list_compliance(floor.inspector, floor.store_id, day, day)
    codes = {step.code for step in row.skipped}
    assert {"received", "interview", "walk_around", "final", "explanation", "satisfaction"} <= codes
    assert not codes & {"signature", "self", "general"}
    assert queries.compliance_of_order(floor.inspector, row.id) == row
    assert row.advisor_name in row.skipped_words
    advisor, store = queries.compliance_sums([row])
    assert (advisor.advisor_name, advisor.orders, store.advisor_name, store.whole) == (row.advisor_name, 1, "", 0)
    assert advisor.score == row.score
    assert 0 < (row.score or 0) < 1
    elsewhere = make_floor("NS")
    assert queries.list_compliance(elsewhere.inspector, floor.store_id, day, day) == []
    assert queries.compliance_of_order(elsewhere.inspector, row.id) is None
    with pytest.raises(TooManyDays):
        queries.list_compliance(floor.inspector, floor.store_id, day - timedelta(days=92), day)
    with pytest.raises(TooManyDays):
        queries.quality_figures(floor.inspector, floor.store_id, day - timedelta(days=92), day)


@pytest.mark.rule("R-KP21", "R-DL07")
@pytest.mark.parametrize("was_asked_for", [False, True])
def test_a_rating_by_link_is_a_step_that_was_done_and_a_coached_one_is_not_scored(floor: Floor, was_asked_for: bool) -> None:
    order = settled(floor, work_done(floor))
    hub.deliver_repair_order(actor=floor.desk.actor, number=order.number, at=AT + 3 * HOUR)
    day = AT.date()
    (before,) = queries.list_compliance(floor.inspector, floor.store_id, day, day)
    assert "satisfaction" in {step.code for step in before.skipped}
    link = Actor.system("rating-link", [floor.store_id])
    rate_service(
        actor=link, number=order.number, wish=RatingWish(5, channel="own", was_asked_for=was_asked_for), at=AT + 4 * HOUR
    )
    (after,) = queries.list_compliance(floor.inspector, floor.store_id, day, day)
    assert {step.code for step in before.skipped} - {step.code for step in after.skipped} == {"satisfaction"}
    (_advisor, whole) = rating_figures(list_ratings(floor.desk.actor, floor.store_id, day, day))
    assert (whole.rated, whole.scored) == (1, 0 if was_asked_for else 1)


@pytest.mark.rule("R-QC08")
def test_inspectors_and_workshop_heads_without_a_valid_certificate_are_listed_and_their_inspections_counted(
    floor: Floor,
) -> None:
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    drop_skill(actor=system_actor("test"), employee_id=row.employee_id, code="inspection", at=AT)
    set_parameter("workshop.inspector_certificate", "warn")
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    assert (row.is_trained, row.certificate) == (False, "")
    settled(floor, work_done(floor))
    handle_events()
    figures = queries.quality_figures(floor.inspector, floor.store_id, AT.date(), AT.date())
    assert (figures.untrained, figures.pass_rate) == (1, 1)
    given = {"employee_id": row.employee_id, "code": "inspection", "certificate": "QC-7", "valid_to": None}
    set_skill(actor=system_actor("test"), at=AT, **given)  # type: ignore[arg-type]
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    assert (row.is_trained, row.certificate) == (True, "QC-7")
    assert queries.list_training(make_floor("NS").inspector, floor.store_id) == []


def test_what_was_due_is_kept_once_when_the_order_passes(floor: Floor) -> None:
    order = work_done(floor)
    inspect(floor, order, AT + 2 * HOUR)
    handle_events()
    head = view_of(floor.desk, order.number).head
    with reading(floor.inspector):
        kept = MaintenanceCheck.objects.across_stores(reason="test").get()
    assert (kept.repair_order_id, kept.due, kept.missed) == (head.id, 0, [])


def test_the_rework_record_prints(floor: Floor) -> None:
    returned(floor, settled(floor, work_done(floor)))
    (case,) = rework(floor)
    with reading(floor.inspector):
        paper = record_of(case, store_info(floor.store_id))
    assert ("类别", "外返 质保期内") in paper["facts"]
    assert render_pdf("quality/rework_record", paper).startswith(b"%PDF")


@pytest.mark.parametrize(("kind", "counted"), [("maintenance", (1, 1, 1)), ("general", (0, 0, None))])
def test_due_maintenance_that_nobody_did_or_asked_about_is_named_before_the_inspection_and_counted_of_a_service(
    floor: Floor, kind: str, counted: tuple[int, int, int | None]
) -> None:
    package = make_package(make_article(), care_every_months=12)
    order = work_done(floor, kind=kind)
    assert queries.due_maintenance(floor.inspector, order.number) == queries.DueMaintenance(0, ())
    car = view_of(floor.desk, order.number).head.vehicle_id
    open_order(floor.desk, vehicle_id=car, at=AT - timedelta(days=400))
    assert queries.due_maintenance(floor.inspector, order.number) == queries.DueMaintenance(1, (package.name,))
    with pytest.raises(NotFound):
        queries.due_maintenance(make_floor("NS").inspector, order.number)
    inspect(floor, order, AT + 2 * HOUR)
    handle_events()
    figures = queries.quality_figures(floor.inspector, floor.store_id, AT.date(), AT.date())
    assert (figures.due, figures.missed, figures.missed_rate) == counted


@pytest.mark.parametrize(("gone", "left_out"), [(False, ("walk_around",)), (True, ("walk_around", "final", "explanation"))])
def test_while_the_car_is_here_an_order_is_judged_by_the_steps_whose_time_is_over(
    gone: bool, left_out: tuple[str, ...]
) -> None:
    facts = replace(WHOLE, is_walked_around=False, is_checked_before_delivery=False, is_explained=False)
    assert rules.skipped(rules.due_steps(rules.steps_of(facts), is_gone=gone)) == left_out


def test_an_inspector_hears_that_the_certificate_is_missing_or_over(floor: Floor) -> None:
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    drop_skill(actor=system_actor("test"), employee_id=row.employee_id, code="inspection", at=AT)
    assert not queries.is_certified(floor.inspector, floor.store_id)
    given = {"employee_id": row.employee_id, "code": "inspection", "certificate": "QC-7", "at": AT}
    set_skill(actor=system_actor("test"), valid_to=AT.date() - timedelta(days=800), **given)  # type: ignore[arg-type]
    assert not queries.is_certified(floor.inspector, floor.store_id)
    set_skill(actor=system_actor("test"), valid_to=None, **given)  # type: ignore[arg-type]
    assert queries.is_certified(floor.inspector, floor.store_id)
