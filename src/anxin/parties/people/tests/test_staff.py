"""Hiring, changing, leaving, skills, and the checks on posts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from anxin.parties.org.commands import PlaceKind, add_team, retire_place
from anxin.parties.org.queries import SetupStepState, list_setup_steps, system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.parties.people.commands import (
    EmployeeDetails,
    EmployeeHasLeft,
    IncompatiblePosts,
    OwnPosts,
    change_employee,
    hire_employee,
    set_skill,
)
from anxin.parties.people.queries import (
    check_staffing,
    find_employee_of_user,
    find_own_employee,
    get_employee,
    holders_of_post,
    list_employees,
)
from anxin.parties.people.tests.factories import JOINED_ON, make_employee
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import Denied, Invalid, NotFound, VersionConflict
from anxin.platform.scope import reading

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def details(**more: object) -> EmployeeDetails:
    return EmployeeDetails(**{"number": "A01", "name": "单雄信", "post": "technician", "joined_on": JOINED_ON, **more})  # type: ignore[arg-type]


def test_hiring_records_the_person_and_leaves_a_trace_without_the_name() -> None:
    store = make_store()
    actor = make_actor(store, "hr_manager")
    made = hire_employee(actor=actor, store_id=store.pk, details=details(phone="13800138000"), at=AT)
    card = get_employee(actor, made.id)
    assert (card.name, card.post_label, card.version) == ("单雄信", "维修技师", 1)
    with reading(actor):
        entry = AuditEntry.objects.get(command="people.hire_employee")
    assert "单雄信" not in str(entry.detail)


def test_staff_are_sorted_by_the_reading_of_surnames() -> None:
    store = make_store()
    for name in ("王五", "单雄信", "阿明"):
        make_employee(store, name=name)
    assert [one.name for one in list_employees(make_actor(store, "service_advisor"), store.pk)] == ["阿明", "单雄信", "王五"]


def test_a_taken_number_is_refused_and_names_the_field() -> None:
    store = make_store()
    actor = make_actor(store, "hr_manager")
    make_employee(store, number="A01")
    with pytest.raises(Invalid) as refused:
        hire_employee(actor=actor, store_id=store.pk, details=details(), at=AT)
    assert refused.value.field == "number"


def test_a_team_is_one_of_the_store_in_use_and_one_that_is_retired_is_kept() -> None:
    store, other = make_store("LG"), make_store("NS")
    actor, admin = make_actor(store, "hr_manager"), make_actor(store, "administrator")
    team = add_team(actor=admin, store_id=store.pk, name="林晓组", department_id=None, at=AT)
    made = hire_employee(actor=actor, store_id=store.pk, details=details(team_id=team), at=AT)
    assert (get_employee(actor, made.id).team_id, get_employee(actor, made.id).team_name) == (team, "林晓组")
    assert [one.team_id for one in list_employees(actor, store.pk)] == [team]
    elsewhere = add_team(actor=make_actor(other, "administrator"), store_id=other.pk, name="外店", department_id=None, at=AT)
    with pytest.raises(Invalid, match="班组"):
        change_employee(actor=actor, employee_id=made.id, details=details(team_id=elsewhere), version=None, at=AT)
    retire_place(actor=admin, kind=PlaceKind.TEAM, place_id=team, at=AT)
    change_employee(actor=actor, employee_id=made.id, details=details(team_id=team, level="中级"), version=None, at=AT)
    with pytest.raises(Invalid, match="班组"):
        hire_employee(actor=actor, store_id=store.pk, details=details(number="A02", team_id=team), at=AT)
    change_employee(actor=actor, employee_id=made.id, details=details(), version=None, at=AT)
    assert get_employee(actor, made.id).team_id is None


def test_one_user_belongs_to_one_employee() -> None:
    store, user = make_store(), make_user(make_store(), "technician")
    make_employee(store, user=user)
    with pytest.raises(Invalid) as refused:
        hire_employee(actor=make_actor(store, "hr_manager"), store_id=store.pk, details=details(user_id=user.pk), at=AT)
    assert refused.value.field == "user_id"


@pytest.mark.parametrize(
    ("post", "extra", "source"),
    [("insurance_advisor", "service_advisor", "R-IN04"), ("extension_staff", "technician", "R-EX03")],
)
def test_posts_that_exclude_each_other_are_refused(post: str, extra: str, source: str) -> None:
    store = make_store()
    with pytest.raises(IncompatiblePosts) as refused:
        hire_employee(
            actor=make_actor(store, "hr_manager"), store_id=store.pk, details=details(post=post, extra_posts=(extra,)), at=AT
        )
    assert (refused.value.rule, refused.value.field) == (source, "extra_posts")


def test_an_overlong_value_names_its_field() -> None:
    store = make_store()
    with pytest.raises(Invalid) as refused:
        hire_employee(actor=make_actor(store, "hr_manager"), store_id=store.pk, details=details(name="长" * 41), at=AT)
    assert refused.value.field == "name"


def test_an_advisor_may_not_hire_and_another_store_is_out_of_reach() -> None:
    store, other = make_store("LG"), make_store("NS")
    with pytest.raises(Denied):
        hire_employee(actor=make_actor(store, "service_advisor"), store_id=store.pk, details=details(), at=AT)
    with pytest.raises(Denied):
        hire_employee(actor=make_actor(other, "hr_manager"), store_id=store.pk, details=details(), at=AT)
    with pytest.raises(NotFound):
        get_employee(make_actor(other, "hr_manager"), make_employee(store).pk)


def test_a_change_on_an_old_version_is_refused_with_the_differences() -> None:
    store = make_store()
    actor = make_actor(store, "hr_manager")
    one = make_employee(store, "technician", number="A01", name="张三")
    change_employee(actor=actor, employee_id=one.pk, details=details(level="高级"), version=1, at=AT)
    with pytest.raises(VersionConflict) as refused:
        change_employee(actor=actor, employee_id=one.pk, details=details(level="中级"), version=1, at=AT)
    assert refused.value.differences["level"] == ("高级", "中级")


def test_a_deputy_is_another_active_colleague_of_the_store() -> None:
    store, other = make_store("LG"), make_store("NS")
    stranger = make_employee(other)
    with pytest.raises(Invalid) as refused:
        hire_employee(
            actor=make_actor(store, "hr_manager"), store_id=store.pk, details=details(deputy_id=stranger.pk), at=AT
        )
    assert refused.value.field == "deputy_id"


def test_a_skill_counts_until_its_certificate_runs_out() -> None:
    store = make_store()
    actor = make_actor(store, "hr_manager")
    one = make_employee(store, "technician", skills="mechanical")
    set_skill(actor=actor, employee_id=one.pk, code="high_voltage", certificate="HV-1", valid_to=TODAY, at=AT)
    (today,) = list_employees(actor, store.pk, on=TODAY)
    (tomorrow,) = list_employees(actor, store.pk, on=TODAY + timedelta(days=1))
    assert (today.skills, tomorrow.skills) == ({"mechanical", "high_voltage"}, {"mechanical"})


def test_the_employee_behind_a_user_is_found_only_in_stores_that_the_actor_sees() -> None:
    store, other = make_store("LG"), make_store("NS")
    user = make_user(store, "technician")
    one = make_employee(store, "technician", user=user)
    found = find_employee_of_user(make_actor(store, "service_advisor"), user.pk)
    assert found is not None
    assert found.id == one.pk
    assert find_employee_of_user(make_actor(other, "service_advisor"), user.pk) is None


def test_whoever_acts_is_an_employee_only_if_he_signed_in_himself() -> None:
    store = make_store()
    user = make_user(store, "technician")
    one = make_employee(store, "technician", user=user)
    own = find_own_employee(actor_for(user))
    assert own is not None
    assert own.id == one.pk
    # A customer's link bears the number of the link, which may be that of a user.
    assert find_own_employee(replace(actor_for(user), kind="link")) is None
    assert find_own_employee(system_actor("test")) is None


def test_further_posts_count_as_held() -> None:
    store = make_store()
    one = make_employee(store, "technician", extra_posts=("quality_inspector",))
    (holder,) = holders_of_post(make_actor(store, "technician"), store.pk, "quality_inspector", TODAY)
    assert holder.employee_id == one.pk


def test_staffing_findings_name_their_requirement() -> None:
    store = make_store()
    make_employee(store, "insurance_advisor")
    make_employee(store, "parts_seller", is_full_time=False)
    make_employee(store, "warranty_clerk")
    found = check_staffing(make_actor(store, "general_manager"), store.pk, TODAY)
    assert {(one.code, one.source) for one in found} == {
        ("insurance_too_small", "R-IN04"),
        ("beauty_too_small", "R-EX03"),
        ("parts_seller_too_small", "R-PT09"),
        ("warranty_deputy_missing", "R-WA06"),
    }


@pytest.mark.rule("R-PT09")
@pytest.mark.parametrize(
    ("is_full_time", "extra_posts", "is_enough"), [(True, (), True), (True, ("parts_clerk",), False), (False, (), False)]
)
def test_an_external_seller_is_there_full_time_and_holds_no_other_post(
    is_full_time: bool, extra_posts: tuple[str, ...], is_enough: bool
) -> None:
    store = make_store()
    make_employee(store, "parts_seller", is_full_time=is_full_time, extra_posts=extra_posts)
    found = check_staffing(make_actor(store, "general_manager"), store.pk, TODAY)
    assert ("parts_seller_too_small" not in {one.code for one in found}) is is_enough


def test_nothing_is_planned_for_somebody_who_joins_later() -> None:
    store = make_store()
    make_employee(store, joined_on=date(2027, 1, 1))
    assert list_employees(make_actor(store, "technician"), store.pk, on=TODAY) == []


def test_unknown_skills_and_people_who_left_are_refused() -> None:
    store = make_store()
    one = make_employee(store, "technician")
    with pytest.raises(Invalid):
        set_skill(actor=make_actor(store, "hr_manager"), employee_id=one.pk, code="cooking", at=AT)
    assert EmployeeHasLeft.status == 409


def test_nobody_gives_himself_a_post_since_posts_decide_approvals() -> None:
    store = make_store()
    user = make_user(store, "service_manager")
    actor = actor_for(user)
    own = make_employee(store, "service_manager", user=user, number="A01")
    other = make_employee(store, "general_manager", number="A02")
    for employee_id, wished in (
        (own.pk, details(post="general_manager", user_id=user.pk)),
        (own.pk, details(post="service_manager", extra_posts=("general_manager",), user_id=user.pk)),
        (other.pk, details(number="A02", post="general_manager", user_id=user.pk)),
    ):
        with pytest.raises(OwnPosts):
            change_employee(actor=actor, employee_id=employee_id, details=wished, version=None, at=AT)
    renamed = details(post="service_manager", user_id=user.pk, phone="13800138000")
    assert change_employee(actor=actor, employee_id=own.pk, details=renamed, version=None, at=AT).version == 2
    administrator = make_user(store, "administrator")
    hired = details(number="A03", post="general_manager", user_id=administrator.pk)
    assert hire_employee(actor=actor_for(administrator), store_id=store.pk, details=hired, at=AT).version == 1


def test_a_user_of_another_store_is_refused_like_one_that_does_not_exist() -> None:
    store, elsewhere = make_store(), make_store("FT")
    stranger = make_user(elsewhere, "technician")
    make_employee(elsewhere, user=stranger)
    said = set()
    for user_id in (stranger.pk, make_user(elsewhere, "administrator").pk, 900_000):
        with pytest.raises(Invalid) as refused:
            hire_employee(actor=make_actor(store, "hr_manager"), store_id=store.pk, details=details(user_id=user_id), at=AT)
        said.add((refused.value.field, str(refused.value.message)))
    assert len(said) == 1


def test_the_first_days_step_is_done_when_an_advisor_and_a_technician_can_work() -> None:
    store = make_store()
    boss = make_actor(store, "general_manager")

    def state() -> SetupStepState:
        with reading(boss):
            return next(step.state for step in list_setup_steps(boss, store.pk) if step.code == "people")

    make_employee(store, "service_advisor", user=make_user(store, "service_advisor"))
    make_employee(store, "technician")
    assert not state().done
    assert "技师" in str(state().text)
    make_employee(store, "technician", user=make_user(store, "technician"))
    assert state().done
