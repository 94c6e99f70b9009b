"""A booking holds the book of half hours: it is offered what can be kept, and gives back what it does not need."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_plate, make_vehicle
from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import Store
from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.org.tests.factories import AT, PASSWORD, actor_for, make_user
from anxin.parties.people.commands import record_absence
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.commands import carry_over_work
from anxin.resources.capacity.queries import list_holds
from anxin.resources.capacity.tests.factories import make_workshop
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package
from anxin.visit.appointments import commands, queries
from anxin.visit.appointments.commands import SlotFull
from anxin.visit.appointments.tests.factories import make_appointment

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=AT.tzinfo)
"""Monday 9:00 in Shanghai."""
HALF_HOUR = timedelta(minutes=30)


def held_from(store: Store, kept: commands.KeptAppointment) -> datetime | None:
    return first_held(store, DocumentRef("appointments.appointment", kept.id))


def first_held(store: Store, document: DocumentRef) -> datetime | None:
    rows = list_holds(system_actor("test"), store.pk, document)
    return rows[0].starts_at if rows else None


@pytest.mark.rule("R-AP11")
def test_a_booking_holds_the_hours_of_its_kind_and_a_second_one_is_offered_what_can_be_kept() -> None:
    store, _mechanics = make_workshop()
    kept = make_appointment(store, wanted_at=NINE)
    assert held_from(store, kept) == NINE
    with pytest.raises(SlotFull, match=r"当天起最早可约 11-23 10:00") as refused:
        make_appointment(store, wanted_at=NINE)
    # 60 minutes of one mechanic, of whom 24 in each half hour may be promised.
    offered = refused.value.offers
    assert [offer.starts_at - NINE for offer in offered] == [2 * HALF_HOUR, 3 * HALF_HOUR, 4 * HALF_HOUR]
    assert [offer.is_off_peak for offer in offered] == [False, True, True]
    assert refused.value.details["next_free"] == offered[0].starts_at.isoformat()
    assert len(refused.value.details["offers"]) == 3
    assert (refused.value.rule, refused.value.shown[-10:]) == ("R-AP06", "。 · R-AP06")


def test_an_earlier_free_time_of_the_wished_day_is_offered_before_the_later_ones() -> None:
    store, _mechanics = make_workshop()
    make_appointment(store, wanted_at=NINE + 6 * HALF_HOUR)
    with pytest.raises(SlotFull) as refused:
        make_appointment(store, wanted_at=NINE + 6 * HALF_HOUR)
    first, *later = refused.value.offers
    assert first.starts_at <= NINE
    assert len(later) == 2
    assert all(offer.starts_at > NINE + 6 * HALF_HOUR for offer in later)


def test_a_package_holds_the_hours_of_its_own_labour() -> None:
    store, _mechanics = make_workshop()
    operation = make_operation(hours="0.40")
    package = make_package(operation, make_article())
    make_appointment(store, wanted_at=NINE, package_code=package.code)
    make_appointment(store, wanted_at=NINE + HALF_HOUR, package_code=package.code)
    offers = queries.list_offers(system_actor("test"), store.pk, NINE, package_code=package.code)
    assert offers[0].starts_at == NINE + 2 * HALF_HOUR


@pytest.mark.parametrize("verb", ["cancel", "miss", "pass"])
def test_who_does_not_come_gives_the_hours_back(verb: str) -> None:
    store, _mechanics = make_workshop()
    kept = make_appointment(store, wanted_at=NINE)
    about: dict[str, Any] = {"actor": system_actor("test"), "at": AT}
    if verb == "cancel":
        commands.cancel_appointment(number=kept.number, reason="出差", **about)
    elif verb == "miss":
        commands.mark_no_show(number=kept.number, **about)
    else:
        commands.mark_missed_appointments(store_id=store.pk, **{**about, "at": NINE + timedelta(days=1)})
    assert held_from(store, kept) is None


def test_a_move_takes_its_hours_along_and_a_refused_one_keeps_them() -> None:
    store, _mechanics = make_workshop()
    first, second = make_appointment(store, wanted_at=NINE), make_appointment(store, wanted_at=NINE + 4 * HALF_HOUR)
    actor = system_actor("test")
    commands.move_appointment(actor=actor, number=first.number, wanted_at=NINE + HALF_HOUR, at=AT)
    assert held_from(store, first) == NINE + HALF_HOUR
    with pytest.raises(SlotFull):
        commands.move_appointment(actor=actor, number=first.number, wanted_at=NINE + 4 * HALF_HOUR, at=AT)
    assert held_from(store, first) == NINE + HALF_HOUR
    assert held_from(store, second) == NINE + 4 * HALF_HOUR


def test_who_came_and_was_received_keeps_the_hours_for_the_visit_and_who_was_not_loses_them() -> None:
    store, _mechanics = make_workshop()
    actor = system_actor("test")
    received, forgotten = (make_appointment(store, wanted_at=NINE + 6 * number * HALF_HOUR) for number in range(2))
    visit = DocumentRef("probe.visit", 7)
    commands.mark_arrived(actor=actor, number=received.number, at=NINE)
    assert held_from(store, received) == NINE
    commands.mark_arrived(actor=actor, number=received.number, at=NINE, document=visit)
    assert held_from(store, received) is None
    assert first_held(store, visit) == NINE
    commands.mark_arrived(actor=actor, number=forgotten.number, at=NINE)
    commands.mark_missed_appointments(actor=actor, store_id=store.pk, at=NINE + timedelta(days=1))
    assert held_from(store, forgotten) is None
    assert first_held(store, visit) == NINE


def test_who_was_never_received_loses_the_hours_also_when_nobody_looked_for_days() -> None:
    store, _mechanics = make_workshop()
    actor = system_actor("test")
    forgotten = make_appointment(store, wanted_at=NINE)
    commands.mark_arrived(actor=actor, number=forgotten.number, at=NINE)
    document = DocumentRef("appointments.appointment", forgotten.id)
    carry_over_work(actor=actor, store_id=store.pk, documents=[document], at=NINE + timedelta(days=3))
    assert held_from(store, forgotten) is not None
    commands.mark_missed_appointments(actor=actor, store_id=store.pk, at=NINE + timedelta(days=3))
    assert held_from(store, forgotten) is None


@pytest.mark.rule("R-AP11")
def test_the_desk_taps_an_offer_sees_how_full_it_is_and_whom_an_absence_endangers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store, (mechanic,) = make_workshop()
    make_user(store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    make_appointment(store, wanted_at=NINE)
    plate = make_plate()
    make_vehicle(store, plate=plate)
    wish = {"plate": plate, "kind": "maintenance", "channel": "phone", "wanted_at": "2026-11-23T09:00"}
    refused = client.post("/appointments/book/?day=2026-11-23", wish)
    assert refused.status_code == 422
    assert "还有 1 台未到" in refused.content.decode()
    times = re.findall(r'<button[^>]* name="wanted_at" value="([^"]+)"', refused.content.decode())
    assert times == ["2026-11-23T10:00", "2026-11-23T10:30", "2026-11-23T11:00"]
    assert "错峰" in refused.content.decode()
    # A browser sends the tapped button after the field of the same name.
    assert client.post("/appointments/book/", {**wish, "wanted_at": [wish["wanted_at"], times[1]]}).status_code == 303
    page = client.get("/appointments/?day=2026-11-23").content.decode()
    assert "09:00 约满" in page
    assert "人手不够" not in page
    monday = NINE.date()
    record_absence(actor=system_actor("test"), employee_id=mechanic.pk, kind="sick", starts_on=monday, ends_on=monday, at=AT)
    assert client.get("/appointments/?day=2026-11-23").content.decode().count("人手不够") == 2


def test_a_move_that_cannot_be_kept_is_offered_what_can_on_the_page_and_over_the_api(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    store, _mechanics = make_workshop()
    user = make_user(store, "service_advisor", "administrator", username="wang")
    client.login(username="wang", password=PASSWORD)
    moved = make_appointment(store, wanted_at=NINE)
    make_appointment(store, wanted_at=NINE + 4 * HALF_HOUR)
    wish = {"wanted_at": "2026-11-23T11:00", "version": "1"}
    refused = client.post(f"/appointments/{moved.number}/move/", wish)
    page = refused.content.decode()
    assert (refused.status_code, page.count('<details class="ax-typed" open>'), "排不下" in page) == (422, 1, True)
    times = re.findall(r'<button[^>]* name="wanted_at" value="([^"]+)"', page)
    assert len(times) == 3
    empty = client.post(f"/appointments/{moved.number}/move/", {"wanted_at": "", "version": "1"})
    assert (empty.status_code, "请填改到的日期和时间" in empty.content.decode()) == (422, True)
    token = issue_api_token(actor=actor_for(user), name="t", scopes=["*"], days=30, at=AT).token
    asked = {"wanted_at": "2026-11-23T11:00:00+08:00"}
    bearer = {"Authorization": f"Bearer {token}"}
    address = f"/api/v1/appointments/{moved.number}/move"
    problem = Client(headers=bearer).post(address, asked, content_type="application/json").json()
    assert problem["code"] == "slot_full", problem
    assert problem["rule"] == "R-AP06"
    offered = [datetime.fromisoformat(one).astimezone(store_info(store.pk).clock.zone) for one in problem["offers"]]
    assert (problem["code"], [f"{one:%Y-%m-%dT%H:%M}" for one in offered]) == ("slot_full", times)
    tapped = {**wish, "wanted_at": [wish["wanted_at"], times[0]]}
    assert client.post(f"/appointments/{moved.number}/move/", tapped).status_code == 303
    assert held_from(store, moved) == offered[0]


@pytest.mark.parametrize("year", [1, 9999])
def test_offers_of_a_time_that_no_calendar_has_are_refused(year: int) -> None:
    store, _mechanics = make_workshop()
    with pytest.raises(Invalid):
        queries.list_offers(system_actor("test"), store.pk, datetime(year, 12, 31, tzinfo=AT.tzinfo))
