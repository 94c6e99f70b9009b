"""Everybody is asked at the hand-over whether the service was very satisfactory, and has the advisor's own number."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.models import Employee
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform.errors import Invalid
from anxin.platform.scope import unit_of_work
from anxin.visit.reception import commands, queries
from anxin.visit.reception.tests.factories import NOTE, PNG, FrontDesk, make_cash_desk, settled_visit
from anxin.visit.reception.web import prints
from anxin.visit.repair_orders.web import papers

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)
NUMBER = "13800138000"


def deliver(desk: FrontDesk, number: str, **said: Any) -> commands.DeliveredVehicle:
    note = replace(NOTE, **said)
    return commands.deliver_vehicle(actor=desk.actor, number=number, note=note, signature=PNG, at=LATER)


def tasks(desk: FrontDesk) -> list[tuple[str, str]]:
    found = list_tasks(desk.actor, TaskFilter(whose="store", kind="reception.unsatisfied"), desk.store.pk, LATER)
    return [(one.post, one.title) for one in found]


@pytest.mark.rule("R-RC24")
@pytest.mark.usefixtures("friday_afternoon")
def test_every_customer_is_asked_signs_the_answer_and_can_call_the_advisor(
    browser: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        Employee.objects.across_stores(reason="test").filter(pk=desk.employee_id).update(phone=NUMBER)
    printed: list[Any] = []
    for module in (papers, prints):
        real = module.pdf_file
        monkeypatch.setattr(
            module, "pdf_file", lambda name, data, file, real=real: printed.append(data) or real(name, data, file)
        )
    number = settled_visit(desk)
    with pytest.raises(Invalid) as unasked:
        deliver(desk, number, is_very_satisfied=None)
    assert (unasked.value.field, unasked.value.rule) == ("rating", "R-RC24")
    with pytest.raises(Invalid) as wordless:
        deliver(desk, number, is_very_satisfied=False)
    assert (wordless.value.field, wordless.value.rule) == ("unsatisfied_words", "R-RC24")
    deliver(desk, number, is_very_satisfied=False, unsatisfied_words="等太久")
    note = queries.find_delivery_note(desk.actor, number)
    assert note is not None
    assert (note.is_very_satisfied, note.unsatisfied_words, note.signature) == (False, "等太久", PNG)
    assert tasks(desk) == [("customer_relations_department", f"交车不满意：工单 {number}")]
    browser.get(f"/repair-orders/{number}/print/")
    browser.get(f"/deliveries/{number}/delivery-note.pdf")
    order, paper = printed
    assert NUMBER in order["advisor"]
    assert paper["advisor_phone"] == NUMBER
    # What the house asks is its own: it does not stand on the customer's paper.
    assert not any("满意" in term or "等太久" in term for term in paper["terms"])


def test_a_yes_raises_no_task_and_changes_the_hash() -> None:
    desk = make_cash_desk()
    first, second = settled_visit(desk), settled_visit(desk)
    yes = deliver(desk, first)
    no = deliver(desk, second, is_very_satisfied=False, unsatisfied_words="x")
    assert yes.sha256 != no.sha256
    assert len(tasks(desk)) == 1


@pytest.mark.usefixtures("friday_afternoon")
def test_a_no_without_words_comes_back_at_its_field(browser: Client, desk: FrontDesk) -> None:
    number = settled_visit(desk)
    signed = "data:image/png;base64,iVBORw0KGgo="
    page = browser.post(f"/deliveries/{number}/", {"rating": "4", "signature": signed})
    assert page.status_code == 422
    assert "客户哪里不满意" in page.content.decode()
