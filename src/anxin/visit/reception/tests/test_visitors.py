"""People without a car to leave: the queue, the register, what fades; and where a customer waits."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.visit.reception import commands, queries
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, signed_visit, view
from anxin.visit.reception.tests.test_duty import colleague
from anxin.visit.repair_orders.tests.factories import view_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def come(desk: FrontDesk, purpose: str = "question", minutes: int = 0, **more: Any) -> commands.KeptVisitor:
    return commands.register_visitor(
        actor=desk.actor, store_id=desk.store.pk, purpose=purpose, at=AT + minutes * MINUTE, **more
    )


def here(desk: FrontDesk) -> list[queries.VisitorRow]:
    return queries.list_visitors_here(desk.actor, desk.store.pk, AT + timedelta(hours=1))


def register(desk: FrontDesk, **asked: Any) -> list[str]:
    found = queries.page_visitors(desk.actor, desk.store.pk, queries.VisitorFilter(**asked), Order("came_at"), Window(), AT)
    assert found.total == len(found.rows)
    return [one.name for one in found.rows]


@pytest.mark.rule("R-RC03")
def test_who_waits_has_a_place_and_whose_turn_it_is() -> None:
    desk = make_cash_desk()
    other = colleague(desk, "李四")
    receive(desk)  # the desk has a car, so the other is next
    come(desk, name="甲")
    come(desk, "accompany", 1, name="乙")
    come(desk, "parts", 2, name="丙")
    come(desk, "car", 3, name="丁", host_id=desk.employee_id)
    assert [(one.name, one.position, one.next_id) for one in here(desk)] == [
        ("甲", 1, other.employee_id),
        ("乙", None, None),
        ("丙", 2, desk.employee_id),
        ("丁", 3, desk.employee_id),
    ]
    with CaptureQueriesContext(connection) as asked:
        first = here(desk)[0]
    assert not any("appointments_" in (one["sql"] or "") for one in asked), "whose turn it is asks no bookings"
    commands.greet_visitor(actor=other.actor, visitor_id=first.id, at=AT + 5 * MINUTE)
    rows = here(desk)
    assert (rows[0].position, rows[0].host_id, rows[2].position) == (None, other.employee_id, 1)
    commands.end_visit(actor=desk.actor, visitor_id=first.id, at=AT + 9 * MINUTE)
    assert [one.name for one in here(desk)] == ["乙", "丙", "丁"]


def test_a_visitor_is_received_once_and_leaves_once() -> None:
    desk = make_cash_desk()
    kept = come(desk)
    commands.greet_visitor(actor=desk.actor, visitor_id=kept.id, at=AT)
    with pytest.raises(Conflict) as refused:
        commands.greet_visitor(actor=colleague(desk, "李四").actor, visitor_id=kept.id, at=AT)
    assert refused.value.rule == "R-RC03"
    commands.end_visit(actor=desk.actor, visitor_id=kept.id, at=AT)
    with pytest.raises(Conflict):
        commands.end_visit(actor=desk.actor, visitor_id=kept.id, at=AT)


def test_wrong_visitors_are_refused_at_their_field() -> None:
    desk = make_cash_desk()
    stranger = make_employee(make_store("NB"), "service_advisor")
    for field, wrong in (
        ("purpose", {"purpose": "spy"}),
        ("phone", {"phone": "一二三"}),
        ("name", {"name": "长" * 41}),
        ("host_id", {"host_id": stranger.pk}),
    ):
        with pytest.raises(Invalid) as refused:
            come(desk, **wrong)
        assert refused.value.field == field
    with pytest.raises(Denied):
        commands.register_visitor(actor=make_actor(desk.store, "technician"), store_id=desk.store.pk, purpose="parts", at=AT)
    elsewhere = make_actor(make_store("NB"), "service_advisor")
    kept = come(desk)
    with pytest.raises(NotFound):
        commands.end_visit(actor=elsewhere, visitor_id=kept.id, at=AT)
    assert len(here(desk)) == 1


def test_the_register_is_searched_by_day_name_phone_and_purpose() -> None:
    desk = make_cash_desk()
    come(desk, name="钱先生", phone="13912345678")
    come(desk, "parts", 1, name="孙女士")
    come(desk, minutes=24 * 60, name="明天")
    assert register(desk) == ["钱先生", "孙女士"]
    assert register(desk, text="5678") == register(desk, text="钱") == ["钱先生"]
    assert register(desk, text="139 1234 5678") == ["钱先生"]
    assert register(desk, purpose=("parts",)) == ["孙女士"]
    assert register(desk, day=AT.date() + timedelta(days=1)) == ["明天"]


def test_no_masked_digit_is_found_by_trial() -> None:
    desk = make_cash_desk()
    come(desk, name="钱先生", phone="13912345678")
    come(desk, minutes=1)  # without phone
    for text in ("8", "78", "678", "45678", "3912345678", "+", "-"):
        assert register(desk, text=text) == [], text


def test_names_and_phones_fade_after_the_days_of_the_store() -> None:
    desk = make_cash_desk()
    come(desk, name="钱先生", phone="13912345678")
    system = system_actor("test")
    late = AT + timedelta(days=90)
    assert commands.forget_visitors(actor=system, store_id=desk.store.pk, at=late) == 0
    assert commands.forget_visitors(actor=system, store_id=desk.store.pk, at=late + MINUTE) == 1
    assert commands.forget_visitors(actor=system, store_id=desk.store.pk, at=late + MINUTE) == 0
    assert register(desk) == [""]


def test_a_plate_that_has_faded_is_not_written_again_each_night() -> None:
    desk = make_cash_desk()
    device, system = make_actor(desk.store, "reception_guide"), system_actor("test")
    about: dict[str, Any] = {"store_id": desk.store.pk, "plate": "粤B88888", "kind": "arrived", "seen_at": AT, "at": AT}
    commands.report_plate(actor=device, key="g1", **about)
    places = []
    for _night in range(2):
        commands.forget_visitors(actor=system, store_id=desk.store.pk, at=AT + timedelta(days=91))
        with reading(system), connection.cursor() as cursor:
            cursor.execute("SELECT plate, ctid::text FROM reception_platesighting")
            places.append(cursor.fetchone())
    assert places[0][0] == ""
    assert places[0] == places[1]


@pytest.mark.usefixtures("friday_afternoon")
def test_a_visitor_is_in_with_one_tap_received_and_exported(browser: Client, desk: FrontDesk) -> None:
    page = browser.post("/reception/visitors/", {"purpose": ""}).content.decode()
    assert "请选择来访目的" in page
    browser.post("/reception/visitors/", {"purpose": "question", "name": "钱先生"})
    (row,) = here(desk)
    shown = browser.get("/reception/visitors/").content.decode()
    assert "我来接待" in shown
    browser.post(f"/reception/visitors/{row.id}/greet/")
    browser.post(f"/reception/visitors/{row.id}/leave/")
    assert here(desk) == []
    assert browser.get("/reception/visitors/?format=xlsx")["Content-Type"].endswith("sheet")
    assert "访客" in browser.get("/reception/").content.decode()


@pytest.mark.rule("R-RC19")
@pytest.mark.usefixtures("friday_afternoon")
def test_customers_are_brought_to_the_lounge_and_technicians_send_them_to_the_advisor(
    browser: Client, desk: FrontDesk
) -> None:
    number = signed_visit(desk)
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    assert reception.row.waits == "lounge"
    assert "在休息区等" in browser.get(f"/repair-orders/{number}/").content.decode()
    browser.force_login(User.objects.get(pk=make_actor(desk.store, "dispatcher").id))
    (job,) = view_of(desk, number).jobs
    told = browser.get(f"/workshop/dispatch/?job={job.id}").content.decode()
    assert "客户在休息区等" in told
    assert "有问题找顾问" in told
    assert "不请客户进车间" in told


def test_the_last_choice_is_proposed_and_can_be_changed_until_the_car_leaves(browser: Client, desk: FrontDesk) -> None:
    kept = receive(desk)
    with pytest.raises(Invalid) as refused:
        commands.choose_waiting(actor=desk.actor, number=kept.number, waits="workshop", at=AT)
    assert refused.value.field == "waits"
    browser.post(f"/reception/{kept.number}/waiting/", {"waits": "returns"})
    assert view(desk, kept.number).row.waits == "returns"
    commands.release_vehicle(actor=desk.actor, number=kept.number, reason="改天", at=AT)
    with pytest.raises(Conflict):
        commands.choose_waiting(actor=desk.actor, number=kept.number, waits="lounge", at=AT)
    again = receive(desk, vehicle_id=kept.vehicle_id, at=AT + timedelta(hours=1))
    assert view(desk, again.number).row.waits == "returns"
    assert receive(desk).number != again.number
    browser.post(
        f"/reception/{again.number}/interview/",
        {"concerns": "异响", "waits": "leaves", "version": view(desk, again.number).row.version},
    )
    assert view(desk, again.number).row.waits == "leaves"
