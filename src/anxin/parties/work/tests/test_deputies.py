"""Deputies decide approvals only where nobody who asks or decides had a hand in it."""

from typing import Any

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people.commands import EmployeeDetails, cancel_absence, change_employee, record_absence
from anxin.parties.people.models import Absence, Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import (
    NotYourTurn,
    OwnRequest,
    SavedApproval,
    decide_approval,
    request_approval,
    withdraw_approval,
)
from anxin.parties.work.queries import get_approval, may_decide_approval
from anxin.parties.work.tests.factories import SUBJECT, ask, staff
from anxin.platform.actor import Actor
from anxin.platform.scope import reading, unit_of_work

pytestmark = pytest.mark.django_db


def deputy(actor: Actor, principal: Employee, other: Actor) -> None:
    """The principal is on leave, and the actor names the other his deputy in the staff file."""
    named(actor, principal, other)
    is_away(system_actor("test"), principal)


def named(actor: Actor, principal: Employee, other: Actor) -> None:
    with reading(actor):
        other_id = Employee.objects.across_stores(reason="test").get(user_id=other.id).pk
    details = EmployeeDetails(
        number=principal.number, name=principal.name, post=principal.post, joined_on=principal.joined_on,
        user_id=principal.user_id, deputy_id=other_id,
    )  # fmt: skip
    change_employee(actor=actor, employee_id=principal.pk, details=details, version=None, at=AT)


def is_away(actor: Actor, principal: Employee) -> int:
    away: dict[str, Any] = {"kind": "annual", "starts_on": AT.date(), "ends_on": AT.date()}
    return record_absence(actor=actor, employee_id=principal.pk, at=AT, **away).id


def refused(actor: Actor, asked: SavedApproval) -> bool:
    with pytest.raises(NotYourTurn):
        decide_approval(actor=actor, approval_id=asked.id, approve=True, at=AT)
    return not may_decide_approval(actor, asked.id, AT)


def test_a_deputy_whom_the_asker_named_does_not_decide_for_him() -> None:
    store = make_store()
    general = make_employee(store, "general_manager", user=make_user(store, "general_manager"))
    administrator, friend = staff(store, "administrator"), staff(store, "service_advisor")
    deputy(administrator, general, friend)
    own = ask(administrator, store, "general_manager")
    assert refused(friend, own)
    withdraw_approval(actor=administrator, approval_id=own.id, at=AT)
    asked = ask(staff(store, "cashier"), store, "general_manager")
    assert decide_approval(actor=friend, approval_id=asked.id, approve=True, at=AT).state == "APPROVED"
    (decision,) = get_approval(friend, asked.id).decisions
    with reading(friend):
        names = dict(Employee.objects.across_stores(reason="test").values_list("user_id", "name"))
    assert (decision.decider_name, decision.principal_name) == (names[friend.id], general.name)


def test_a_deputy_decides_only_if_who_named_him_reaches_the_post_and_stands_outside_the_chain() -> None:
    store = make_store()
    general = make_employee(store, "general_manager", user=make_user(store, "general_manager"))
    manager, friend, cashier = (staff(store, post) for post in ("service_manager", "service_advisor", "cashier"))
    deputy(manager, general, friend)
    asked = ask(cashier, store, "general_manager")
    assert refused(friend, asked)
    withdraw_approval(actor=cashier, approval_id=asked.id, at=AT)
    second = make_employee(store, "service_manager", user=make_user(store, "service_manager"))
    other = staff(store, "service_advisor")
    deputy(staff(store, "general_manager"), second, other)
    assert refused(other, ask(cashier, store))


def test_a_deputy_whom_the_one_away_named_himself_decides_and_one_named_by_nobody_known_does_not() -> None:
    store = make_store()
    user = make_user(store, "general_manager")
    general = make_employee(store, "general_manager", user=user)
    friend = staff(store, "service_advisor")
    deputy(actor_for(user), general, friend)
    asked = ask(staff(store, "cashier"), store, "general_manager")
    assert may_decide_approval(friend, asked.id, AT)
    with unit_of_work(friend, "test", writable=True):
        Employee.objects.across_stores(reason="test").filter(pk=general.pk).update(deputy_set_by="")
    assert refused(friend, asked)


def test_a_deputy_does_not_decide_by_an_absence_that_the_asker_recorded() -> None:
    store = make_store()
    user = make_user(store, "service_manager")
    manager = make_employee(store, "service_manager", user=user)
    asker, friend = staff(store, "dispatcher"), staff(store, "service_advisor")
    named(actor_for(user), manager, friend)
    asked = ask(asker, store, "service_manager")
    said = is_away(asker, manager)
    assert refused(friend, asked)
    other = request_approval(
        actor=staff(store, "cashier"), store_id=store.pk, kind="test.gift", subject=SUBJECT, reason="老客户",
        chain=["service_manager"], at=AT,
    )  # fmt: skip
    assert may_decide_approval(friend, other.id, AT)
    cancel_absence(actor=asker, absence_id=said, at=AT)
    is_away(actor_for(user), manager)
    assert decide_approval(actor=friend, approval_id=asked.id, approve=True, at=AT).state == "APPROVED"


@pytest.mark.parametrize("who", ["earlier decider", "deputy", "nobody known"])
def test_a_deputy_does_not_decide_by_an_absence_of_an_earlier_decider_nor_his_own_nor_of_nobody(who: str) -> None:
    store = make_store()
    user = make_user(store, "general_manager")
    general = make_employee(store, "general_manager", user=user)
    manager, friend = staff(store, "service_manager"), staff(store, "front_desk_supervisor")
    is_away({"earlier decider": manager, "deputy": friend}.get(who, system_actor("test")), general)
    named(actor_for(user), general, friend)
    asked = ask(staff(store, "cashier"), store)
    decide_approval(actor=manager, approval_id=asked.id, approve=True, at=AT)
    if who == "nobody known":
        assert may_decide_approval(friend, asked.id, AT)
        with unit_of_work(friend, "test", writable=True):
            Absence.objects.across_stores(reason="test").update(recorded_by="")
    assert refused(friend, asked)


def test_a_file_given_to_a_friend_of_the_asker_decides_nothing() -> None:
    store = make_store()
    user = make_user(store, "general_manager")
    general = make_employee(store, "general_manager", user=user)
    asker, trusted = staff(store, "service_director"), staff(store, "service_advisor")
    friend = make_actor(store, "service_advisor")
    deputy(actor_for(user), general, trusted)
    asked = ask(asker, store, "general_manager")
    with reading(asker):
        file = Employee.objects.across_stores(reason="test").get(user_id=trusted.id)
    details = EmployeeDetails(
        number=file.number, name=file.name, post=file.post, joined_on=file.joined_on, user_id=friend.id
    )
    change_employee(actor=asker, employee_id=file.pk, details=details, version=None, at=AT)
    assert refused(friend, asked)


def test_what_an_import_asks_or_names_counts_as_of_whoever_started_it() -> None:
    store = make_store()
    administrator, friend = staff(store, "administrator"), staff(store, "service_advisor")
    general = make_employee(store, "general_manager", user=make_user(store, "general_manager"))
    loading = Actor.system("import", {store.pk}, on_behalf_of=administrator.id)
    deputy(loading, general, friend)
    own = ask(administrator, store, "general_manager")
    assert refused(friend, own)
    withdraw_approval(actor=administrator, approval_id=own.id, at=AT)
    with pytest.raises(OwnRequest):
        decide_approval(actor=administrator, approval_id=ask(loading, store, "administrator").id, approve=True, at=AT)
