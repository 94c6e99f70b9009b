"""Who has not agreed is not called, and does not stand in the queue (PIPL, ADR 0011)."""

from datetime import datetime
from typing import Any

import pytest

from anxin.parties.customers.commands import record_consent_answer, withdraw_consent
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import make_actor
from anxin.parties.work.queries import find_open_task, get_task
from anxin.platform.errors import Denied
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Window
from anxin.relationship.followup import commands, queries
from anxin.relationship.followup.models import FollowUp
from anxin.relationship.followup.queries import FollowUpFilter
from anxin.relationship.followup.tests.factories import (
    CALL_AT,
    DELIVERED_AT,
    CallDesk,
    call,
    card_of,
    make_call_desk,
    planned_follow_up,
)

pytestmark = pytest.mark.django_db


def says(desk: CallDesk, followup_id: int | None, answer: str, at: datetime) -> None:
    """The customer answers the advisor, and the program hears of it."""
    about: dict[str, Any] = {
        "customer_id": card_of(desk, followup_id).customer_id,
        "purpose": "service",
        "channel": "spoken",
    }
    record_consent_answer(actor=desk.front.actor, store_id=desk.store.pk, answer=answer, at=at, **about)
    hear(desk)


def hear(desk: CallDesk) -> None:
    with reading(system_actor("test")):
        waiting = list(StoredEvent.objects.filter(handled_at=None, name__startswith="customers.Consent"))
    for event in waiting:
        handle(event.pk, desk.store.pk)


def task_of(desk: CallDesk, followup_id: int | None) -> object:
    with reading(desk.clerk):
        return find_open_task(desk.clerk, "followup.call", DocumentRef("followup.followup", followup_id or 0))


@pytest.mark.parametrize("answer", ["", "refused"])
def test_a_visit_of_a_customer_who_did_not_agree_is_recorded_as_not_to_be_called(answer: str) -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk, consent=False)
    if answer:
        says(desk, planned.id, answer, DELIVERED_AT)
    assert (planned.state, task_of(desk, planned.id)) == ("NO_CONSENT", None)
    with reading(desk.clerk):
        assert queries.find_next(desk.clerk, desk.store.pk, CALL_AT) is None
        assert queries.day_figures(desk.clerk, desk.store.pk, CALL_AT).waiting == 0
    for act in (lambda: call(desk, planned.id, "not_reached"), lambda: reveal(desk, planned.id)):
        with pytest.raises(Exception, match=r"没有同意|已经结束"):
            act()


def reveal(desk: CallDesk, followup_id: int | None) -> None:
    commands.reveal_number(actor=desk.clerk, followup_id=followup_id or 0, at=CALL_AT)


def test_who_agrees_in_time_stands_in_the_queue_and_too_late_not() -> None:
    desk = make_call_desk()
    early, late = (planned_follow_up(desk, consent=False) for _ in range(2))
    says(desk, early.id, "given", CALL_AT)
    row = card_of(desk, late.id).row
    says(desk, late.id, "given", row.due_at)
    assert [card_of(desk, one.id).row.state for one in (early, late)] == ["DUE", "NO_CONSENT"]
    assert task_of(desk, early.id)
    assert call(desk, early.id, "reached").state == "DONE"


def test_a_withdrawn_consent_closes_follow_up_and_task_with_the_reason() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    task = task_of(desk, planned.id)
    says(desk, planned.id, "refused", CALL_AT)
    assert card_of(desk, planned.id).row.state == "NO_CONSENT"
    with reading(desk.clerk):
        closed = get_task(desk.clerk, task.id, CALL_AT)  # type: ignore[attr-defined]
    assert (closed.state, closed.result) == ("CANCELLED", "客户没有同意服务回访")


def test_a_call_is_not_recorded_the_moment_the_consent_is_gone() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    given = {"customer_id": card_of(desk, planned.id).customer_id, "purpose": "service"}
    withdraw_consent(actor=desk.front.actor, store_id=desk.store.pk, at=CALL_AT, **given)
    with pytest.raises(commands.NoConsent):
        call(desk, planned.id, "reached")
    assert card_of(desk, planned.id).calls == ()
    hear(desk)
    assert card_of(desk, planned.id).row.state == "NO_CONSENT"


def test_consent_for_another_purpose_moves_no_call() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk, consent=False)
    given = {"customer_id": card_of(desk, planned.id).customer_id, "purpose": "marketing", "channel": "spoken"}
    record_consent_answer(actor=desk.front.actor, store_id=desk.store.pk, answer="given", at=CALL_AT, **given)
    hear(desk)
    assert card_of(desk, planned.id).row.state == "NO_CONSENT"


def test_only_who_plans_settles_a_consent() -> None:
    desk = make_call_desk()
    planned = planned_follow_up(desk)
    customer = card_of(desk, planned.id).customer_id
    with pytest.raises(Denied):
        commands.settle_consent(
            actor=make_actor(desk.store, "technician"), store_id=desk.store.pk, customer_id=customer, at=CALL_AT
        )


def test_the_queue_has_pages_with_the_total_of_all() -> None:
    desk = make_call_desk()
    planned_follow_up(desk)
    with reading(system_actor("test")):
        (row,) = FollowUp.objects.across_stores(reason="test")
    later = [planned_follow_up(desk) for _ in range(2)]
    with reading(desk.clerk):
        first = queries.page_follow_ups(desk.clerk, desk.store.pk, FollowUpFilter(callable_by=CALL_AT), Window(0, 2))
        rest = queries.page_follow_ups(desk.clerk, desk.store.pk, FollowUpFilter(callable_by=CALL_AT), Window(2, 2))
    assert [one.id for one in (*first.rows, *rest.rows)] == [row.pk, *(one.id for one in later)]
    assert (first.total, rest.total) == (3, 3)
