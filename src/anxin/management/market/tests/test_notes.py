"""Market notes: noted, refused, denied, answered once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from anxin.management.market import queries
from anxin.management.market.commands import (
    AnsweredAlready,
    NewNote,
    NoOwnEmployeeForNote,
    answer_market_note,
    note_market,
)
from anxin.management.market.models import MarketNote
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.models import Task
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.ui.lists import Order, Window

TODAY = AT.date()
NOTE = NewNote("competitor", "御景店", "小保养降到 299 元", TODAY, "客户拿来的宣传单")


def person(store: Store, post: str) -> Actor:
    user = make_user(store, post)
    make_employee(store, post, user=user)
    return actor_for(user)


@pytest.fixture
def store(db: None, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_store("LG")


def rows(actor: Actor, store: Store, asked: queries.NoteFilter | None = None) -> list[queries.NoteRow]:
    with reading(actor):
        return [*queries.page_market_notes(actor, store.pk, asked or queries.NoteFilter(), Order(), Window()).rows]


def tasks() -> list[Task]:
    with reading(system_actor("test")):
        return [*Task.objects.across_stores(reason="test").filter(kind="market.answer_note")]


@pytest.mark.rule("R-KP13")
def test_what_is_heard_goes_to_the_manager_who_answers(store: Store) -> None:
    hears, manager = person(store, "front_desk_supervisor"), person(store, "after_sales_manager")
    made = note_market(actor=hears, store_id=store.pk, note=NOTE, at=AT)
    assert [task.state for task in tasks()] == ["OPEN"]
    (row,) = rows(hears, store)
    assert (row.about, row.words, row.seen_on, row.answer) == ("御景店", "小保养降到 299 元", TODAY, "")
    assert answer_market_note(actor=manager, note_id=made.id, answer="下月做套餐", at=AT).is_answered
    (row,) = rows(hears, store)
    assert (row.answer, row.answered_at) == ("下月做套餐", AT)
    assert rows(hears, store, queries.NoteFilter(is_open=True)) == []
    assert [task.state for task in tasks()] == ["DONE"]


def test_the_list_is_narrowed_by_word_kind_and_day(store: Store) -> None:
    manager = person(store, "after_sales_manager")
    note_market(actor=manager, store_id=store.pk, note=NOTE, at=AT)
    older = NewNote("local", "龙岗修路", "大道封到年底", TODAY - timedelta(days=9))
    note_market(actor=manager, store_id=store.pk, note=older, at=AT)
    found = {
        "text": rows(manager, store, queries.NoteFilter(text="299")),
        "kind": rows(manager, store, queries.NoteFilter(kind=("local",))),
        "from": rows(manager, store, queries.NoteFilter(seen_from=TODAY)),
        "to": rows(manager, store, queries.NoteFilter(seen_to=TODAY - timedelta(days=1))),
        "all": rows(manager, store),
    }
    assert {name: [one.about for one in each] for name, each in found.items()} == {
        "text": ["御景店"],
        "kind": ["龙岗修路"],
        "from": ["御景店"],
        "to": ["龙岗修路"],
        "all": ["御景店", "龙岗修路"],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "rumour"},
        {"words": "  "},
        {"about": ""},
        {"about": "长" * 81},
        {"words": "长" * 1001},
        {"seen_on": TODAY + timedelta(days=1)},
    ],
)
def test_what_cannot_be_read_later_is_refused(store: Store, change: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        note_market(actor=person(store, "after_sales_manager"), store_id=store.pk, note=replace(NOTE, **change), at=AT)
    assert not MarketNote.objects.across_stores(reason="test").exists()


def test_who_may_not_is_denied(store: Store) -> None:
    made = note_market(actor=person(store, "after_sales_manager"), store_id=store.pk, note=NOTE, at=AT)
    technician, desk = person(store, "technician"), person(store, "front_desk_supervisor")
    with pytest.raises(Denied):
        note_market(actor=technician, store_id=store.pk, note=NOTE, at=AT)
    with pytest.raises((Denied, NotFound)):
        answer_market_note(actor=desk, note_id=made.id, answer="不管", at=AT)
    other = person(make_store("NS"), "after_sales_manager")
    with pytest.raises(NotFound):
        answer_market_note(actor=other, note_id=made.id, answer="不管", at=AT)
    with pytest.raises(NotFound), reading(other):
        queries.get_market_note(other, made.id)
    with pytest.raises(NoOwnEmployeeForNote):
        note_market(actor=actor_for(make_user(store, "after_sales_manager")), store_id=store.pk, note=NOTE, at=AT)


def test_a_note_is_answered_once_and_stays(store: Store) -> None:
    manager = person(store, "after_sales_manager")
    made = note_market(actor=manager, store_id=store.pk, note=NOTE, at=AT)
    with pytest.raises(Invalid):
        answer_market_note(actor=manager, note_id=made.id, answer=" ", at=AT)
    answer_market_note(actor=manager, note_id=made.id, answer="下月做套餐", at=AT)
    with pytest.raises(AnsweredAlready):
        answer_market_note(actor=manager, note_id=made.id, answer="不做", at=AT)


@pytest.mark.parametrize("statement", ["UPDATE market_marketnote SET words = 'x'", "DELETE FROM market_marketnote"])
def test_the_database_keeps_what_was_answered(store: Store, statement: str) -> None:
    manager = person(store, "after_sales_manager")
    made = note_market(actor=manager, store_id=store.pk, note=NOTE, at=AT)
    answer_market_note(actor=manager, note_id=made.id, answer="下月做套餐", at=AT)
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        unit_of_work(system_actor("test"), "test", writable=True),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_of_two_who_answer_at_once_one_does(race: Callable[..., list[Any]]) -> None:
    store = make_store("LG")
    first, second = person(store, "after_sales_manager"), person(store, "service_manager")
    made = note_market(actor=first, store_id=store.pk, note=NOTE, at=AT)
    results = race(
        *(
            lambda who=who, words=words: answer_market_note(actor=who, note_id=made.id, answer=words, at=AT)
            for who, words in ((first, "跟进"), (second, "不做"))
        )
    )
    assert sorted(type(one).__name__ for one in results) == ["AnsweredAlready", "KeptNote"]


def test_the_pages_note_and_answer(store: Store) -> None:
    user = make_user(store, "after_sales_manager")
    make_employee(store, "after_sales_manager", user=user)
    client = Client()
    client.force_login(user)
    form = {"kind": "competitor", "about": "御景店", "words": "降价 <b>", "source": "", "seen_on": TODAY.isoformat()}
    assert "没有市场情况" in client.get("/market-notes/").content.decode()
    refused = client.post("/market-notes/enter/", {**form, "words": "", "about": ""})
    assert (refused.status_code, "这个字段是必填项" in refused.content.decode()) == (422, False)
    assert "请写看到、听到的情况。" in refused.content.decode()
    assert client.post("/market-notes/enter/", form).status_code == 303
    (row,) = rows(actor_for(user), store)
    assert "降价 &lt;b&gt;" in client.get(f"/market-notes/{row.id}/").content.decode()
    assert client.post(f"/market-notes/{row.id}/answer/", {"answer": "跟进"}).status_code == 303
    late = client.post(f"/market-notes/{row.id}/answer/", {"answer": "再跟进"})
    assert late.status_code == 409
    assert "已经答复过了" in late.content.decode()
    assert client.get("/market-notes/?format=xlsx").status_code == 200
