"""Nobody brings himself, or a friend, into a post that is not his to give."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people.commands import (
    EmployeeDetails,
    OwnSubstitution,
    PostBeyondReach,
    assign_substitute,
    change_employee,
    end_substitution,
    hire_employee,
    record_absence,
)
from anxin.parties.people.models import Employee, Substitution
from anxin.parties.people.queries import deputy_of, holders_of_post, stand_ins
from anxin.parties.people.tests.factories import JOINED_ON, make_employee
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def staff(store: Store, post: str) -> tuple[Employee, Actor]:
    user = make_user(store, post)
    return make_employee(store, post, user=user), actor_for(user)


def appoint(actor: Actor, employee: Employee, substitute: Employee) -> int:
    given: dict[str, Any] = {
        "employee_id": employee.pk,
        "substitute_id": substitute.pk,
        "starts_on": TODAY,
        "ends_on": TODAY,
    }
    return assign_substitute(actor=actor, at=AT, **given).id


def is_away(actor: Actor, employee: Employee) -> None:
    record_absence(actor=actor, employee_id=employee.pk, kind="annual", starts_on=TODAY, ends_on=TODAY, at=AT)


def test_a_planner_does_not_name_himself_stand_in_not_even_below_his_own_post() -> None:
    store = make_store()
    manager, _ = staff(store, "service_manager")
    advisor = make_employee(store, "service_advisor")
    planner, acting = staff(store, "front_desk_supervisor")
    for employee in (manager, advisor):
        with pytest.raises(OwnSubstitution):
            appoint(acting, employee, planner)
    assert stand_ins(acting, TODAY) == {}


def test_a_planner_does_not_bring_a_friend_into_a_post_above_his_own() -> None:
    store = make_store()
    manager, managing = staff(store, "service_manager")
    advisor, friend = (make_employee(store, "service_advisor") for _ in range(2))
    _, planner = staff(store, "front_desk_supervisor")
    with pytest.raises(PostBeyondReach):
        appoint(planner, manager, friend)
    appoint(planner, advisor, friend)
    appoint(managing, manager, friend)
    with reading(managing):
        kept = Substitution.objects.across_stores(reason="test").get(employee=manager)
    assert kept.assigned_by == managing.key


def test_whoever_keeps_the_staff_files_appoints_for_any_post() -> None:
    store = make_store()
    manager, friend = make_employee(store, "general_manager"), make_employee(store)
    assert appoint(make_actor(store, "hr_manager"), manager, friend)


def test_a_post_passes_one_step_only_while_tasks_pass_on() -> None:
    store = make_store()
    manager, managing = staff(store, "service_manager")
    advisor, friend = (make_employee(store, "service_advisor") for _ in range(2))
    appoint(managing, manager, advisor)
    appoint(make_actor(store, "front_desk_supervisor"), advisor, friend)
    assert deputy_of(managing, manager.pk, TODAY) == friend.pk
    (holder,) = holders_of_post(managing, store.pk, "service_manager", TODAY)
    assert (holder.employee_id, holder.principal_id, holder.assigned_by) == (advisor.pk, manager.pk, managing.key)


def test_a_deputy_does_not_send_his_principal_away_nor_end_the_appointment_of_another() -> None:
    store = make_store()
    deputy, acting = staff(store, "front_desk_supervisor")
    manager = make_employee(store, "service_manager", deputy_id=deputy.pk)
    human_resources = make_actor(store, "hr_manager")
    with pytest.raises(OwnSubstitution):
        is_away(acting, manager)
    is_away(human_resources, manager)
    appointed = appoint(human_resources, manager, make_employee(store))
    with pytest.raises(OwnSubstitution):
        end_substitution(actor=acting, substitution_id=appointed, at=AT)
    assert deputy_of(acting, manager.pk, TODAY) != deputy.pk


def test_nobody_writes_himself_into_a_file_as_the_deputy() -> None:
    store = make_store()
    own, acting = staff(store, "service_director")
    manager = make_employee(store, "general_manager", name="张三", number="G1")
    details = EmployeeDetails(
        number="G1", name="张三", post="general_manager", joined_on=date(JOINED_ON.year, 1, 1), deputy_id=own.pk
    )
    with pytest.raises(OwnSubstitution):
        change_employee(actor=acting, employee_id=manager.pk, details=details, version=None, at=AT)
    change_employee(actor=make_actor(store, "hr_manager"), employee_id=manager.pk, details=details, version=None, at=AT)


def test_to_end_a_substitution_takes_the_reach_that_appointing_takes() -> None:
    store = make_store()
    manager, managing = staff(store, "service_manager")
    friend = make_employee(store, "service_advisor")
    appointed = appoint(managing, manager, friend)
    with pytest.raises(PostBeyondReach):
        end_substitution(actor=make_actor(store, "front_desk_supervisor"), substitution_id=appointed, at=AT)
    assert stand_ins(managing, TODAY) == {manager.pk: friend.pk}
    end_substitution(actor=managing, substitution_id=appointed, at=AT)
    assert stand_ins(managing, TODAY) == {}


def test_a_substitution_has_a_longest_term() -> None:
    store = make_store()
    advisor, friend = (make_employee(store, "service_advisor") for _ in range(2))
    given: dict[str, Any] = {"employee_id": advisor.pk, "substitute_id": friend.pk, "starts_on": TODAY}
    actor = make_actor(store, "hr_manager")
    with pytest.raises(Invalid) as refused:
        assign_substitute(actor=actor, ends_on=TODAY + timedelta(days=90), at=AT, **given)
    assert refused.value.field == "ends_on"
    assert assign_substitute(actor=actor, ends_on=TODAY + timedelta(days=89), at=AT, **given)


def test_a_stand_in_is_not_promoted_with_his_principal() -> None:
    store = make_store()
    advisor, friend = (make_employee(store, "service_advisor") for _ in range(2))
    acting = make_actor(store, "hr_manager")
    later = {"starts_on": TODAY + timedelta(days=5), "ends_on": TODAY + timedelta(days=9)}
    appoint(acting, advisor, friend)
    assign_substitute(actor=acting, employee_id=advisor.pk, substitute_id=friend.pk, at=AT, **later)

    def becomes(post: str) -> None:
        details = EmployeeDetails(number=advisor.number, name=advisor.name, post=post, joined_on=JOINED_ON)
        change_employee(actor=acting, employee_id=advisor.pk, details=details, version=None, at=AT)

    becomes("service_advisor")
    assert stand_ins(acting, TODAY) == {advisor.pk: friend.pk}
    becomes("service_manager")
    assert stand_ins(acting, TODAY) == stand_ins(acting, later["starts_on"]) == {}
    with reading(acting):
        assert StoredEvent.objects.filter(name="people.SubstitutionEnded").count() == 2


def test_whoever_gives_a_file_another_user_brings_nobody_into_the_posts_for_which_it_stood_in() -> None:
    store = make_store()
    deputy, _ = staff(store, "service_advisor")
    friend = make_user(store, "service_advisor")
    general, other = (make_employee(store, post) for post in ("general_manager", "service_advisor"))
    acting = make_actor(store, "hr_manager")
    named = EmployeeDetails(
        number=general.number, name=general.name, post=general.post, joined_on=JOINED_ON, deputy_id=deputy.pk
    )
    seen = change_employee(actor=acting, employee_id=general.pk, details=named, version=None, at=AT).version
    is_away(acting, general)
    appoint(acting, other, deputy)
    file = EmployeeDetails(
        number=deputy.number, name=deputy.name, post=deputy.post, joined_on=JOINED_ON, user_id=deputy.user_id
    )
    change_employee(actor=acting, employee_id=deputy.pk, details=replace(file, level="高级"), version=None, at=AT)
    assert stand_ins(acting, TODAY) == {general.pk: deputy.pk, other.pk: deputy.pk}
    change_employee(actor=acting, employee_id=deputy.pk, details=replace(file, user_id=friend.pk), version=None, at=AT)
    assert stand_ins(acting, TODAY) == {}
    with reading(acting):
        kept = Employee.objects.across_stores(reason="test").get(pk=general.pk)
        assert StoredEvent.objects.filter(name="people.SubstitutionEnded").count() == 1
    assert (kept.deputy_id, kept.deputy_set_by) == (None, "")
    with pytest.raises(VersionConflict):
        change_employee(actor=acting, employee_id=general.pk, details=named, version=seen, at=AT)


def test_a_manager_does_not_give_a_friend_who_signs_in_a_post_above_his_own() -> None:
    store = make_store()
    _, managing = staff(store, "service_manager")
    friend, _ = staff(store, "service_advisor")
    unsigned = make_employee(store, "general_manager")
    account = make_user(store, "service_advisor")
    wished: dict[str, Any] = {"name": "张三", "post": "service_advisor", "joined_on": JOINED_ON}
    above = EmployeeDetails(number="X1", extra_posts=("general_manager",), user_id=friend.user_id, **wished)
    linked = replace(above, number="X2", user_id=account.pk)
    for employee, details in ((friend, above), (unsigned, linked)):
        with pytest.raises(PostBeyondReach):
            change_employee(actor=managing, employee_id=employee.pk, details=details, version=None, at=AT)
    administrator = make_actor(store, "administrator")
    change_employee(actor=administrator, employee_id=friend.pk, details=above, version=None, at=AT)
    assert change_employee(
        actor=managing, employee_id=friend.pk, details=replace(above, phone="13800138000"), version=None, at=AT
    ).version


def test_whoever_keeps_the_staff_files_files_the_post_that_the_user_was_granted() -> None:
    store = make_store()
    user = make_user(store, "general_manager")
    details = EmployeeDetails(number="G9", name="张三", post="general_manager", joined_on=JOINED_ON, user_id=user.pk)
    assert hire_employee(actor=make_actor(store, "hr_manager"), store_id=store.pk, details=details, at=AT).version == 1
