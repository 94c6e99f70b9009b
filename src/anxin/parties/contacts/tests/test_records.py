"""The contact log, the timeline, erasure."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.contacts import rules
from anxin.parties.contacts.commands import erase_contacts, log_contact, write_timeline
from anxin.parties.contacts.models import TimelineLine
from anxin.parties.contacts.queries import ContactFilter, get_contact, get_message, list_contacts, page_contacts, timeline_of
from anxin.parties.contacts.tests.factories import make_contact, make_message
from anxin.parties.customers.tests.factories import make_consent, make_customer, make_vehicle
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.events.models import StoredEvent
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window

pytestmark = pytest.mark.django_db
SYSTEM = system_actor


def test_a_call_is_registered_with_who_called_and_shows_on_both_timelines() -> None:
    store = make_store()
    user = make_user(store, "follow_up_clerk")
    make_employee(store, "follow_up_clerk", user=user, name="李静")
    customer_id = make_customer(store)
    vehicle_id = make_vehicle(store, owner_id=customer_id)
    actor = actor_for(user)
    logged = log_contact(
        actor=actor, store_id=store.pk, customer_id=customer_id, vehicle_id=vehicle_id, channel="phone", direction="out",
        result="reached", words="空调已正常", subject=DocumentRef("repair_orders.order", 5), at=AT,
    )  # fmt: skip
    row = get_contact(actor, logged.id)
    assert (row.employee_name, row.contacted_on, row.is_successful, row.words) == ("李静", AT.date(), True, "空调已正常")
    for lines in (timeline_of(actor, vehicle_id=vehicle_id), timeline_of(actor, customer_id=customer_id)):
        assert [one.title for one in lines] == ["电话 · 已联系上"]
    with reading(actor):
        event = StoredEvent.objects.get(name="contacts.ContactLogged")
    assert "空调" not in str(event.payload)
    assert event.payload["document_id"] == 5


@pytest.mark.parametrize(
    ("channel", "result", "counts"),
    [
        ("phone", "reached", True),
        ("phone", "voicemail", False),
        ("phone", "no_answer", False),
        ("print", "sent", False),
        ("sms", "sent", False),
        ("visit", "reached", True),
    ],
)
def test_voice_messages_and_letters_are_no_successful_contact(channel: str, result: str, counts: bool) -> None:
    assert rules.is_successful(channel, result) is counts


def test_unknown_codes_too_many_words_and_other_stores_are_refused() -> None:
    store, other = make_store("LG"), make_store("NS")
    customer_id = make_customer(store)
    for wrong in ({"channel": "smoke"}, {"direction": "up"}, {"result": "maybe"}, {"words": "长" * 2001}):
        with pytest.raises(Invalid) as refused:
            make_contact(store, customer_id, **wrong)
        assert refused.value.field == next(iter(wrong))
    with pytest.raises(NotFound):
        make_contact(other, customer_id)
    with pytest.raises(Denied):
        log_contact(
            actor=make_actor(other, "service_advisor"), store_id=store.pk, customer_id=customer_id, vehicle_id=None,
            channel="phone", direction="in", result="reached", words="", subject=None, at=AT,
        )  # fmt: skip


def test_the_letter_register_is_the_log_filtered_by_letters() -> None:
    store = make_store()
    customer_id = make_customer(store)
    make_contact(store, customer_id)
    letter = make_contact(store, customer_id, channel="print", result="sent")
    actor = make_actor(store, "service_advisor")
    assert [one.id for one in list_contacts(actor, store.pk, ContactFilter(channel="print"))] == [letter.id]
    page = page_contacts(actor, store.pk, ContactFilter(), Order(), Window(0, 1))
    assert (page.total, page.rows[0].id) == (2, letter.id)


def test_the_timeline_pages_backwards_without_gaps() -> None:
    store, actor = make_store(), SYSTEM("test")
    customer_id = make_customer(store)
    for hours in (0, 1, 1, 2):
        write_timeline(
            actor=actor, store_id=store.pk, vehicle_id=None, customer_id=customer_id, kind="test.line",
            subject=None, params={"number": hours}, at=AT + timedelta(hours=hours),
        )  # fmt: skip
    first = timeline_of(actor, customer_id=customer_id, limit=2)
    rest = timeline_of(actor, customer_id=customer_id, before=first[-1].id, limit=9)
    everything = timeline_of(actor, customer_id=customer_id)
    assert [one.id for one in (*first, *rest)] == [one.id for one in everything]
    assert [one.at for one in everything] == sorted((one.at for one in everything), reverse=True)


def test_a_line_needs_a_vehicle_or_a_customer_and_is_never_changed() -> None:
    store, actor = make_store(), SYSTEM("test")
    common = {"actor": actor, "store_id": store.pk, "kind": "test.line", "subject": None, "params": {}, "at": AT}
    with pytest.raises(NotFound):
        write_timeline(vehicle_id=None, customer_id=None, **common)  # type: ignore[arg-type]
    line_id = write_timeline(vehicle_id=None, customer_id=make_customer(store), **common)  # type: ignore[arg-type]
    with unit_of_work(actor, "test", writable=True), pytest.raises(DatabaseError), transaction.atomic():
        TimelineLine.objects.across_stores(reason="test").filter(pk=line_id).update(kind="x")


def test_another_stores_lines_are_not_seen() -> None:
    store, other = make_store("LG"), make_store("NS")
    customer_id = make_customer(store)
    make_contact(store, customer_id)
    assert timeline_of(make_actor(other, "service_advisor"), customer_id=customer_id) == []
    with pytest.raises(Invalid):
        timeline_of(SYSTEM("test"))


def test_an_erasure_blanks_texts_and_words_and_blocks_what_waits() -> None:
    store = make_store()
    customer_id = make_customer(store)
    make_consent(store, customer_id)
    message, contact = make_message(store, customer_id), make_contact(store, customer_id)
    assert erase_contacts(actor=SYSTEM("test"), customer_id=customer_id, at=AT) == 2
    row = get_message(SYSTEM("test"), message.id)
    assert (row.body, row.state, row.blocked_reason) == ("", "BLOCKED", "erased")
    assert get_contact(SYSTEM("test"), contact.id).words == ""


def test_a_vehicle_of_another_store_is_refused_like_one_that_does_not_exist() -> None:
    store, elsewhere = make_store(), make_store("FT")
    customer_id = make_customer(store)
    for vehicle_id in (make_vehicle(elsewhere), 900_000):
        with pytest.raises(NotFound):
            make_contact(store, customer_id, vehicle_id=vehicle_id)
        with pytest.raises(NotFound):
            make_message(store, customer_id, vehicle_id=vehicle_id)
