"""The printed job card (FORM-34): who, where, planned and actual times, the customer's words, the certificate."""

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_bay
from anxin.parties.people.commands import set_skill
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop import queries
from anxin.visit.workshop.tests.factories import HOUR, Floor, dispatched, finish, make_technician, order_for, plan, start

pytestmark = pytest.mark.django_db


def printed(floor: Floor, number: str, **asked: object) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=floor.dispatcher.id))
    answer = client.get(f"/workshop/orders/{number}/job-card/", asked)
    assert answer.headers["Content-Type"] == "application/pdf"
    return "".join(text_of(answer.content).split())


def test_the_job_card_prints_who_where_planned_and_actual_times_and_the_customers_words(floor: Floor) -> None:
    order = order_for(floor, jobs=2)
    dispatched(floor, order, plan(floor, floor.wang, floor.li, start=AT + HOUR))
    start(order, floor.wang, AT + 1.25 * HOUR)
    finish(order, floor.wang, AT + 2 * HOUR)
    text = printed(floor, order.number)
    for words in (
        "派工单",
        order.number,
        "项目1",
        "王强",
        "李明",
        floor.bay.code,
        view_of(floor.desk, order.number).head.vin,
        "11-2015:00–16:00",
        "11-2015:15–16:00",
        "早上有异响",
    ):
        assert words in text
    assert "项目2" not in text


def test_a_high_voltage_job_names_the_certificate_and_one_job_is_printed_alone(floor: Floor) -> None:
    certified = make_technician(floor.desk, "刘洋", "high_voltage mechanical")
    set_skill(actor=system_actor("test"), employee_id=certified.id, code="high_voltage", certificate="T440301-77", at=AT)
    bay = make_bay(floor.desk.store, "HV", is_high_voltage=True)
    order = order_for(floor, high_voltage=True)
    given = plan(floor, certified)
    dispatched(floor, order, type(given)(given.technicians, given.planned_from, given.planned_to, bay.pk))
    text = printed(floor, order.number, job=order.job_id)
    assert "高压作业，须持证" in text
    assert "T440301-77" in text
    assert "刘洋" not in printed(floor, order.number, job=0)
    with reading(floor.dispatcher):
        (job,) = queries.list_card_jobs(floor.dispatcher, view_of(floor.desk, order.number).head.id)
    assert (job.is_high_voltage, job.people[0].certificate) == (True, "T440301-77")
