"""Personal data stay in their tables: after a whole visit no event, job, audit row or log line knows name, phone, plate."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anxin.parties.contacts.commands import log_contact, queue_message
from anxin.parties.contacts.parameters import FREE_SERVICE
from anxin.parties.customers.commands import reveal_phone
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.audit.models import AuditEntry
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading
from anxin.visit.appointments.commands import Booking, CarWish, book_appointment
from anxin.visit.reception import commands as reception
from anxin.visit.reception.tests.factories import NOTE, make_cash_desk, settled_visit
from anxin.visit.repair_orders.tests.factories import PNG, FrontDesk, view_of
from anxin.visit.workshop.tests.factories import check_before_delivery
from tests.access.world import HOUR

pytestmark = pytest.mark.django_db
NAME, PHONE, PLATE = "欧阳梓萱", "13987650123", "粤B7Q9K2"
CAR = CarWish(plate=PLATE, customer_name=NAME, phone=PHONE)


@pytest.fixture(autouse=True)
def files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE, settings.OUTBOX_ROOT = tmp_path, "folder", tmp_path


def whole_visit(desk: FrontDesk) -> None:
    booking = Booking(AT + 2 * HOUR, car=CAR, words=f"{NAME} {PHONE}", service_contact="given")
    book_appointment(actor=desk.actor, store_id=desk.store.pk, booking=booking, at=AT)
    kept = reception.receive_vehicle(
        actor=desk.actor, store_id=desk.store.pk, car=reception.CarWish(plate=PLATE), concerns=f"{NAME}：异响", at=AT
    )
    reception.release_vehicle(actor=desk.actor, number=kept.number, reason=f"{NAME}改天再来", at=AT)
    number = settled_visit(desk, vehicle_id=kept.vehicle_id)
    check_before_delivery(desk.actor, number, AT + 2 * HOUR)
    note = replace(NOTE, is_very_satisfied=False, unsatisfied_words=f"{NAME}等太久")
    reception.deliver_vehicle(actor=desk.actor, number=number, note=note, signature=PNG, at=AT + 3 * HOUR)
    customer = view_of(desk, number).head.customer_id
    reveal_phone(actor=desk.actor, customer_id=customer, reason="visit", at=AT)
    log_contact(
        actor=desk.actor,
        store_id=desk.store.pk,
        customer_id=customer,
        vehicle_id=None,
        channel="phone",
        direction="out",
        result="reached",
        words=f"{NAME}说{PHONE}打得通",
        subject=None,
        at=AT,
    )
    queue_message(
        actor=desk.actor,
        store_id=desk.store.pk,
        customer_id=customer,
        purpose="service",
        template=FREE_SERVICE,
        params={"text": f"{PLATE}已修好"},
        subject=None,
        at=AT,
    )


def handle_everything(desk: FrontDesk) -> None:
    for _ in range(5):
        with reading(system_actor("test")):
            waiting = list(StoredEvent.objects.filter(handled_at=None).values_list("pk", "store_id"))
        for event_id, store_id in waiting:
            handle(event_id, store_id)


def test_a_whole_visit_leaves_no_name_phone_or_plate_where_none_belongs(caplog: pytest.LogCaptureFixture) -> None:
    desk = make_cash_desk()
    with caplog.at_level(logging.DEBUG, logger="anxin"):
        whole_visit(desk)
        handle_everything(desk)
    with reading(system_actor("test")):
        events = [json.dumps(one.payload, ensure_ascii=False) for one in StoredEvent.objects.all()]
        audit = [json.dumps(one.detail, ensure_ascii=False) for one in AuditEntry.objects.all()]
        with connection.cursor() as cursor:
            cursor.execute("SELECT args::text, coalesce(lock, ''), coalesce(queueing_lock, '') FROM procrastinate_jobs")
            jobs = [" ".join(row) for row in cursor.fetchall()]
    assert len(events) > 15
    assert len(audit) > 15
    assert jobs
    for place, texts in {"events": events, "audit": audit, "jobs": jobs, "logs": [caplog.text]}.items():
        found = [text for text in texts for secret in (NAME, PHONE, PLATE, PLATE[1:]) if secret in text]
        assert found == [], place
