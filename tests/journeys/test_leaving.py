"""No car leaves before it was checked three times, and clean where that was agreed (R-QC01, R-QC04, R-QC09, R-DL12)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock, parameters
from anxin.platform.errors import IllegalTransition, Invalid
from anxin.platform.parameters.models import ParameterValue
from anxin.visit.billing import commands as billing
from anxin.visit.billing.commands import SettlementStepsMissing
from anxin.visit.reception import commands as reception
from anxin.visit.reception.tests.factories import NOTE, make_cash_desk, settled_visit
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, PNG, FrontDesk, open_order, sign_order, view_of
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop.commands import Check, Verdict
from anxin.visit.workshop.tests import factories as works
from anxin.visit.workshop.tests.factories import all_passed, check_before_delivery

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = AT + 3 * HOUR


@pytest.fixture(autouse=True)
def _files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE = tmp_path, "folder"


@pytest.fixture
def desk() -> FrontDesk:
    return make_cash_desk()


def wanted(steps: str) -> None:
    """What the stores of the group want done before a car leaves."""
    ParameterValue.objects.create(
        code="billing.settlement_steps", level="group", value=steps, valid_from=AT.date(), actor_key="test", reason="", at=AT
    )
    parameters.forget()


def deliver(desk: FrontDesk, number: str) -> str:
    done = reception.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=LATER)
    return done.state


def missing(desk: FrontDesk, number: str) -> list[str]:
    """What the hand-over misses; nothing of it stays."""
    with pytest.raises(SettlementStepsMissing) as refusal:
        deliver(desk, number)
    assert view_of(desk, number).head.state == "SETTLED"
    return list(refusal.value.details["steps"])


def final(desk: FrontDesk, number: str, *faults: str, **more: Any) -> workshop.InspectedOrder:
    checks = [Check(one.code, one.code not in faults) for one in all_passed("final")]
    verdict = Verdict("final", checks, **more)
    return workshop.inspect_before_delivery(actor=desk.actor, number=number, verdict=verdict, at=AT + 2 * HOUR)


@pytest.mark.rule("R-QC01")
def test_no_car_leaves_without_each_of_the_three_inspections_item_by_item() -> None:
    floor = works.make_floor()
    order = works.order_for(floor)
    works.start(order, floor.wang, AT)
    for checks in ([], all_passed("self")[1:]):
        with pytest.raises(Invalid):
            works.finish(order, floor.wang, AT + HOUR, checks=checks)
    works.finish(order, floor.wang, AT + HOUR)
    with pytest.raises(IllegalTransition):
        billing.settle_order(actor=floor.desk.actor, number=order.number, at=AT + HOUR)
    with pytest.raises(Invalid):
        works.inspect(floor, order, AT + HOUR, checks=all_passed("general")[1:])
    works.inspect(floor, order, AT + HOUR)
    settled = billing.settle_order(actor=floor.desk.actor, number=order.number, at=AT + HOUR)
    for bill in settled.bills:
        tenders = [billing.Tender("cash", bill.due)]
        billing.take_payment(actor=floor.desk.actor, bill_id=bill.bill_id, tenders=tenders, at=AT + HOUR)
    assert missing(floor.desk, order.number) == ["final", "wash"]
    with pytest.raises(Invalid):
        final_without(floor.desk, order.number, "mileage")
    check_before_delivery(floor.desk.actor, order.number, AT + 2 * HOUR)
    assert deliver(floor.desk, order.number) == "DELIVERED"


def final_without(desk: FrontDesk, number: str, code: str) -> None:
    """Whoever types no mileage answers the line that it is as at reception all the same."""
    verdict = Verdict("final", [one for one in all_passed("final") if one.code != code])
    workshop.inspect_before_delivery(actor=desk.actor, number=number, verdict=verdict, at=AT + 2 * HOUR)


@pytest.mark.rule("R-QC04", "R-DL12")
def test_the_hand_over_waits_for_a_passed_final_inspection_of_jobs_mileage_and_appearance(desk: FrontDesk) -> None:
    number = settled_visit(desk)
    assert missing(desk, number) == ["final", "wash"]
    before = view_of(desk, number).head.odometer_km
    assert before is not None
    with pytest.raises(workshop.MileageWrong):
        final(desk, number, odometer_km=before - 1)
    with pytest.raises(Invalid) as refusal:
        final_without(desk, number, "mileage")
    assert refusal.value.details["missing"] == ["mileage"]
    with pytest.raises(IllegalTransition):
        final(desk, number, "exterior", note="前杠有新划痕", rework_job_ids=[view_of(desk, number).jobs[0].id])
    assert missing(desk, number) == ["final", "wash"]
    final(desk, number, odometer_km=before)
    assert deliver(desk, number) == "DELIVERED"


def test_a_final_inspection_counts_no_more_after_the_car_was_sent_back(desk: FrontDesk) -> None:
    number = settled_visit(desk)
    final(desk, number)
    billing.unlock_order(actor=desk.actor, number=number, reason="漏收一项", at=AT + 2 * HOUR)
    job_id = view_of(desk, number).jobs[0].id
    final(desk, number, "exterior", note="前杠有新划痕", rework_job_ids=[job_id])
    hub.finish_job(actor=desk.actor, number=number, job_id=job_id, cause="磨损", correction="更换", at=AT + 2 * HOUR)
    hub.pass_inspection(actor=desk.actor, number=number, at=AT + 2 * HOUR)
    settled = billing.settle_order(actor=desk.actor, number=number, at=AT + 2 * HOUR)
    assert all(bill.due.fen == 0 for bill in settled.bills)
    assert missing(desk, number)[0] == "final"
    final(desk, number)
    assert deliver(desk, number) == "DELIVERED"


@pytest.mark.rule("R-QC09")
def test_a_car_that_was_to_be_washed_leaves_when_it_was_found_clean(desk: FrontDesk) -> None:
    wanted("paid,wash")
    trained = make_user(desk.store, "quality_inspector")
    make_employee(desk.store, "quality_inspector", user=trained, skills="inspection")
    inspector = actor_for(trained)
    number = settled_visit(desk)
    assert missing(desk, number) == ["wash"]
    assert final(desk, number, "washed").passed is False
    assert missing(desk, number) == ["wash"]
    workshop.check_wash(actor=inspector, number=number, is_clean=True, at=AT + 2 * HOUR)
    workshop.check_wash(actor=inspector, number=number, is_clean=False, at=AT + 2 * HOUR)
    assert missing(desk, number) == ["wash"]
    workshop.check_wash(actor=inspector, number=number, is_clean=True, at=AT + 2 * HOUR)
    assert deliver(desk, number) == "DELIVERED"


def test_no_look_at_the_wash_is_asked_where_none_was_agreed(desk: FrontDesk) -> None:
    wanted("paid,wash")
    opened = open_order(desk, jobs=[NewJob("不洗", items=[LABOUR])])
    sign_order(desk, opened.number, wants_wash=False)
    job_id = view_of(desk, opened.number).jobs[0].id
    hub.start_job(actor=desk.actor, number=opened.number, job_id=job_id, at=AT)
    hub.finish_job(actor=desk.actor, number=opened.number, job_id=job_id, at=AT + HOUR)
    hub.pass_inspection(actor=desk.actor, number=opened.number, at=AT + HOUR)
    (bill,) = billing.settle_order(actor=desk.actor, number=opened.number, at=AT + HOUR).bills
    billing.take_payment(actor=desk.actor, bill_id=bill.bill_id, tenders=[billing.Tender("cash", bill.due)], at=AT + HOUR)
    assert deliver(desk, opened.number) == "DELIVERED"


def test_the_page_says_what_is_missing_and_leads_there_and_back(
    desk: FrontDesk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    client.force_login(User.objects.get(pk=desk.actor.id))
    number = settled_visit(desk)
    page = client.get(f"/deliveries/{number}/").content.decode()
    there = f"/workshop/inspection/{number}/final/?next=/deliveries/{number}/"
    assert "终检合格" in page
    assert there in page
    sent = client.post(there, {})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/deliveries/{number}/")
    assert "终检合格" not in client.get(f"/deliveries/{number}/").content.decode()
