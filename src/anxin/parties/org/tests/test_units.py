"""Group, brands, regions, stores, their calendars and places: done, refused, denied (M01.01, M01.07)."""

from datetime import UTC, date, time

import pytest

from anxin.parties.org import commands
from anxin.parties.org.commands import HoursOverlap, PlaceKind, StoreDetails
from anxin.parties.org.events import StoreCreated
from anxin.parties.org.models import Bay, Brand, Store
from anxin.parties.org.queries import (
    all_stores,
    calendar_of,
    get_store,
    get_store_places,
    list_bays,
    list_calendar,
    list_number_series,
)
from anxin.parties.org.tests.factories import AT, actor_for, make_brand, make_region, make_store, make_user
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.numbering import next_number
from anxin.platform.scope import reading, unit_of_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def admin(store: Store) -> Actor:
    return actor_for(make_user(store, "administrator", level="group"))


def test_a_new_store_is_open_at_once_and_reached_by_whoever_holds_the_group(store: Store, admin: Actor) -> None:
    details = StoreDetails(code="ns", name="南山店", brand_id=store.brand_id)
    store_id = commands.create_store(actor=admin, details=details, at=AT)
    assert all_stores()[store_id].code == "NS"
    assert calendar_of(store_id).is_open(AT)
    assert store_id in actor_for(make_user(store, "administrator", level="group")).store_ids
    with reading(Actor.system("test", [store_id])):
        assert StoredEvent.objects.get(name=StoreCreated.name).store_id == store_id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "L"),
        ("code", "LG"),
        ("code", "龙岗"),
        ("name", ""),
        ("name", "门店LG"),
        ("brand_id", 999_999),
        ("region_id", 999_999),
        ("time_zone", "Mars/Base"),
        ("time_zone", "../etc/passwd"),
        ("time_zone", "Europe/Berlin"),
        ("company", "x" * 81),
    ],
)
def test_a_wrong_value_of_a_store_names_its_field(store: Store, admin: Actor, field: str, value: object) -> None:
    given = {"code": "NS", "name": "南山店", "brand_id": store.brand_id} | {field: value}
    with pytest.raises(Invalid) as refused:
        commands.create_store(actor=admin, details=StoreDetails(**given), at=AT)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Store.objects.count() == 1


def test_only_the_groups_administrator_makes_stores_and_moves_them(store: Store, admin: Actor) -> None:
    make_store("NS")
    local = actor_for(make_user(store, "administrator"))
    with pytest.raises(Denied):
        commands.create_store(actor=local, details=StoreDetails(code="BA", name="宝安店", brand_id=store.brand_id), at=AT)
    moved = StoreDetails(code="LG", name="门店LG", brand_id=make_brand("AU", tier="high").pk)
    with pytest.raises(Denied):
        commands.change_store(actor=local, store_id=store.pk, details=moved, expected_version=1, at=AT)
    same = StoreDetails(code="LG", name="龙岗店", brand_id=store.brand_id)
    assert commands.change_store(actor=local, store_id=store.pk, details=same, expected_version=1, at=AT) == 2
    with pytest.raises(VersionConflict):
        commands.change_store(actor=local, store_id=store.pk, details=same, expected_version=1, at=AT)
    other = StoreDetails(code="XX", name="龙岗店", brand_id=store.brand_id)
    with pytest.raises(Invalid):
        commands.change_store(actor=local, store_id=store.pk, details=other, expected_version=2, at=AT)
    assert get_store(local, store.pk).name == "龙岗店"


def test_brands_and_regions_have_names_of_their_own(admin: Actor) -> None:
    commands.create_region(actor=admin, name="华南", at=AT)
    with pytest.raises(Invalid):
        commands.create_region(actor=admin, name="华南 ", at=AT)
    brand_id = commands.create_brand(actor=admin, code="au", name="奥迪", name_en="Audi", tier="high", at=AT)
    assert Brand.objects.get(pk=brand_id).code == "AU"
    with pytest.raises(Invalid):
        commands.create_brand(actor=admin, code="AU", name="别的", name_en="", tier="mid", at=AT)
    with pytest.raises(Invalid):
        commands.create_brand(actor=admin, code="X", name="别的", name_en="", tier="low", at=AT)


def test_hours_are_replaced_as_a_whole(store: Store, admin: Actor) -> None:
    weekdays = {day: [(time(8), time(12)), (time(13, 30), time(18))] for day in range(5)}
    assert commands.set_store_hours(actor=admin, store_id=store.pk, hours=weekdays, at=AT) == 10
    assert [len(calendar_of(store.pk).weekly_hours[day]) for day in (0, 6)] == [2, 0]
    wrong = {**weekdays, 2: [(time(8), time(12)), (time(11), time(18))]}
    with pytest.raises(HoursOverlap) as refused:
        commands.set_store_hours(actor=admin, store_id=store.pk, hours=wrong, at=AT)
    assert refused.value.field == "weekday_2"
    with pytest.raises(Invalid):
        commands.set_store_hours(actor=admin, store_id=store.pk, hours={}, at=AT)
    zoned = time(8, tzinfo=UTC)
    for span in ((zoned, time(18)), (zoned, time(18, tzinfo=UTC))):
        with pytest.raises(Invalid, match="时区"):
            commands.set_store_hours(actor=admin, store_id=store.pk, hours={0: [span]}, at=AT)
    assert len(calendar_of(store.pk).weekly_hours[0]) == 2


def test_a_day_off_of_one_store_leaves_the_others_open(store: Store, admin: Actor) -> None:
    other = make_store("NS")
    admin = actor_for(make_user(store, "administrator", level="group"))
    day = date(2026, 11, 23)
    commands.set_holiday(actor=admin, store_id=store.pk, day=day, kind="closed", name="盘点", at=AT)
    assert calendar_of(store.pk).hours_on(day) == ()
    assert calendar_of(other.pk).hours_on(day) != ()
    shown = {row.day: row for row in list_calendar(admin, store.pk, day)}
    assert (shown[day].store_kind, shown[day].name, shown[day].is_open) == ("closed", "盘点", False)
    local = actor_for(make_user(other, "administrator"))
    with pytest.raises(NotFound):
        commands.set_holiday(actor=local, store_id=store.pk, day=day, kind="open", name="", at=AT)
    with pytest.raises(Denied):
        commands.set_holiday(actor=local, store_id=None, day=day, kind="holiday", name="放假", at=AT)
    with pytest.raises(Invalid):
        commands.set_holiday(actor=admin, store_id=None, day=day, kind="closed", name="放假", at=AT)


def test_a_public_holiday_of_the_group_is_no_working_day_and_may_be_taken_back(store: Store, admin: Actor) -> None:
    day = date(2026, 11, 23)
    commands.set_holiday(actor=admin, store_id=None, day=day, kind="holiday", name="放假", at=AT)
    assert not calendar_of(store.pk).holidays.is_working_day(day)
    commands.remove_holiday(actor=admin, store_id=None, day=day, at=AT)
    assert calendar_of(store.pk).holidays.is_working_day(day)
    with pytest.raises(NotFound):
        commands.remove_holiday(actor=admin, store_id=None, day=day, at=AT)


def test_places_are_added_retired_and_restored(store: Store, admin: Actor) -> None:
    bay = commands.add_bay(actor=admin, store_id=store.pk, code="01", kind="general", is_high_voltage=False, at=AT)
    with pytest.raises(Conflict):
        commands.retire_place(actor=admin, kind=PlaceKind.BAY, place_id=bay, at=AT)
    commands.add_bay(actor=admin, store_id=store.pk, code="02", kind="reception", is_high_voltage=False, at=AT)
    commands.change_bay(actor=admin, bay_id=bay, kind="body", is_high_voltage=True, at=AT)
    commands.retire_place(actor=admin, kind=PlaceKind.BAY, place_id=bay, at=AT)
    assert [row.code for row in list_bays(admin, store.pk)] == ["02"]
    commands.restore_place(actor=admin, kind=PlaceKind.BAY, place_id=bay, at=AT)
    assert [(row.code, row.kind) for row in list_bays(admin, store.pk)] == [("01", "body"), ("02", "reception")]
    with pytest.raises(Invalid):
        commands.add_bay(actor=admin, store_id=store.pk, code="01", kind="general", is_high_voltage=False, at=AT)
    with pytest.raises(Invalid):
        commands.add_bay(actor=admin, store_id=store.pk, code="03", kind="moon", is_high_voltage=False, at=AT)


def test_a_department_with_teams_is_not_retired(store: Store, admin: Actor) -> None:
    department = commands.add_department(actor=admin, store_id=store.pk, name="车间", at=AT)
    team = commands.add_team(actor=admin, store_id=store.pk, name="机电一组", department_id=department, at=AT)
    commands.add_parking_place(actor=admin, store_id=store.pk, code="P1", at=AT)
    with pytest.raises(Conflict):
        commands.retire_place(actor=admin, kind=PlaceKind.DEPARTMENT, place_id=department, at=AT)
    commands.retire_place(actor=admin, kind=PlaceKind.TEAM, place_id=team, at=AT)
    commands.retire_place(actor=admin, kind=PlaceKind.DEPARTMENT, place_id=department, at=AT)
    places = get_store_places(admin, store.pk)
    assert [(row.name, row.parent, row.is_active) for row in places.teams] == [("机电一组", "车间", False)]
    with pytest.raises(Invalid):
        commands.add_team(actor=admin, store_id=store.pk, name="二组", department_id=department, at=AT)


def test_places_of_another_store_are_out_of_reach(store: Store, admin: Actor) -> None:
    bay = commands.add_bay(actor=admin, store_id=store.pk, code="01", kind="general", is_high_voltage=False, at=AT)
    other = make_store("NS")
    local = actor_for(make_user(other, "administrator"))
    with pytest.raises(NotFound):
        commands.change_bay(actor=local, bay_id=bay, kind="body", is_high_voltage=True, at=AT)
    with pytest.raises(NotFound):
        commands.add_parking_place(actor=local, store_id=store.pk, code="P1", at=AT)
    assert list_bays(local, store.pk) == []
    with reading(admin):
        assert Bay.objects.visible_to(admin, "org.manage_units").get(pk=bay).kind == "general"


def test_the_series_show_the_last_number_of_the_own_stores(store: Store) -> None:
    other = make_store("NS", region=make_region())
    with unit_of_work(Actor.system("test", [store.pk]), "test", writable=True):
        next_number(store.pk, "LG", "W", AT.date())
        next_number(other.pk, "NS", "W", AT.date())
    manager = actor_for(make_user(store, "general_manager"))
    assert [row.last_number for row in list_number_series(manager)] == ["LG-W26-000001"]
