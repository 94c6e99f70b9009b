"""Approval requests: one post after the other, never one's own."""

from typing import Any

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_region, make_store, make_user
from anxin.parties.people.commands import (
    assign_substitute,
)
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import (
    ApprovalPending,
    DecidedBefore,
    NotYourTurn,
    OwnRequest,
    decide_approval,
    withdraw_approval,
)
from anxin.parties.work.queries import (
    find_approval,
    find_open_task,
    get_approval,
    list_approvals,
    may_decide_approval,
)
from anxin.parties.work.tests.factories import CHAIN, SUBJECT, ask, staff
from anxin.platform.errors import Denied, IllegalTransition, Invalid
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db


def test_a_request_passes_from_post_to_post_and_is_approved_by_the_last() -> None:
    store = make_store()
    advisor, manager, general = (staff(store, post) for post in ("service_advisor", *CHAIN))
    asked = ask(advisor, store)
    task = find_open_task(manager, "work.approval", DocumentRef("work.approval", asked.id))
    assert task is not None
    assert task.post == "service_manager"
    assert decide_approval(actor=manager, approval_id=asked.id, approve=True, at=AT).waiting_post == "general_manager"
    assert decide_approval(actor=general, approval_id=asked.id, approve=True, words="同意", at=AT).state == "APPROVED"
    row = get_approval(advisor, asked.id)
    assert [(one.post_label, one.is_approved) for one in row.decisions] == [("服务经理", True), ("总经理", True)]
    assert row.amount == Money.yuan(300)
    assert find_open_task(manager, "work.approval", DocumentRef("work.approval", asked.id)) is None
    with reading(advisor):
        decided = StoredEvent.objects.get(name="work.ApprovalDecided")
    assert decided.payload["is_approved"] is True


def test_a_refusal_ends_the_request_and_needs_a_word() -> None:
    store = make_store()
    advisor, manager = staff(store, "service_advisor"), staff(store, "service_manager")
    asked = ask(advisor, store)
    with pytest.raises(Invalid):
        decide_approval(actor=manager, approval_id=asked.id, approve=False, at=AT)
    assert decide_approval(actor=manager, approval_id=asked.id, approve=False, words="太多", at=AT).state == "REFUSED"
    with pytest.raises(IllegalTransition):
        decide_approval(actor=manager, approval_id=asked.id, approve=True, at=AT)


def test_nobody_decides_his_own_request_not_even_as_holder_of_the_post() -> None:
    store = make_store()
    manager = staff(store, "service_manager")
    asked = ask(manager, store)
    with pytest.raises(OwnRequest):
        decide_approval(actor=manager, approval_id=asked.id, approve=True, at=AT)
    assert decide_approval(actor=staff(store, "service_manager"), approval_id=asked.id, approve=True, at=AT)


def test_only_the_waiting_post_decides() -> None:
    store = make_store()
    advisor, general = staff(store, "service_advisor"), staff(store, "general_manager")
    asked = ask(advisor, store)
    for actor in (general, staff(store, "cashier")):
        with pytest.raises(NotYourTurn):
            decide_approval(actor=actor, approval_id=asked.id, approve=True, at=AT)


def test_a_substitute_decides_in_the_post_but_not_on_his_own_request() -> None:
    store = make_store()
    manager_user, advisor_user = make_user(store, "service_manager"), make_user(store, "service_advisor")
    manager = make_employee(store, "service_manager", user=manager_user)
    advisor = make_employee(store, "service_advisor", user=advisor_user)
    assign_substitute(
        actor=system_actor("test"), employee_id=manager.pk, substitute_id=advisor.pk, starts_on=AT.date(),
        ends_on=AT.date(), at=AT,
    )  # fmt: skip
    acting = actor_for(advisor_user)
    own = ask(acting, store, "service_manager")
    with pytest.raises(OwnRequest):
        decide_approval(actor=acting, approval_id=own.id, approve=True, at=AT)
    withdraw_approval(actor=acting, approval_id=own.id, at=AT)
    other = ask(staff(store, "cashier"), store, "service_manager")
    assert decide_approval(actor=acting, approval_id=other.id, approve=True, at=AT).state == "APPROVED"


def test_a_stand_in_decides_neither_for_his_principal_nor_for_whoever_appointed_him() -> None:
    store = make_store()
    manager_user, advisor_user = make_user(store, "service_manager"), make_user(store, "service_advisor")
    manager = make_employee(store, "service_manager", user=manager_user)
    advisor = make_employee(store, "service_advisor", user=advisor_user)
    appointing = staff(store, "hr_manager")
    assign_substitute(
        actor=appointing, employee_id=manager.pk, substitute_id=advisor.pk, starts_on=AT.date(), ends_on=AT.date(), at=AT
    )
    for asker in (actor_for(manager_user), appointing):
        asked = ask(asker, store, "service_manager")
        with pytest.raises(NotYourTurn):
            decide_approval(actor=actor_for(advisor_user), approval_id=asked.id, approve=True, at=AT)
        withdraw_approval(actor=asker, approval_id=asked.id, at=AT)


def test_a_regional_manager_decides_by_his_grant() -> None:
    store = make_store("LG", region=make_region())
    asked = ask(staff(store, "general_manager"), store, "regional_manager")
    regional = actor_for(make_user(store, "regional_manager", level="region"))
    assert decide_approval(actor=regional, approval_id=asked.id, approve=True, at=AT).state == "APPROVED"


def test_the_same_is_not_asked_twice_at_once_but_again_after_a_decision() -> None:
    store = make_store()
    advisor, manager = staff(store, "service_advisor"), staff(store, "service_manager")
    asked = ask(advisor, store)
    with pytest.raises(ApprovalPending):
        ask(advisor, store)
    decide_approval(actor=manager, approval_id=asked.id, approve=False, words="不行", at=AT)
    assert ask(advisor, store).id != asked.id
    found = find_approval(advisor, "test.discount", SUBJECT)
    assert found is not None
    assert found.state == "PENDING"
    assert len(list_approvals(advisor, store.pk)) == 1


def test_only_the_asker_withdraws_and_the_task_goes_with_it() -> None:
    store = make_store()
    advisor = staff(store, "service_advisor")
    asked = ask(advisor, store)
    with pytest.raises(Denied):
        withdraw_approval(actor=staff(store, "service_manager"), approval_id=asked.id, at=AT)
    withdraw_approval(actor=advisor, approval_id=asked.id, at=AT)
    assert find_open_task(advisor, "work.approval", DocumentRef("work.approval", asked.id)) is None


def test_an_unknown_post_or_no_reason_is_refused() -> None:
    store = make_store()
    with pytest.raises(Invalid):
        ask(make_actor(store, "service_advisor"), store, "cook")


def test_two_steps_are_two_pairs_of_eyes_whatever_posts_one_person_holds() -> None:
    store = make_store()
    user = make_user(store, *CHAIN)
    make_employee(store, CHAIN[0], user=user, extra_posts=[CHAIN[1]])
    both, asked = actor_for(user), ask(staff(store, "service_advisor"), store)
    decide_approval(actor=both, approval_id=asked.id, approve=True, at=AT)
    with pytest.raises(DecidedBefore):
        decide_approval(actor=both, approval_id=asked.id, approve=True, at=AT)
    assert not may_decide_approval(both, asked.id, AT)
    assert get_approval(both, asked.id).state == "PENDING"
    assert decide_approval(actor=staff(store, CHAIN[1]), approval_id=asked.id, approve=True, at=AT).state == "APPROVED"


def test_a_stand_in_whom_an_earlier_decider_appointed_does_not_decide_the_next_step() -> None:
    store = make_store()
    asker, manager, friend = (staff(store, post) for post in ("service_advisor", "service_manager", "service_advisor"))
    general = make_employee(store, "general_manager")
    with reading(manager):
        stand_in = Employee.objects.across_stores(reason="test").get(user_id=friend.id)
    today = AT.date()
    given: dict[str, Any] = {"employee_id": general.pk, "substitute_id": stand_in.pk, "starts_on": today, "ends_on": today}
    assign_substitute(actor=manager, at=AT, **given)
    asked = ask(asker, store)
    decide_approval(actor=manager, approval_id=asked.id, approve=True, at=AT)
    with pytest.raises(NotYourTurn):
        decide_approval(actor=friend, approval_id=asked.id, approve=True, at=AT)
    withdraw_approval(actor=asker, approval_id=asked.id, at=AT)
