"""What booking does for a store: who counts, who kept the time, who waited how long."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, PASSWORD, make_user
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.visit.appointments.commands import cancel_appointment, mark_no_show
from anxin.visit.appointments.queries import figures_of_due_bookings
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.reception import commands, queries
from anxin.visit.reception.rules import Entry, GroupWait, figures_of
from anxin.visit.reception.tests.factories import NOTE, PNG, make_cash_desk, receive, settled_visit, signed_visit

MINUTE = timedelta(minutes=1)
TODAY = AT.date()


def entry(
    wanted: int | None = None,
    signed: int | None = None,
    begun: int | None = None,
    *,
    lane: str = "",
    is_on_time: bool | None = None,
) -> Entry:
    return Entry(
        lane=lane,
        wanted_at=None if wanted is None else AT + wanted * MINUTE,
        arrived_at=AT,
        signed_at=None if signed is None else AT + signed * MINUTE,
        begun_at=None if begun is None else AT + begun * MINUTE,
        is_on_time=is_on_time,
    )


@pytest.mark.rule("R-AP03", "R-AP13")
def test_who_came_at_the_booked_time_counts_as_booked_and_promises_are_judged_of_booked_cars() -> None:
    found = figures_of([entry(30, is_on_time=True), entry(-31, is_on_time=False), entry(), entry(is_on_time=False)], 30)
    assert (found.entries, found.at_their_time, found.at_another_time) == (4, 1, 1)
    assert (found.booked_share, found.on_time_share) == (0.25, 0.5)
    nobody = figures_of([], 30)
    assert (nobody.booked_share, nobody.on_time_share) == (None, None)


@pytest.mark.rule("R-AP01")
def test_waiting_is_the_median_of_each_group() -> None:
    cars = [entry(0, 10, 20), entry(0, 20, 60), entry(0, 90), entry(0, lane="express"), entry(None, 40, 100)]
    assert figures_of(cars, 30).waits == (
        GroupWait("green", 1, None, None),
        GroupWait("booked", 3, 20, 25),
        GroupWait("walk_in", 1, 40, 60),
    )


@pytest.mark.rule("R-AP03", "R-AP10")
@pytest.mark.django_db
def test_internal_cars_and_cars_without_an_order_do_not_count_and_who_took_a_booking_is_known() -> None:
    desk = make_cash_desk()
    booked = make_appointment(desk.store, wanted_at=AT + 20 * MINUTE, actor=desk.actor, channel="counter")
    missed = make_appointment(desk.store, actor=desk.actor)
    number = settled_visit(desk, vehicle_id=booked.vehicle_id)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    signed_visit(desk)
    receive(desk)
    mark_no_show(actor=desk.actor, number=missed.number, at=AT)
    make_appointment(desk.store)
    called_off = make_appointment(desk.store, actor=desk.actor)
    cancel_appointment(actor=desk.actor, number=called_off.number, reason="改天", at=AT)
    signed_visit(desk, vehicle_id=make_vehicle(desk.store, owner_id=make_customer(desk.store, kind="internal")))
    found = queries.figures_of_entries(desk.actor, desk.store.pk, TODAY, TODAY)
    assert (found.entries, found.at_their_time, found.delivered, found.on_time) == (2, 1, 1, 1)
    assert [one.cars for one in found.waits] == [0, 1, 1]
    due = figures_of_due_bookings(desk.actor, desk.store.pk, TODAY, TODAY)
    assert (due.due, due.arrived, due.early, due.missed) == (3, 1, 1, 1)
    assert [(one.count, one.at_counter) for one in due.booked_by] == [(2, 1)]
    with pytest.raises(Invalid):
        queries.figures_of_entries(system_actor("test"), desk.store.pk, TODAY, TODAY - timedelta(days=1))


@pytest.mark.rule("R-RC18")
@pytest.mark.django_db
def test_the_share_of_walk_arounds_with_the_customer_must_be_more_than_half(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_cash_desk()

    def share() -> queries.InteractiveShare:
        return queries.interactive_share(desk.actor, desk.store.pk, TODAY, TODAY)

    assert (share().share, share().is_reached) == (None, None)
    signed_visit(desk)
    hurried = receive(desk, concerns="异响")
    commands.decline_walk_around(actor=desk.actor, number=hurried.number, reason="客户赶时间", at=AT)
    commands.open_order_from_reception(actor=desk.actor, number=hurried.number, at=AT)
    receive(desk)
    signed_visit(desk, vehicle_id=make_vehicle(desk.store, owner_id=make_customer(desk.store, kind="internal")))
    assert (share().interactive, share().receptions, share().is_reached) == (1, 2, False)
    signed_visit(desk)
    assert (share().interactive, share().receptions, share().is_reached) == (2, 3, True)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=3))
    make_user(desk.store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    page = client.get("/reception/booking-figures/").content.decode()
    assert "客户在场的环车检查" in page
    assert "达标" in page


@pytest.mark.rule("R-AP02")
@pytest.mark.django_db
def test_the_page_defines_its_figures_and_the_next_visit_is_booked_from_the_delivery(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=3))
    make_user(desk.store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    assert "/reception/booking-figures/" in client.get("/appointments/").content.decode()
    page = client.get("/reception/booking-figures/").content.decode()
    assert "相差 30 分钟以内的比例" in page
    assert client.get("/reception/booking-figures/?since=2026-11-20&until=nonsense").status_code == 200
    assert "channel=counter" in client.get(f"/deliveries/{number}/").content.decode()
    form = client.get("/appointments/?plate=粤B12345&channel=counter").content.decode()
    assert 'value="粤B·12345"' in form
