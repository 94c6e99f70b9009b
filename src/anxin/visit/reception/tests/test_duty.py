"""The front desk's day: on duty, ready, covered, next, and the peak."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import parameters as register
from anxin.platform.errors import Conflict, Denied, Invalid
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.scope import unit_of_work
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands, queries, rules
from anxin.visit.reception.parameters import READINESS_IS_REQUIRED
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, view
from anxin.visit.reception.tests.test_api import caller

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def colleague(desk: FrontDesk, name: str) -> FrontDesk:
    """Another advisor of the store."""
    user = make_user(desk.store, "service_advisor")
    return FrontDesk(desk.store, actor_for(user), make_employee(desk.store, user=user, name=name).pk)


def supervisor(desk: FrontDesk) -> Any:
    """Somebody who receives but is no advisor, with a file of the staff."""
    user = make_user(desk.store, "front_desk_supervisor")
    make_employee(desk.store, "front_desk_supervisor", user=user)
    return actor_for(user)


def day_of(desk: FrontDesk, at: datetime = AT) -> queries.Duty:
    return queries.get_duty(desk.actor, desk.store.pk, TODAY, at)


@pytest.mark.rule("R-RC06")
def test_one_advisor_on_duty_is_too_few() -> None:
    desk = make_cash_desk()
    assert (day_of(desk).is_short, day_of(desk).least) == (True, 2)
    colleague(desk, "李四")
    make_employee(desk.store, "technician")
    assert (day_of(desk).is_short, len(day_of(desk).advisors)) == (False, 2)


@pytest.mark.rule("R-RC07")
@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_everybody_is_covered_and_pairs_change_from_day_to_day(count: int) -> None:
    ids = list(range(1, count + 1))
    days = [rules.partners(ids, day, {}) for day in range(count)]
    for day in days:
        assert all(others and one not in others for one, others in day.items())
        assert all(one in day[other] for one, others in day.items() for other in others)
    if count > 2:
        assert len({tuple(sorted(day.items())) for day in days}) > 1


@pytest.mark.rule("R-RC07")
def test_a_pair_changed_by_hand_holds_and_the_others_follow_the_rule() -> None:
    desk = make_cash_desk()
    others = [colleague(desk, name) for name in ("李四", "王五", "赵六")]
    boss = supervisor(desk)
    pair = {"actor": boss, "store_id": desk.store.pk, "at": AT}
    commands.pair_advisors(first_id=desk.employee_id, second_id=others[1].employee_id, **pair)
    commands.pair_advisors(first_id=desk.employee_id, second_id=others[2].employee_id, **pair)
    partners = {one.employee_id: one.partner_ids for one in day_of(desk).advisors}
    assert partners[desk.employee_id] == (others[2].employee_id,)
    assert partners[others[0].employee_id] == (others[1].employee_id,)
    for wrong in (desk.employee_id, 987_654):
        with pytest.raises(Invalid) as refused:
            commands.pair_advisors(first_id=desk.employee_id, second_id=wrong, **pair)
        assert refused.value.rule == "R-RC07"
    with pytest.raises(Denied):
        commands.pair_advisors(
            actor=others[0].actor,
            store_id=desk.store.pk,
            first_id=others[0].employee_id,
            second_id=desk.employee_id,
            at=AT,
        )


@pytest.mark.rule("R-RC07")
def test_the_partner_takes_a_car_over_and_nobody_else() -> None:
    desk = make_cash_desk()
    partner, third, fourth = (colleague(desk, name) for name in ("李四", "王五", "赵六"))
    commands.pair_advisors(
        actor=supervisor(desk),
        store_id=desk.store.pk,
        first_id=desk.employee_id,
        second_id=partner.employee_id,
        at=AT,
    )
    kept = receive(desk, concerns="异响")
    with pytest.raises(commands.NotCovered):
        commands.take_over_reception(actor=third.actor, number=kept.number, at=AT)
    assert view(desk, kept.number).row.advisor_id == desk.employee_id
    commands.take_over_reception(actor=partner.actor, number=kept.number, at=AT)
    assert view(desk, kept.number).row.advisor_id == partner.employee_id
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT)
    with pytest.raises(Conflict):
        commands.take_over_reception(actor=desk.actor, number=kept.number, at=AT)
    assert fourth.employee_id != partner.employee_id


@pytest.mark.rule("R-RC03", "R-RC08")
def test_who_is_no_advisor_hands_the_car_to_whose_turn_it_is() -> None:
    desk = make_cash_desk()
    other = colleague(desk, "李四")
    own = receive(desk)
    assert view(desk, own.number).row.advisor_id == desk.employee_id
    assert day_of(desk).next_id == other.employee_id
    led = receive(FrontDesk(desk.store, supervisor(desk), 0))
    assert view(desk, led.number).row.advisor_id == other.employee_id


@pytest.mark.rule("R-RC03")
@pytest.mark.parametrize(
    ("advisors", "chosen"),
    [
        ([], None),
        ([(1, 1, AT), (2, 0, AT)], 2),
        ([(1, 0, AT), (2, 0, AT - timedelta(hours=1))], 2),
        ([(1, 0, AT), (2, 0, None)], 2),
        ([(2, 0, None), (1, 0, None)], 1),
    ],
)
def test_the_turn_goes_to_who_has_least_and_waited_longest(advisors: Any, chosen: int | None) -> None:
    assert rules.next_in_turn(advisors) == chosen


@pytest.mark.rule("R-RC01", "R-RC02")
def test_ready_in_one_tap_or_but_for_something() -> None:
    desk = make_cash_desk()
    items = queries.readiness_items(desk.store.pk, TODAY)
    assert items[-1] == "三件套至少 10 套"
    check = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    assert day_of(desk).not_ready == (day_of(desk).advisors[0].name,)
    commands.record_readiness(missing=[items[-1]], **check)
    (mine,) = day_of(desk).advisors
    assert (mine.is_ready, mine.missing) == (False, (items[-1],))
    commands.record_readiness(**check)
    assert day_of(desk).not_ready == ()
    assert commands.record_readiness(day=TODAY + timedelta(days=1), **check).missing == ()
    for wrong in ({"missing": ["雨伞"]}, {"day": TODAY + timedelta(days=2)}):
        with pytest.raises(Invalid):
            commands.record_readiness(**check, **wrong)
    with pytest.raises(Denied):
        commands.record_readiness(actor=desk.actor, store_id=make_store("NS").pk, at=AT)


@pytest.mark.rule("R-RC02")
def test_where_the_store_asks_for_it_who_is_not_ready_receives_no_car() -> None:
    desk = make_cash_desk()
    with unit_of_work(system_actor("test"), "test", writable=True):
        ParameterValue.objects.create(
            code=READINESS_IS_REQUIRED.code,
            level="store",
            scope_id=desk.store.pk,
            value=True,
            valid_from=TODAY,
            actor_key="test",
            at=AT,
        )
    register.forget()
    check = {"actor": desk.actor, "store_id": desk.store.pk, "at": AT}
    for _again in range(2):
        with pytest.raises(Conflict) as refused:
            receive(desk)
        assert refused.value.rule == "R-RC02"
        commands.record_readiness(missing=["工具"], **check)
    commands.record_readiness(**check)
    kept = receive(desk, concerns="异响")
    assert view(desk, kept.number).row.state == "ARRIVED"
    other = colleague(desk, "李四")
    take = partial(commands.take_over_reception, actor=other.actor, number=kept.number, at=AT)
    name = partial(
        commands.open_order_from_reception, actor=desk.actor, number=kept.number, advisor_id=other.employee_id, at=AT
    )
    for around in (take, name):
        with pytest.raises(Conflict) as refused:
            around()
        assert refused.value.rule == "R-RC02"
    commands.record_readiness(**check | {"actor": other.actor})
    take()
    assert name().state == "OPEN"


@pytest.mark.rule("R-RC25")
def test_a_half_hour_with_more_cars_than_can_be_taken_in_is_seen() -> None:
    desk = make_cash_desk()
    for _car in range(3):
        make_appointment(desk.store, wanted_at=datetime(2026, 11, 20, 8, 10, tzinfo=UTC))
    (peak,) = day_of(desk).half_hours
    assert (peak.starts_at.isoformat(), peak.expected, peak.advisors, peak.room, peak.is_short) == (
        "16:00:00",
        3,
        1,
        2,
        True,
    )
    colleague(desk, "李四")
    assert not day_of(desk).half_hours[0].is_short


@pytest.mark.usefixtures("friday_afternoon")
def test_the_page_shows_the_day_and_takes_its_taps(browser: Client, desk: FrontDesk) -> None:
    other = colleague(desk, "李四")
    grant_to(User.objects.get(pk=desk.actor.id), "front_desk_supervisor", desk.store)
    page = browser.get("/reception/duty/").content.decode()
    assert "还没有登记准备" in page
    assert browser.post("/reception/duty/ready/").status_code == 303
    assert browser.post("/reception/duty/pair/", {"first_id": desk.employee_id, "second_id": "x"}).status_code == 422
    sent = {"first_id": desk.employee_id, "second_id": other.employee_id}
    assert browser.post("/reception/duty/pair/", sent).status_code == 303
    kept = receive(other)
    page = browser.get("/reception/duty/").content.decode()
    assert "已准备好" in page
    assert browser.post(f"/reception/{kept.number}/take-over/").status_code == 303
    assert view(desk, kept.number).row.advisor_id == desk.employee_id


@pytest.mark.usefixtures("friday_afternoon")
def test_the_day_through_the_endpoints(client: Client, desk: FrontDesk) -> None:
    user = User.objects.get(pk=desk.actor.id)
    grant_to(user, "administrator", desk.store)
    other = colleague(desk, "李四")
    call = caller(client, user)
    store = {"store_id": desk.store.pk}
    assert call("POST", "/receptions/duty/readiness", store)[0] == 200
    grant_to(user, "front_desk_supervisor", desk.store)
    pair = store | {"first_id": desk.employee_id, "second_id": other.employee_id}
    assert call("POST", "/receptions/duty/pairs", pair)[0] == 200
    status, shown = call("GET", f"/receptions/duty/day?store_id={desk.store.pk}")
    assert (status, {one["employee_id"]: one["is_ready"] for one in shown["advisors"]}) == (
        200,
        {desk.employee_id: True, other.employee_id: None},
    )
    kept = receive(other)
    assert call("POST", f"/receptions/{kept.number}/take-over", {})[0] == 200
