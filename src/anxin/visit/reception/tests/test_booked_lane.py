"""A booking of the green channel prefills the reception (R-AP07)."""

import pytest
from django.test import Client

from anxin.parties.org.tests.factories import AT
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands
from anxin.visit.reception.tests.factories import NOTE, PNG, FrontDesk, receive, settled_visit, view
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]


def test_booked_rework_opens_an_order_of_rework_with_its_original_job(browser: Client, desk: FrontDesk) -> None:
    first = settled_visit(desk)
    commands.deliver_vehicle(actor=desk.actor, number=first, note=NOTE, signature=PNG, at=AT)
    before = view_of(desk, first)
    booked = make_appointment(desk.store, vehicle_id=before.head.vehicle_id, words="刹车又响了", lane="rework")
    kept = receive(desk, vehicle_id=booked.vehicle_id)
    page = browser.get(f"/reception/{kept.number}/?step=talk").content.decode()
    assert "刹车又响了</textarea>" in page
    assert f'<option value="{before.jobs[0].id}">' in page
    browser.post(
        f"/reception/{kept.number}/order/",
        {
            "concerns": "刹车又响了\n空调不凉",
            "rework_of": str(before.jobs[0].id),
            "version": view(desk, kept.number).row.version,
        },
    )
    order = view_of(desk, view(desk, kept.number).row.order_number)
    assert order.head.kind == "rework"
    assert [(job.title, job.rework_of is not None) for job in order.jobs] == [("刹车又响了", True), ("空调不凉", False)]


def test_what_a_booked_complaint_is_about_stands_in_the_concerns(browser: Client, desk: FrontDesk) -> None:
    booked = make_appointment(desk.store, words="上次洗车刮花了", lane="grievance")
    kept = receive(desk, vehicle_id=booked.vehicle_id)
    assert "上次洗车刮花了</textarea>" in browser.get(f"/reception/{kept.number}/?step=talk").content.decode()
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    order = view_of(desk, view(desk, kept.number).row.order_number)
    assert (order.head.kind, order.jobs[0].complaint) == ("maintenance", "上次洗车刮花了")
