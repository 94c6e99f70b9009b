"""Planning and calling on real PostgreSQL: done, refused, denied."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from anxin.parties.contacts.queries import ContactFilter, list_contacts
from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.queries import find_open_task
from anxin.platform.errors import Denied, IllegalTransition, Invalid, InvalidFields, NotFound, VersionConflict
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.relationship.followup import commands, queries
from anxin.relationship.followup.queries import FollowUpFilter
from anxin.relationship.followup.tests.factories import (
    BAD,
    CALL_AT,
    DELIVERED_AT,
    CallDesk,
    call,
    card_of,
    make_call_desk,
    planned_follow_up,
)

pytestmark = pytest.mark.django_db


def rows_of(desk: CallDesk, **wanted: object) -> list[queries.FollowUpRow]:
    with reading(desk.clerk):
        return queries.list_follow_ups(desk.clerk, desk.store.pk, FollowUpFilter(**wanted))  # type: ignore[arg-type]


def open_task(desk: CallDesk, kind: str, followup_id: int | None) -> object:
    with reading(desk.clerk):
        return find_open_task(desk.clerk, kind, DocumentRef("followup.followup", followup_id or 0))


def test_the_first_call_is_due_from_the_third_to_the_seventh_day_after_delivery() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    row = card_of(desk, planned.id).row
    assert [timezone.localtime(at, DELIVERED_AT.tzinfo).isoformat() for at in (row.opens_at, row.due_at)] == [
        "2026-11-22T16:00:00+00:00",
        "2026-11-27T10:00:00+00:00",
    ]
    assert open_task(desk, "followup.call", planned.id)


def test_one_visit_is_planned_once() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    row = card_of(desk, planned.id)
    again = commands.plan_follow_up(
        actor=make_actor(desk.store, "customer_relations_manager"),
        store_id=desk.store.pk,
        repair_order_id=row.visit.head.id,
        vehicle_id=row.vehicle_id,
        customer_id=row.customer_id,
        at=AT + timedelta(days=1),
    )
    assert again == planned
    assert len(rows_of(desk)) == 1


def test_pre_delivery_checks_are_not_followed_up() -> None:
    desk = make_call_desk()
    assert planned_follow_up(desk, kind="pre_delivery", consent=False).id is None
    assert rows_of(desk) == []


def test_a_content_customer_closes_follow_up_and_task_and_stands_in_the_register() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    done = call(desk, planned.id, "reached", words="车没问题")
    assert (done.state, done.next_call_at, done.report_task_id) == ("DONE", None, None)
    assert open_task(desk, "followup.call", planned.id) is None
    assert rows_of(desk, state="") == [card_of(desk, planned.id).row]
    with reading(desk.clerk):
        contact = list_contacts(desk.clerk, desk.store.pk, ContactFilter())[0]
    assert (contact.result, contact.words, contact.is_successful) == ("reached", "车没问题", True)


def test_a_bad_answer_reports_to_the_service_manager_at_once_and_plans_a_second_call() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    done = call(desk, planned.id, "reached", answers=BAD)
    task = open_task(desk, "followup.dissatisfied", planned.id)
    assert task is not None
    assert (task.id, task.post, task.priority) == (done.report_task_id, "service_manager", 1)  # type: ignore[attr-defined]
    (second,) = rows_of(desk, round=2)
    assert (second.state, second.opens_at > CALL_AT + timedelta(days=7)) == ("DUE", True)
    assert call(desk, second.id, "reached", answers=BAD, at=second.opens_at).state == "DONE"
    assert rows_of(desk) == []


def test_a_customer_who_is_never_reached_is_tried_three_times_and_again_in_the_second_round() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    first = call(desk, planned.id, "not_reached")
    assert (first.state, first.next_call_at) == ("DUE", CALL_AT + timedelta(hours=4))
    assert rows_of(desk, callable_by=CALL_AT) == []
    call(desk, planned.id, "not_reached", at=CALL_AT + timedelta(hours=20))
    assert call(desk, planned.id, "not_reached", at=CALL_AT + timedelta(days=1)).state == "UNREACHABLE"
    assert [row.round for row in rows_of(desk)] == [2]


def test_a_time_agreed_on_is_kept_and_counts_as_no_attempt() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    later = CALL_AT + timedelta(hours=3)
    assert call(desk, planned.id, "call_back", call_back_at=later).next_call_at == later
    assert card_of(desk, planned.id).row.attempts == 0
    with pytest.raises(Invalid):
        call(desk, planned.id, "call_back", call_back_at=CALL_AT)
    with pytest.raises(Invalid, match="年份不可信"):
        call(desk, planned.id, "call_back", call_back_at=datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("result", "state", "kind"), [("refused", "CANCELLED", ""), ("wrong_number", "UNREACHABLE", "followup.wrong_number")]
)
def test_who_refuses_or_has_another_number_is_not_called_again(result: str, state: str, kind: str) -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    assert call(desk, planned.id, result).state == state
    assert rows_of(desk) == []
    assert not kind or open_task(desk, kind, planned.id)


def test_a_finished_follow_up_takes_no_further_call() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    call(desk, planned.id, "reached")
    with pytest.raises(IllegalTransition):
        call(desk, planned.id, "not_reached")
    assert len(card_of(desk, planned.id).calls) == 1


@pytest.mark.parametrize(
    "answers", [{}, {"satisfaction": "9"}, {"satisfaction": "0", "after_repair": "none", "explained": "yes"}]
)
def test_incomplete_or_unknown_answers_are_refused_and_nothing_is_written(answers: dict[str, str]) -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    with pytest.raises(InvalidFields):
        call(desk, planned.id, "reached", answers=answers)
    card = card_of(desk, planned.id)
    assert (card.calls, card.row.state, card.row.version) == ((), "DUE", 1)


def test_a_call_from_a_page_that_a_colleague_has_overtaken_is_refused() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    call(desk, planned.id, "not_reached")
    with pytest.raises(VersionConflict):
        commands.record_call(
            actor=desk.clerk, followup_id=planned.id or 0, report=commands.CallReport("not_reached"), version=1, at=CALL_AT
        )


def test_the_number_is_shown_only_with_consent_and_while_the_call_is_due() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    shown = commands.reveal_number(actor=desk.clerk, followup_id=planned.id or 0, at=CALL_AT)
    assert shown.phone.startswith("138")
    call(desk, planned.id, "reached")
    with pytest.raises(commands.NoConsent):
        commands.reveal_number(actor=desk.clerk, followup_id=planned.id or 0, at=CALL_AT)


def test_a_cancelled_follow_up_keeps_its_reason_and_takes_its_task_along() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    with pytest.raises(Invalid):
        commands.cancel_follow_up(actor=desk.clerk, followup_id=planned.id or 0, reason=" ", at=CALL_AT)
    commands.cancel_follow_up(actor=desk.clerk, followup_id=planned.id or 0, reason="客户已当面评价", at=CALL_AT)
    assert card_of(desk, planned.id).cancel_reason == "客户已当面评价"
    assert open_task(desk, "followup.call", planned.id) is None


def test_another_stores_clerk_finds_nothing_and_a_technician_may_not_call() -> None:
    desk, elsewhere = make_call_desk("LG"), make_call_desk("NS")
    planned = planned_follow_up(desk)
    with pytest.raises(NotFound):
        call(CallDesk(desk.store, desk.front, elsewhere.clerk), planned.id, "reached")
    with pytest.raises(NotFound):
        commands.reveal_number(actor=elsewhere.clerk, followup_id=planned.id or 0, at=CALL_AT)
    with pytest.raises(NotFound), reading(elsewhere.clerk):
        queries.get_follow_up(elsewhere.clerk, planned.id or 0)
    with pytest.raises(Denied):
        call(CallDesk(desk.store, desk.front, make_actor(desk.store, "technician")), planned.id, "reached")
    assert rows_of(elsewhere, state="") == []
    assert card_of(desk, planned.id).calls == ()


def test_the_figures_of_the_day_count_calls_and_what_waits() -> None:
    desk = make_call_desk()
    for result, more in (("reached", {}), ("reached", {"answers": BAD}), ("not_reached", {})):
        call(desk, planned_follow_up(desk).id, result, **more)
    planned_follow_up(desk)
    with reading(desk.clerk):
        figures = queries.day_figures(desk.clerk, desk.store.pk, CALL_AT)
        following = queries.find_next(desk.clerk, desk.store.pk, CALL_AT)
    assert (figures.waiting, figures.called, figures.reached, figures.dissatisfied) == (1, 3, 2, 1)
    assert following is not None


def test_the_page_shows_the_questions_that_the_call_must_answer_across_a_change() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    change = SetParameter("followup.questions", "store", desk.store.pk, "satisfaction", CALL_AT.date())
    set_parameter(actor=make_actor(desk.store, "administrator"), change=change, at=AT)
    before = queries.get_follow_up(desk.clerk, planned.id or 0, CALL_AT - timedelta(days=1))
    shown = queries.get_follow_up(desk.clerk, planned.id or 0, CALL_AT)
    assert [len(card.questions) for card in (before, shown)] == [3, 1]
    with pytest.raises(InvalidFields):
        call(desk, planned.id, "reached")
    assert call(desk, planned.id, "reached", answers={"satisfaction": "9"}).state == "DONE"
