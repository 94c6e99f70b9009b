"""After an erasure the person's name and phone stand nowhere but on papers that must be kept (ADR 0006)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from anxin.holdings.purchasing.models import SpecialOrder
from anxin.holdings.vehicle_sales.models import Rebate, SoldCar
from anxin.management.reviews.models import OrderReview, ReviewedOrder, ReviewMeasure, Suggestion
from anxin.parties.customers import queries as customers
from anxin.parties.customers.commands import erase_customer, lend_file
from anxin.parties.customers.tasks import announce_erasure_everywhere
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import create_task
from anxin.parties.work.models import Task
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work
from anxin.relationship.followup.models import FollowUp
from anxin.visit.appointments.commands import Booking, book_appointment, cancel_appointment
from anxin.visit.promises.models import LateEstimate, Note, Telling
from anxin.visit.quality import commands as quality
from anxin.visit.quality.models import ConductCase
from anxin.visit.reception import commands as reception
from anxin.visit.reception.models import DeliverySample, InspectionSheet, Reception, ServiceRating
from anxin.visit.reception.tests.factories import make_cash_desk
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.commands import ask_technical_support, withdraw_technical_question
from anxin.visit.repair_orders.models import Item, Job, PromiseChange, RepairOrder
from anxin.visit.repair_orders.tests.factories import FrontDesk
from anxin.visit.technical.models import Ballot, CaseEntry, TechnicalCase
from anxin.visit.workshop.commands.find import FINDING_KIND
from anxin.visit.workshop.models import ClockCorrection, Finding, JobClock, Waiting
from tests.access.world import HOUR
from tests.architecture.test_privacy import CAR, NAME, PHONE, PLATE, files_in_a_folder, handle_everything, whole_visit

pytestmark = pytest.mark.django_db
__all__ = ["files_in_a_folder"]

PAPERS = {
    "repair_orders_job", "repair_orders_estimateversion", "reception_inspectionsheet", "reception_deliverynote",
}  # fmt: skip
"""The repair record of confirmed orders, the estimate shown, the sheet and the delivery note as signed."""
INSERT_ONLY = {"repair_orders_promisechange", "workshop_clockcorrection", "workshop_finding"}
"""Reasons and findings in tables that nobody can change."""
KEPT = PAPERS | INSERT_ONLY


def tables_that_hold(*planted: str) -> set[str]:
    found = set()
    with unit_of_work(system_actor("test"), "test", writable=True), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            wanted = " OR ".join(["t::text LIKE %s"] * len(planted))
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE {wanted} LIMIT 1', [f"%{one}%" for one in planted])
            if cursor.fetchone():
                found.add(table)
    return found


def plant(desk: FrontDesk) -> int:
    """Write the name into every word that people may enter about a customer; returns the customer's id."""
    whole_visit(desk)
    handle_everything(desk)
    car = customers.find_vehicle(desk.actor, plate=PLATE)
    assert car is not None
    assert car.owner_id is not None
    manager, owner = make_actor(desk.store, "general_manager"), car.owner_id
    later = book_appointment(
        actor=desk.actor, store_id=desk.store.pk, booking=Booking(AT + timedelta(days=2), car=CAR), at=AT
    )
    cancel_appointment(actor=desk.actor, number=later.number, reason=f"{NAME}不来了", at=AT)
    kept = reception.receive_vehicle(
        actor=desk.actor, store_id=desk.store.pk, car=reception.CarWish(plate=PLATE), concerns=f"{NAME}：漏油",
        at=AT + 4 * HOUR,
    )  # fmt: skip
    create_task(
        actor=manager, store_id=desk.store.pk, kind="work.plain", subject=DocumentRef("customers.customer", owner),
        title=f"给{NAME}回电{PHONE}", due_at=AT + HOUR, owner_id=make_employee(desk.store).pk, at=AT,
    )  # fmt: skip
    lend_file(
        actor=manager, store_id=desk.store.pk, customer_id=owner, borrower_user_id=manager.id or 0, purpose=f"{NAME}复印",
        due_on=AT.date() + timedelta(days=3), at=AT,
    )  # fmt: skip
    plant_at_work(desk)
    plant_at_the_counter(desk, kept.vehicle_id)
    said = Value(f"{NAME}{PHONE}")
    with unit_of_work(system_actor("test"), "test", writable=True):
        for model, columns in (
            (Reception, ("warranty_words",)),
            (InspectionSheet, ("remarks", "belongings_note")),
            (RepairOrder, ("follow_up_suggestion",)),
            (Waiting, ("note",)),
            (FollowUp, ("cancel_reason",)),
            (Job, ("title", "complaint")),
            (Item, ("payer_reason",)),
        ):
            rows = model.objects.across_stores(reason="test")
            rows = rows.filter(reception__number=kept.number) if model is InspectionSheet else rows
            rows.update(**{column: Concat(F(column), said) for column in columns})
    return owner


def plant_at_the_counter(desk: FrontDesk, vehicle_id: int) -> None:
    """Write the name and the plate where a question is asked, a visitor comes and a gate sees the car."""
    here: dict[str, Any] = {"store_id": desk.store.pk, "at": AT}
    asked = ask_technical_support(actor=desk.actor, vehicle_id=vehicle_id, question=f"{NAME}问", **here)
    withdraw_technical_question(actor=desk.actor, question_id=asked.id, reason=f"{NAME}说不用", at=AT)
    reception.register_visitor(actor=desk.actor, purpose="question", name=NAME, phone=PHONE, **here)
    with unit_of_work(system_actor("test"), "test", writable=True):
        order_id = RepairOrder.objects.across_stores(reason="test").order_by("pk").values_list("pk", flat=True)[0]
        said = {"store_id": desk.store.pk, "repair_order_id": order_id, "words": f"{NAME}说等太久"}
        by = {"channel": "own", "rated_at": AT, "coached_by": "staff", "coached_at": AT, "actor_key": desk.actor.key}
        SoldCar.objects.create(
            vehicle_id=vehicle_id, customer_id=RepairOrder.objects.across_stores(reason="test").get(pk=order_id).customer_id,
            planned_on=AT.date(), registered_at=AT, cancelled_at=AT, cancel_reason=f"{NAME}不买了", actor_key="test",
            store_id=desk.store.pk,
        )  # fmt: skip
        SpecialOrder.objects.create(
            customer_id=RepairOrder.objects.across_stores(reason="test").get(pk=order_id).customer_id, number="Q1",
            advisor_id=desk.employee_id, words=f"{NAME}要的大灯", quantity=1, deposit_words=f"{NAME}付 500",
            first_promised_on=AT.date(), promised_on=AT.date(), taken_at=AT, actor_key="test", store_id=desk.store.pk,
        )  # fmt: skip
        Rebate.objects.create(
            vehicle_id=vehicle_id, customer_id=RepairOrder.objects.across_stores(reason="test").get(pk=order_id).customer_id,
            programme="终端支持", programme_key="终端支持", price=100_000, claimed=900, claimed_on=AT.date(),
            registered_at=AT, actor_key="test", store_id=desk.store.pk,
        )  # fmt: skip
        Rebate.objects.across_stores(reason="test").update(state="REFUSED", refuse_reason=f"{NAME}退车")
        ServiceRating.objects.create(level=2, coached_words=f"{NAME}说的", **by, **said)
        DeliverySample.objects.create(drawn_on=AT.date(), **said)
    device = make_actor(desk.store, "reception_guide")
    saw = {"key": "g1", "plate": PLATE, "kind": "arrived", "seen_at": AT + 4 * HOUR}
    reception.report_plate(actor=device, store_id=desk.store.pk, at=AT + 4 * HOUR, **saw)


def plant_at_work(desk: FrontDesk) -> None:
    """Write the name where the workshop tells the desk something, and where a time is set right."""
    with unit_of_work(system_actor("test"), "test", writable=True):
        job = Job.objects.across_stores(reason="test").order_by("pk")[0]
        order = DocumentRef(ORDER_KIND, job.repair_order_id)
        here: dict[str, Any] = {"store_id": desk.store.pk, "at": AT}
        by = {"actor_key": desk.actor.key}
        PromiseChange.objects.create(repair_order_id=order.id, promised_at=AT, reason=f"{NAME}要晚来", **by, **here)
        found = Finding.objects.create(
            repair_order_id=order.id, job=job, found_by_id=desk.employee_id, words=f"{NAME}说漏油", **here
        )
        case = TechnicalCase.objects.create(
            repair_order_id=order.id, job=job, kind="difficult", words=f"{NAME}说抖动", is_major=True, plan=f"{NAME}同意",
            vote="UNASKED", opened_by_id=desk.employee_id, opened_at=AT, store_id=desk.store.pk,
        )  # fmt: skip
        of_case = {"case": case, "store_id": desk.store.pk}
        CaseEntry.objects.create(employee_id=desk.employee_id, words=f"{NAME}试车", at=AT, **of_case)
        Ballot.objects.create(
            round=1, plan=f"{NAME}同意", voter_id=desk.employee_id, is_yes=True, reason=f"{NAME}催", voted_at=AT, **of_case
        )
        clock = JobClock.objects.create(
            repair_order_id=order.id, job=job, technician_id=desk.employee_id, worked_on=AT.date(), started_at=AT,
            ended_at=AT, store_id=desk.store.pk,
        )  # fmt: skip
        told: dict[str, Any] = {"repair_order_id": order.id, "actor_key": desk.actor.key, **here}
        Telling.objects.create(how="call", words=f"{NAME}您好", reason=f"{NAME}催", promised_at=AT, was_in_time=True, **told)
        Note.objects.create(phase="during", side="workshop", words=f"{NAME}在店等", **told)
        LateEstimate.objects.create(
            repair_order_id=order.id, job=job, until=AT + HOUR, reason="other", words=f"{NAME}加活", **here
        )
        ClockCorrection.objects.create(
            clock=clock, started_before=AT, started_after=AT, ended_after=AT, reason=f"{NAME}催", **by, **here
        )
        number = job.repair_order.number
        review = OrderReview.objects.create(
            first=AT.date(), last=AT.date(), held_on=AT.date(), opened_by_id=desk.employee_id, opened_at=AT, store_id=desk.store.pk,
        )  # fmt: skip
        looked: dict[str, Any] = {"review": review, "repair_order_id": order.id, "store_id": desk.store.pk}
        ReviewedOrder.objects.create(why=["late"], causes=["parts"], words=f"{NAME}催了三次", **looked)
        ReviewMeasure.objects.create(
            words=f"给{NAME}道歉", responsible_id=desk.employee_id, due_on=AT.date(), agreed_at=AT, **looked
        )
        OrderReview.objects.across_stores(reason="test").update(state="CLOSED", closed_at=AT, closed_by=desk.employee_id)
        Suggestion.objects.create(
            number="LG-J26-000001", department="workshop", words=f"{NAME}说太慢", about_kind="order", about=number,
            repair_order_id=order.id, author_id=desk.employee_id, entered_at=AT, store_id=desk.store.pk,
        )  # fmt: skip
        Suggestion.objects.create(
            number="LG-J26-000002", department="workshop", words="先说价", about_kind="voice", about=f"{NAME}：没人报价",
            repair_order_id=order.id, author_id=desk.employee_id, entered_at=AT, store_id=desk.store.pk,
        )  # fmt: skip
    # By the commands, so that what they write beside the case, the audit first, is looked through too.
    said: dict[str, Any] = {"job_id": job.pk, "words": f"{NAME}{PHONE}说还响", "at": AT}
    rework = quality.report_rework(actor=desk.actor, number=number, **said)
    doubt: dict[str, Any] = {"case_id": rework.id, "reason": f"{NAME}说不是", "version": None, "at": AT}
    quality.withdraw_rework(actor=make_actor(desk.store, "general_manager"), **doubt)
    with unit_of_work(system_actor("test"), "test", writable=True):
        ConductCase.objects.create(
            person_id=desk.employee_id, kind="negligence", rework_id=rework.id, words=f"{NAME}投诉", raised_at=AT,
            raised_by="x", store_id=desk.store.pk,
        )  # fmt: skip
    for kind, subject in (("workshop.finding", DocumentRef(FINDING_KIND, found.pk)), ("workshop.ask_part", order)):
        create_task(
            actor=desk.actor, kind=kind, subject=subject, title=f"{NAME}要机油", due_at=AT + HOUR,
            owner_id=desk.employee_id, **here,
        )  # fmt: skip


def titles() -> set[str]:
    with unit_of_work(system_actor("test"), "test", writable=False):
        return set(Task.objects.across_stores(reason="test").values_list("title", flat=True))


def erase_everywhere(desk: FrontDesk, customer_id: int) -> None:
    manager = make_actor(desk.store, "general_manager")
    erase_customer(actor=manager, customer_id=customer_id, at=AT, is_confirmed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [announce_erasure_everywhere.name])
        assert cursor.fetchone() is not None
    announce_erasure_everywhere(customer_id=customer_id)
    handle_everything(desk)


def test_an_erasure_reaches_every_word_that_no_paper_needs() -> None:
    desk = make_cash_desk()
    owner = plant(desk)
    before = tables_that_hold(NAME, PHONE)
    assert before >= {
        "appointments_appointment", "contacts_contactrecord", "customers_customer", "customers_fileloan",
        "followup_followup", "reception_inspectionsheet", "reception_reception", "repair_orders_item", "repair_orders_job",
        "promises_lateestimate", "promises_note", "promises_telling",
        "reception_visitor", "repair_orders_repairorder", "repair_orders_technicalquestion", "work_task",
        "quality_conductcase", "quality_reworkcase", "reviews_suggestion",
        "reviews_reviewedorder", "reviews_reviewmeasure", "vehicle_sales_rebate", "purchasing_specialorder",
    }  # fmt: skip
    typed = (NAME, PLATE, "不满意")  # the last is of a task that a person's step made, about the order
    own = {title for title in titles() if not any(word in title for word in typed)}
    assert own
    erase_everywhere(desk, owner)
    assert titles() == own | {"***"}
    assert tables_that_hold(NAME, PHONE) <= KEPT
    assert "reception_platesighting" not in tables_that_hold(PLATE)
    card = customers.find_vehicle(desk.actor, plate=PLATE)
    assert card is not None
    assert (card.owner_id, card.present_parties) == (None, ())
