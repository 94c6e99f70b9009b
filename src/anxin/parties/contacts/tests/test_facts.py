"""What contacts publish for figures."""

from datetime import UTC, date, datetime

import pytest

from anxin.parties.contacts.models import ContactRecord
from anxin.parties.contacts.rules import is_successful
from anxin.parties.contacts.tests.factories import make_contact, make_message
from anxin.parties.customers.tests.factories import make_consent, make_customer
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_actor, make_store
from anxin.platform.tests.fact_rows import fact_rows, of

pytestmark = pytest.mark.django_db
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
LAST, AFTER = datetime(2026, 11, 30, 15, 59, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC)


def test_a_talk_is_a_success_as_the_rule_says_it_whatever_the_channel_and_result() -> None:
    store = make_store("LG")
    customer = make_customer(store)
    cases = [
        (channel, result)
        for channel in ("phone", "visit", "wechat", "sms", "print")
        for result in ContactRecord.Result.values
    ]
    for channel, result in cases:
        make_contact(store, customer, channel=channel, result=result)
    rows = fact_rows(system_actor("test"), "contacts.contact")
    assert [of(row, "channel", "result", "is_successful") for row in rows] == [
        (channel, result, is_successful(channel, result)) for channel, result in cases
    ]


def test_what_was_sent_and_what_the_customer_did_not_agree_to() -> None:
    store, other = make_store("LG"), make_store("BA")
    agreed, silent = make_customer(store), make_customer(store)
    make_consent(store, agreed)
    make_message(store, agreed)
    make_message(store, silent)
    make_message(other, make_customer(other))
    rows = fact_rows(make_actor(store, "service_manager"), "contacts.message")
    told = ("customer_id", "purpose", "state", "blocked_reason", "is_sent", "is_blocked", "minutes_to_sent")
    assert [of(row, *told) for row in rows] == [
        (agreed, "service", "WAITING", "", False, False, None),
        (silent, "service", "BLOCKED", "no_consent", False, True, None),
    ]


def test_talks_and_messages_count_on_the_day_on_the_stores_wall() -> None:
    store = make_store("LG")
    customer = make_customer(store)
    for at in (LAST, AFTER):
        make_contact(store, customer, at=at)
        make_message(store, customer, at=at)
    for fact in ("contacts.contact", "contacts.message"):
        (row,) = fact_rows(system_actor("test"), fact, *NOVEMBER)
        assert row["day"] == date(2026, 11, 30)
