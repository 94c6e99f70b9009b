"""How the group words its messages: versions that only grow, two at once, and the way out that stays."""

from collections.abc import Callable
from functools import partial
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection

from anxin.parties.contacts.commands import change_template, reset_template, templates
from anxin.parties.contacts.parameters import FREE_MARKETING, FREE_SERVICE
from anxin.parties.contacts.queries import get_message, get_template
from anxin.parties.contacts.tests.factories import make_message
from anxin.parties.customers.tests.factories import make_consent, make_customer
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, NotFound, VersionConflict

Race = Callable[..., list[Any]]


def head_office() -> Actor:
    return make_actor(make_store(), "customer_relations_manager", level="group")


@pytest.mark.django_db
def test_the_group_words_a_template_anew_and_goes_back() -> None:
    store = make_store()
    head = make_actor(store, "customer_relations_manager", level="group")
    change_template(actor=head, code=FREE_SERVICE, body="{name}：{text}", version=0, at=AT)
    customer = make_customer(store, "张小明", phone="13800138000")
    make_consent(store, customer)
    assert get_message(head, make_message(store, customer).id).body == "张小明：车已修好，请来提车"
    with pytest.raises(VersionConflict):
        change_template(actor=head, code=FREE_SERVICE, body="{name}", version=0, at=AT)
    with pytest.raises(Invalid) as refused:
        change_template(actor=head, code=FREE_SERVICE, body="{plate}", version=1, at=AT)
    assert refused.value.field == "body"
    reset_template(actor=head, code=FREE_SERVICE, at=AT)
    assert get_message(head, make_message(store, customer).id).body.startswith("【门店LG】")
    with pytest.raises(NotFound):
        reset_template(actor=head, code=FREE_SERVICE, at=AT)
    with pytest.raises(Denied):
        change_template(actor=make_actor(store, "service_advisor"), code=FREE_SERVICE, body="x", version=0, at=AT)


@pytest.mark.django_db
def test_a_version_from_before_the_reset_never_fits_again() -> None:
    head = head_office()
    by = {"actor": head, "code": FREE_SERVICE, "at": AT}
    versions = [change_template(body="{text}", version=0, **by).version, reset_template(**by).version]
    own = get_template(head, FREE_SERVICE)
    assert (own.is_own, own.body) == (False, own.shipped_body)
    versions.append(change_template(body="{name} {text}", version=own.version, **by).version)
    assert versions == [1, 2, 3]
    with pytest.raises(VersionConflict):
        change_template(body="{text}!", version=1, **by)


@pytest.mark.django_db
def test_advertising_keeps_the_way_out() -> None:
    head = head_office()
    with pytest.raises(Invalid) as refused:
        change_template(actor=head, code=FREE_MARKETING, body="买一送一 {text}", version=0, at=AT)
    assert (refused.value.field, "unsubscribe" in str(refused.value)) == ("body", True)
    assert not get_template(head, FREE_MARKETING).is_own


def test_two_who_word_a_template_first_at_once_meet_by_version(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    read, have_read = templates._own_words, list[str]()

    def meeting(code: str) -> Any:
        """Whoever has read goes on only when the other has read, too, or waits for the turn to."""
        row = read(code)
        have_read.append(code)
        until = monotonic() + 20
        while len(have_read) < 2 and not _is_waited_for() and monotonic() < until:
            sleep(0.01)
        return row

    monkeypatch.setattr(templates, "_own_words", meeting)
    word = partial(change_template, actor=head_office(), code=FREE_SERVICE, body="{text}", version=0, at=AT)
    assert sorted(type(one).__name__ for one in race(word, word)) == ["SavedTemplate", "VersionConflict"]


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
