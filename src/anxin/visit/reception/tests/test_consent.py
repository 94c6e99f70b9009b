"""Consent to be called is asked where the customer is: at the booking, in the interview, with the signature (ADR 0011)."""

import base64
from datetime import date

import pytest
from django.test import Client

from anxin.parties.customers.queries import find_consent_answer, list_consents
from anxin.parties.customers.tests.factories import make_plate, make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.visit.appointments.queries import list_appointments
from anxin.visit.reception import commands
from anxin.visit.reception.tests.factories import PNG, FrontDesk, receive, walked_around
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, open_order, view_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]
SIGNED = "data:image/png;base64," + base64.b64encode(PNG).decode()


def evidence(desk: FrontDesk, customer_id: int) -> list[tuple[bool, str, str]]:
    return [(one.withdrawn_at is None, one.channel, one.evidence) for one in list_consents(desk.actor, customer_id)]


@pytest.mark.parametrize(("channel", "kept_as"), [("phone", "phone"), ("counter", "spoken"), ("wechat", "online")])
def test_a_booking_keeps_the_answer(browser: Client, desk: FrontDesk, channel: str, kept_as: str) -> None:
    booking = {
        "plate": make_plate(), "customer_name": "韩梅梅", "phone": "13912345678", "wanted_at": "2026-11-23T10:00",
        "kind": "maintenance", "channel": channel, "service_contact": "given",
    }  # fmt: skip
    assert browser.post("/appointments/book/", booking).status_code == 303
    (row,) = list_appointments(desk.actor, desk.store.pk, date(2026, 11, 23))
    assert evidence(desk, row.customer_id) == [(True, kept_as, row.number)]


def test_the_interview_asks_who_was_not_asked_and_folds_what_is_known(browser: Client, desk: FrontDesk) -> None:
    kept = receive(desk)
    address = f"/reception/{kept.number}/"
    assert "没有问" in browser.get(f"{address}?step=talk").content.decode()
    said = {"concerns": "异响", "service_contact": "refused", "version": "1"}
    assert browser.post(f"{address}interview/", said).status_code == 303
    assert evidence(desk, kept.customer_id) == [(False, "spoken", kept.number)]
    page = browser.get(f"{address}?step=talk").content.decode()
    assert "不同意（已登记）" in page
    assert "没有问" not in page
    commands.record_interview(actor=desk.actor, number=kept.number, concerns="异响", at=AT)
    assert find_consent_answer(desk.actor, kept.customer_id, "service") == "refused"


def test_the_signature_of_a_reception_keeps_the_answer_beside_it(browser: Client, desk: FrontDesk) -> None:
    kept = walked_around(desk)
    jobs = [NewJob("检查", items=[LABOUR])]
    opened = commands.open_order_from_reception(actor=desk.actor, number=kept.number, jobs=jobs, at=AT)
    assert "没有问" in browser.get(f"/reception/{kept.number}/?step=sign").content.decode()
    given = {"promised_at": "2026-11-20T17:00", "old_parts": "leave", "wash": "no", "total": "90.00", "signature": SIGNED}
    signed = browser.post(f"/reception/{kept.number}/sign/", {**given, "service_contact": "given"})
    assert signed.status_code == 303
    assert evidence(desk, kept.customer_id) == [(True, "screen", opened.order_number)]


def test_the_signature_of_an_order_keeps_the_answer_beside_it(browser: Client, desk: FrontDesk) -> None:
    opened = open_order(desk, vehicle_id=make_vehicle(desk.store))
    address = f"/repair-orders/{opened.number}/authorise/"
    assert "没有问" in browser.get(address).content.decode()
    head = view_of(desk, opened.number).head
    signed = browser.post(
        address,
        {
            "promised_at": "2026-11-20T17:30", "old_parts": "leave", "wants_wash": "no", "channel": "screen",
            "signature": SIGNED, "service_contact": "given", "seen_total": "77000",
            "version": str(head.version),
        },
    )  # fmt: skip
    assert signed.status_code == 303, signed.content.decode()
    assert evidence(desk, head.customer_id) == [(True, "screen", opened.number)]
