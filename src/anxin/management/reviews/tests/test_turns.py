"""Whose turn it is with a suggestion, and until when, as its author reads it in the list."""

from anxin.management.reviews import commands, parameters
from anxin.management.reviews.queries import SuggestionFilter, SuggestionRow, page_suggestions
from anxin.management.reviews.tests.factories import DUE_ON, Team, accepted, entered, reported
from anxin.parties.org.queries import store_info
from anxin.parties.org.tests.factories import AT
from anxin.parties.work.models import Task
from anxin.parties.work.queries import list_turns
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.visit.workshop.tests.test_web import browser_of


def rows(team: Team) -> dict[str, SuggestionRow]:
    with reading(team.author.actor):
        found = page_suggestions(team.author.actor, team.store.pk, SuggestionFilter(), Order(), Window(), AT)
    return {one.number: one for one in found.rows}


def test_the_author_sees_who_has_it_and_until_when(team: Team) -> None:
    waits, given, told, closed = entered(team), accepted(team), reported(team), accepted(team)
    commands.drop_suggestion(actor=team.director.actor, number=closed.number, reason="算了", at=AT)
    with reading(team.director.actor):
        due = {one.subject_id: one.due_at for one in Task.objects.across_stores(reason="test").filter(state="OPEN")}
    day, found = store_info(team.store.pk).clock.day, rows(team)
    for one in (waits, told):
        assert (found[one.number].turn, found[one.number].turn_until) == ("车间主任", day(due[one.id]))
    assert (found[given.number].turn, found[given.number].turn_until) == ("王强", DUE_ON)
    assert (found[closed.number].turn, found[closed.number].turn_until) == ("", None)
    page = browser_of(team.author.actor).get("/suggestions/").content.decode()
    assert f"王强 · {DUE_ON:%m-%d}" in page
    assert "轮到谁，到哪天" in browser_of(team.author.actor).get(f"/suggestions/{waits.number}/").content.decode()


def test_a_task_names_the_person_who_has_it_else_the_post(team: Team) -> None:
    by, waits, given = team.director.actor, entered(team), accepted(team)
    kinds, ids = [parameters.JUDGE_TASK, parameters.DO_TASK], [waits.id, given.id]
    with reading(by):
        assert list_turns(by, team.store.pk, kinds, []) == {}
        found = list_turns(by, team.store.pk, kinds, ids)
        assert list_turns(by, team.store.pk, kinds[:1], [given.id]) == {}
    assert (found[waits.id].who, found[given.id].who) == ("车间主任", "王强")
