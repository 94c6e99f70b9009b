"""Parameters: the nearest scope and the newest day decide; the past is not rewritten (M01.06)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.parties.org import stores
from anxin.parties.org.commands import ParameterInForce, SetParameter, set_parameter, withdraw_parameter
from anxin.parties.org.models import Store
from anxin.parties.org.parameters import COMPLAINT_CLOSING, SIGN_IN_TRIES
from anxin.parties.org.queries import ParameterFilter, get_parameter, list_parameters
from anxin.parties.org.tests.factories import AT, actor_for, make_brand, make_store, make_user
from anxin.platform import parameters
from anxin.platform.actor import Actor
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.parameters.models import ParameterValue

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def admin(store: Store) -> Actor:
    return actor_for(make_user(store, "administrator", level="group"))


def change(actor: Actor, level: str, scope_id: int, value: Any, valid_from: date = TODAY, **more: Any) -> int:
    wanted = SetParameter(more.get("code", SIGN_IN_TRIES.code), level, scope_id, value, valid_from, "试")
    return set_parameter(actor=actor, change=wanted, at=AT)


def test_the_nearest_scope_decides(store: Store, admin: Actor) -> None:
    other_brand = make_store("BJ", make_brand("AU", tier="high"))
    admin = actor_for(make_user(store, "administrator", level="group"))
    assert parameters.value(SIGN_IN_TRIES, store.pk, TODAY) == 5
    change(admin, "group", 0, 6)
    change(admin, "brand", store.brand_id, 7)
    assert parameters.value(SIGN_IN_TRIES, store.pk, TODAY) == 7
    assert parameters.value(SIGN_IN_TRIES, other_brand.pk, TODAY) == 6
    change(admin, "store", store.pk, 8, TODAY + timedelta(days=1))
    assert parameters.value(SIGN_IN_TRIES, store.pk, TODAY) == 7
    assert parameters.value(SIGN_IN_TRIES, store.pk, TODAY + timedelta(days=1)) == 8
    assert parameters.value(SIGN_IN_TRIES, None, TODAY) == 6


def test_a_limit_begins_with_the_business_day_of_the_store(store: Store, admin: Actor) -> None:
    Store.objects.filter(pk=store.pk).update(day_starts_at=time(2, 0))
    stores.forget()
    change(admin, "group", 0, 9, TODAY + timedelta(days=1))
    before, begun = datetime(2026, 11, 20, 17, 59, tzinfo=UTC), datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    assert [parameters.value(SIGN_IN_TRIES, store.pk, at) for at in (before, begun)] == [5, 9]
    midnight = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert parameters.value(SIGN_IN_TRIES, None, midnight) == 9


OVERRIDES = st.lists(
    st.tuples(st.sampled_from(["group", "brand", "store"]), st.integers(0, 6), st.integers(3, 20)), max_size=8
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(overrides=OVERRIDES, asked=st.integers(0, 7))
def test_the_value_is_that_of_the_nearest_scope_with_the_newest_day(
    store: Store, admin: Actor, overrides: list[tuple[str, int, int]], asked: int
) -> None:
    ParameterValue.objects.all().delete()
    scopes = {"store": store.pk, "brand": store.brand_id, "group": 0}
    kept: dict[tuple[str, int], int] = {}
    for level, day, number in overrides:
        change(admin, level, scopes[level], number, TODAY + timedelta(days=day))
        kept[(level, day)] = number
    expected = 5
    for level in ("group", "brand", "store"):
        days = [day for kept_level, day in kept if kept_level == level and day <= asked]
        expected = kept[(level, max(days))] if days else expected
    parameters.forget()
    assert parameters.value(SIGN_IN_TRIES, store.pk, TODAY + timedelta(days=asked)) == expected


@pytest.mark.parametrize("value", [2, 21, "many", None, {}])
def test_a_value_of_another_kind_or_out_of_bounds_is_refused(store: Store, admin: Actor, value: Any) -> None:
    with pytest.raises(Invalid):
        change(admin, "group", 0, value)
    assert not ParameterValue.objects.exists()


def test_the_past_is_not_rewritten_and_a_coming_value_may_be_withdrawn(store: Store, admin: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        change(admin, "group", 0, 6, TODAY - timedelta(days=1))
    assert refused.value.field == "valid_from"
    today = change(admin, "group", 0, 6)
    coming = change(admin, "group", 0, 7, TODAY + timedelta(days=3))
    with pytest.raises(ParameterInForce):
        withdraw_parameter(actor=admin, value_id=today, at=AT)
    withdraw_parameter(actor=admin, value_id=coming, at=AT)
    assert parameters.value(SIGN_IN_TRIES, store.pk, TODAY + timedelta(days=4)) == 6


def test_a_stores_manager_sets_the_own_store_only(store: Store) -> None:
    other = make_store("NS")
    manager = actor_for(make_user(store, "after_sales_manager"))
    change(manager, "store", store.pk, 6)
    for level, scope_id in (("store", other.pk), ("brand", store.brand_id), ("group", 0)):
        with pytest.raises(Denied):
            change(manager, level, scope_id, 6)
    coming = change(actor_for(make_user(other, "general_manager")), "store", other.pk, 6, TODAY + timedelta(days=2))
    with pytest.raises(NotFound):
        withdraw_parameter(actor=manager, value_id=coming, at=AT)
    with pytest.raises(Denied):
        change(actor_for(make_user(store, "service_advisor")), "store", store.pk, 6)


def test_an_unknown_parameter_or_scope_is_refused(store: Store, admin: Actor) -> None:
    with pytest.raises(NotFound):
        change(admin, "group", 0, 6, code="org.no_such")
    for level, scope_id in (("region", 1), ("store", 999_999), ("group", 4)):
        with pytest.raises(Invalid):
            change(admin, level, scope_id, 6)


def test_a_promise_is_read_back_with_its_unit(store: Store, admin: Actor) -> None:
    stored = {"amount": 2, "unit": "WORKING_DAYS"}
    change(admin, "store", store.pk, stored, code=COMPLAINT_CLOSING.code)
    assert parameters.value(COMPLAINT_CLOSING, store.pk, TODAY) == Deadline(2, DeadlineUnit.WORKING_DAYS)
    row = next(row for row in list_parameters(admin, ParameterFilter(is_sla=True, text="结案"), store.pk, TODAY))
    assert (row.level, row.value) == ("store", stored)


def test_the_history_names_scope_person_and_what_is_current(store: Store, admin: Actor) -> None:
    change(admin, "group", 0, 6)
    change(admin, "group", 0, 7, TODAY + timedelta(days=2))
    card = get_parameter(admin, SIGN_IN_TRIES.code, store.pk, TODAY + timedelta(days=2))
    assert [(row.text, row.is_current, row.is_future) for row in card.values] == [("7", True, False), ("6", False, False)]
    assert card.row.level == "group"
    with pytest.raises(NotFound):
        get_parameter(admin, "org.no_such", store.pk, TODAY)


def test_the_list_is_searched_by_name_code_source_and_module(store: Store, admin: Actor) -> None:
    def found(**wanted: Any) -> set[str]:
        return {row.code for row in list_parameters(admin, ParameterFilter(**wanted), store.pk, TODAY)}

    assert "org.sign_in_tries" in found(text="m01.03") & found(text="登录") & found(text="SIGN_IN") & found(module="org")
    assert "org.parts_emergency" in found(text="备件")
    assert found(changed=True) == set()
    change(admin, "store", store.pk, 6)
    assert found(changed=True) == {"org.sign_in_tries"}


def test_the_history_shows_no_scope_of_a_store_whose_settings_one_does_not_see(store: Store, admin: Actor) -> None:
    other = make_store("NS", make_brand("AU"))
    admin = actor_for(make_user(store, "administrator", level="group"))
    change(admin, "group", 0, 6)
    change(admin, "brand", store.brand_id, 5)
    change(admin, "store", store.pk, 4)
    theirs = actor_for(make_user(other, "general_manager"))
    assert {row.level for row in get_parameter(admin, SIGN_IN_TRIES.code, store.pk, TODAY).values} == {
        "group",
        "brand",
        "store",
    }
    assert {row.level for row in get_parameter(theirs, SIGN_IN_TRIES.code, other.pk, TODAY).values} == {"group"}
    with pytest.raises(NotFound):
        get_parameter(theirs, SIGN_IN_TRIES.code, store.pk, TODAY)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("org.lockout_minutes", 10**12),
        ("people.longest_substitution", 10**5),
        ("org.lockout_minutes", float("inf")),
        ("repair_orders.tax_rate", "NaN"),
        ("repair_orders.tax_rate", float("inf")),
        ("followup.retry_after", {"amount": 10**6, "unit": "WORKING_HOURS"}),
        ("followup.retry_after", {"amount": float("inf"), "unit": "DAYS"}),
        ("people.shift_presets", {"a": 1}),
        ("people.shift_presets", "x" * 501),
        ("followup.post", "emperor"),
        ("work.work.plain.escalation_1_post", "emperor"),
        ("people.beauty_excludes", "technician emperor"),
        ("followup.questions", "satisfaction,weather"),
        ("followup.questions", ""),
    ],
)
def test_what_would_stop_the_house_is_refused(store: Store, admin: Actor, code: str, value: Any) -> None:
    with pytest.raises(Invalid):
        change(admin, "group", 0, value, code=code)


def test_texts_and_codes_are_kept_clean(store: Store, admin: Actor) -> None:
    for code, value, kept in (
        ("people.shift_presets", " 08:00-17:00\x00\u200b ", "08:00-17:00"),
        ("people.beauty_excludes", "technician  apprentice", "technician apprentice"),
        ("followup.questions", "needs， clean", "needs,clean"),
    ):
        change(admin, "store", store.pk, value, code=code)
        assert parameters.value(parameters.definition(code), store.pk, TODAY) == kept


def test_a_stored_value_that_is_out_of_bounds_now_counts_as_not_set(store: Store, admin: Actor) -> None:
    change(admin, "group", 0, 7)
    ParameterValue.objects.filter(code=SIGN_IN_TRIES.code).update(value=10**12)
    parameters.forget()
    assert parameters.value(SIGN_IN_TRIES, store.pk, TODAY) == 5
