"""Why cars did not come (R-AP14)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, PASSWORD, make_actor, make_store, make_user
from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid, NotFound, VersionConflict
from anxin.platform.scope import unit_of_work
from anxin.visit.appointments import commands, queries
from anxin.visit.appointments.commands import KeptAppointment
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.tests.factories import LATER, make_appointment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = AT.date()
database = pytest.mark.django_db


def missed(store: Store, **why: str) -> KeptAppointment:
    return commands.mark_no_show(actor=system_actor("test"), number=make_appointment(store).number, at=LATER + HOUR, **why)


def explain(store: Store, kept: KeptAppointment, reason: str, **more: Any) -> KeptAppointment:
    actor = more.pop("actor", None) or make_actor(store, "customer_relations_agent")
    return commands.record_no_show_reason(actor=actor, number=kept.number, reason=reason, **{"at": AT + DAY, **more})


def reason(store: Store, kept: KeptAppointment) -> tuple[str, str]:
    row = queries.get_appointment(make_actor(store, "service_advisor"), kept.number)
    return row.no_show_reason, row.no_show_words


@database
def test_the_reason_is_said_at_once_or_found_out_later_and_mended() -> None:
    store = make_store("LG")
    known, open_one = missed(store, reason="forgot", words="明天来"), missed(store)
    assert (reason(store, known), reason(store, open_one)) == (("forgot", "明天来"), ("", ""))
    explain(store, open_one, "not_reachable")
    explain(store, open_one, "other", words="堵在路上")
    assert reason(store, open_one) == ("other", "堵在路上")


@database
def test_the_night_leaves_the_reason_open_and_the_day_after_asks_for_it() -> None:
    store = make_store("LG")
    desk = make_actor(store, "service_advisor")
    make_appointment(store)
    commands.mark_missed_appointments(actor=system_actor("test"), store_id=store.pk, at=AT + DAY)
    found = queries.list_no_shows(desk, store.pk, TODAY, TODAY + DAY)
    assert (found.count, found.unexplained, found.reasons) == (1, 1, ())
    assert queries.count_unexplained(desk, store.pk, TODAY) == 1
    assert queries.count_unexplained(desk, store.pk, TODAY + DAY) == 0


@pytest.mark.rule("R-AP14")
@database
def test_reasons_are_counted_for_a_span_of_days() -> None:
    store, other = make_store("LG"), make_store("NS")
    desk = make_actor(store, "service_advisor")
    first, second = missed(store, reason="time_not_kept"), missed(store, reason="forgot")
    third, asked = missed(store, reason="forgot"), missed(store)
    missed(other, reason="elsewhere")
    make_appointment(store, wanted_at=LATER + 2 * HOUR)
    found = queries.list_no_shows(desk, store.pk, TODAY, TODAY)
    assert [(one.code, one.count) for one in found.reasons] == [("forgot", 2), ("time_not_kept", 1)]
    assert (found.count, found.unexplained) == (4, 1)
    assert [row.number for row in found.rows] == [asked.number, first.number, second.number, third.number]
    assert queries.list_no_shows(desk, store.pk, TODAY - DAY, TODAY - DAY).count == 0
    assert queries.list_no_shows(desk, other.pk, TODAY, TODAY).count == 0
    for since, until in ((TODAY, TODAY - DAY), (TODAY, TODAY + 400 * DAY)):
        with pytest.raises(Invalid):
            queries.list_no_shows(desk, store.pk, since, until)


@database
def test_who_comes_after_all_has_no_reason_for_not_coming() -> None:
    store = make_store("LG")
    kept = missed(store, reason="forgot", words="在路上")
    commands.mark_arrived(actor=system_actor("test"), number=kept.number, at=LATER + 2 * HOUR)
    assert reason(store, kept) == ("", "")
    with pytest.raises(commands.NoNoShow):
        explain(store, kept, "forgot")


@database
def test_a_refused_reason_changes_nothing() -> None:
    store, other = make_store("LG"), make_store("NS")
    kept, expected = missed(store), make_appointment(store)
    refused: list[tuple[type[Exception], Callable[[], Any]]] = [
        (Invalid, partial(explain, store, kept, "")),
        (Invalid, partial(explain, store, kept, "weather")),
        (Invalid, partial(explain, store, kept, "other", words=" ")),
        (Invalid, partial(explain, store, kept, "forgot", words="x" * 201)),
        (VersionConflict, partial(explain, store, kept, "forgot", version=9)),
        (commands.NoNoShow, partial(explain, store, expected, "forgot")),
        (NotFound, partial(explain, store, kept, "forgot", actor=make_actor(other, "service_advisor"))),
        (Denied, partial(explain, store, kept, "forgot", actor=make_actor(store, "reception_guide"))),
    ]
    for refusal, act in refused:
        with pytest.raises(refusal):
            act()
    with pytest.raises(Invalid):
        commands.mark_no_show(actor=system_actor("test"), number=expected.number, at=LATER, words="只有话")
    assert (reason(store, kept), reason(store, expected)) == (("", ""), ("", ""))
    assert queries.get_appointment(system_actor("test"), expected.number).state == "BOOKED"


@database
def test_the_database_refuses_a_reason_where_the_car_is_expected() -> None:
    store = make_store("LG")
    kept = make_appointment(store)
    with unit_of_work(system_actor("test"), "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
        Appointment.objects.across_stores(reason="test").filter(pk=kept.id).update(no_show_reason="forgot")


@database
def test_an_erasure_blanks_the_words_and_keeps_the_reason() -> None:
    store = make_store("LG")
    kept = missed(store, reason="other", words="张三住院了")
    about = {"store_id": store.pk, "customer_id": kept.customer_id}
    commands.erase_appointment_words(actor=system_actor("test"), at=AT + DAY, **about)
    assert reason(store, kept) == ("other", "")


def test_two_clerks_who_read_the_same_note_one_reason(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    kept = missed(store)
    outcomes = race(*(partial(explain, store, kept, why, version=kept.version) for why in ("forgot", "elsewhere")))
    assert {type(outcome) for outcome in outcomes} == {KeptAppointment, VersionConflict}


@database
def test_the_day_asks_for_open_reasons_and_the_page_takes_them(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + DAY)
    store = make_store("LG")
    make_user(store, "service_advisor", username="wang")
    client.login(username="wang", password=PASSWORD)
    kept, told = missed(store), make_appointment(store)
    client.post(f"/appointments/{told.number}/miss/", {"reason": "not_reminded", "words": ""})
    assert "1 个未到店的预约还没问原因" in client.get("/appointments/").content.decode()
    page = client.get("/appointments/no-shows/?since=2026-11-20&until=2026-11-21").content.decode()
    assert "我们没提醒 <b>1</b>" in page
    assert f'action="/appointments/{kept.number}/explain/"' in page
    refused = client.post(f"/appointments/{kept.number}/explain/", {"reason": ""})
    assert refused.status_code == 422
    span = {"since": "2026-11-20", "until": "2026-11-21"}
    answer = client.post(f"/appointments/{kept.number}/explain/", {"reason": "elsewhere", "version": "2", **span})
    assert (answer.status_code, answer["Location"]) == (
        303, "/appointments/no-shows/?since=2026-11-20&until=2026-11-21",
    )  # fmt: skip
    assert "还没问原因" not in client.get("/appointments/").content.decode()
    assert client.get("/appointments/no-shows/?since=2026-11-22&until=nonsense").status_code == 200
