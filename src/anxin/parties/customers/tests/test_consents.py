"""What a customer answers when asked for consent: given, refused, not asked; every store that knows him hears of it."""

from typing import Any

import pytest

from anxin.parties.customers.commands import ensure_relation, give_consent, record_consent_answer, withdraw_consent
from anxin.parties.customers.queries import GIVEN, REFUSED, UNASKED, find_consent_answer, list_consents, may_contact
from anxin.parties.customers.tasks import announce_consent_everywhere
from anxin.parties.customers.tests.factories import make_customer
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db


def answers(actor: Actor, store: Store, customer: int, answer: str, **more: str) -> bool:
    given = {"purpose": "service", "channel": "spoken", **more}
    kept = record_consent_answer(actor=actor, store_id=store.pk, customer_id=customer, answer=answer, at=AT, **given)
    return kept.is_changed


def test_an_answer_is_kept_once_and_may_change() -> None:
    store = make_store()
    advisor, customer = make_actor(store, "service_advisor"), make_customer(store)
    assert find_consent_answer(advisor, customer, "service") == UNASKED
    assert answers(advisor, store, customer, REFUSED, evidence="R-1")
    assert not answers(advisor, store, customer, REFUSED)
    assert not may_contact(advisor, customer, "service")
    assert find_consent_answer(advisor, customer, "marketing") == UNASKED
    assert answers(advisor, store, customer, GIVEN)
    assert not answers(advisor, store, customer, GIVEN)
    assert may_contact(advisor, customer, "service")
    assert answers(advisor, store, customer, REFUSED)
    assert find_consent_answer(advisor, customer, "service") == REFUSED
    assert [(one.is_refusal, one.evidence) for one in list_consents(advisor, customer)] == [(False, ""), (True, "R-1")]


@pytest.mark.parametrize("wrong", [{"answer": "maybe"}, {"purpose": "fun"}, {"channel": "dream"}])
def test_an_answer_that_nobody_can_give_is_refused(wrong: dict[str, Any]) -> None:
    store = make_store()
    advisor, customer = make_actor(store, "service_advisor"), make_customer(store)
    with pytest.raises(Invalid):
        answers(advisor, store, customer, **{"answer": REFUSED, **wrong})
    assert list_consents(advisor, customer) == []


def test_neither_a_technician_nor_another_store_notes_an_answer() -> None:
    store, elsewhere = make_store("LG"), make_store("NS")
    customer = make_customer(store)
    with pytest.raises(Denied):
        answers(make_actor(store, "technician"), store, customer, REFUSED)
    with pytest.raises(NotFound):
        answers(make_actor(elsewhere, "service_advisor"), elsewhere, customer, REFUSED)
    assert list_consents(make_actor(store, "service_advisor"), customer) == []


def test_an_answer_stands_in_a_store_that_knows_the_customer() -> None:
    here, there = make_store("LG"), make_store("NS")
    both, customer = make_actor(here, "service_advisor", level="group"), make_customer(here)
    by = {"actor": both, "store_id": there.pk, "customer_id": customer, "purpose": "service", "at": AT}
    for attempt in (
        lambda: record_consent_answer(answer=REFUSED, channel="spoken", **by),
        lambda: give_consent(channel="spoken", **by),
        lambda: withdraw_consent(**by),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert list_consents(both, customer) == []
    assert answers(both, here, customer, REFUSED)


def test_every_store_that_knows_the_customer_hears_of_the_answer() -> None:
    here, there = make_store("LG"), make_store("NS")
    customer = make_customer(here)
    ensure_relation(actor=system_actor("test"), store_id=there.pk, customer_id=customer, at=AT)
    give_consent(
        actor=make_actor(here, "service_advisor"), store_id=here.pk, customer_id=customer, purpose="service",
        channel="screen", at=AT,
    )  # fmt: skip
    announce_consent_everywhere(customer_id=customer, purpose="service", besides=here.pk)
    with reading(system_actor("test")):
        told = StoredEvent.objects.filter(name="customers.ConsentGiven").values_list("store_id", flat=True)
        assert sorted(told) == sorted([here.pk, there.pk])
