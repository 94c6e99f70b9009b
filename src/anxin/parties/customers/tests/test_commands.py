"""Files, plates, mileage, consents and registers: done, refused, denied."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from anxin.parties.customers import queries
from anxin.parties.customers.commands import (
    CustomerAlreadyRegistered,
    CustomerData,
    FileIsLent,
    OdometerWentBack,
    PlateInUse,
    VehicleData,
    answer_data_request,
    assign_advisor,
    change_customer,
    change_vehicle,
    lend_file,
    note_visit,
    record_odometer,
    register_customer,
    register_vehicle,
    return_file,
    reveal_phone,
    set_party,
)
from anxin.parties.customers.tests.factories import make_customer, make_phone, make_vehicle, make_vin
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Denied, Invalid, InvalidFields, NotFound, VersionConflict
from anxin.platform.ui.lists import Order, Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return make_store("LG")


@pytest.fixture
def advisor(store: Store) -> Actor:
    return make_actor(store, "service_advisor")


def test_a_customer_file_is_kept_in_normal_form(store: Store, advisor: Actor) -> None:
    data = CustomerData(name=" 单　雄 ", phone="+86 138-1234-5678", kind="private", trade="物流")
    kept = register_customer(actor=advisor, store_id=store.pk, data=data, at=AT)
    card = queries.get_customer(advisor, kept.customer_id)
    assert (card.masked_phone, card.data.trade, card.created_on) == ("138 **** 5678", "物流", date(2026, 11, 20))
    assert [one.id for one in queries.search_customers(advisor, "sx")] == [kept.customer_id]


def test_every_wrong_field_of_a_file_is_named_at_once(store: Store, advisor: Actor) -> None:
    data = CustomerData(name="", phone="12", kind="alien", address="长" * 161)
    with pytest.raises(InvalidFields) as refusal:
        register_customer(actor=advisor, store_id=store.pk, data=data, at=AT)
    assert set(refusal.value.errors) == {"name", "phone", "kind", "address"}
    with pytest.raises(InvalidFields) as neither:
        register_vehicle(actor=advisor, store_id=store.pk, data=VehicleData(model_name="朗逸"), at=AT)
    assert set(neither.value.errors) == {"vin"}


def test_the_same_name_and_phone_is_refused_unless_wished(store: Store, advisor: Actor) -> None:
    known = make_customer(store, "张三", phone="13812345678")
    by = {"actor": advisor, "store_id": store.pk, "data": CustomerData(name="张三", phone="13812345678"), "at": AT}
    with pytest.raises(CustomerAlreadyRegistered) as refusal:
        register_customer(**by)
    assert refusal.value.customer_id == known
    assert register_customer(**by, allow_duplicate=True).customer_id != known


def test_an_old_version_is_refused_with_now_and_yours(store: Store, advisor: Actor) -> None:
    customer = make_customer(store, "张三", address="旧")
    first = CustomerData(name="张三", phone=make_phone(1), address="新")
    change_customer(actor=advisor, customer_id=customer, data=first, version=1, at=AT)
    late = CustomerData(name="张三", phone=make_phone(1), address="另")
    with pytest.raises(VersionConflict) as conflict:
        change_customer(actor=advisor, customer_id=customer, data=late, version=1, at=AT)
    assert conflict.value.differences == {"address": ("新", "另")}


def test_a_plate_moves_only_on_request_and_both_histories_tell_it(store: Store, advisor: Actor) -> None:
    old = make_vehicle(store, plate="粤B11111")
    data = VehicleData(vin=make_vin(9), plate="粤B11111")
    by = {"actor": advisor, "store_id": store.pk, "data": data, "at": AT + timedelta(days=2)}
    with pytest.raises(PlateInUse) as refusal:
        register_vehicle(**by)
    assert refusal.value.vehicle_id == old
    new = register_vehicle(**by, move_plate=True).vehicle_id
    assert (queries.get_vehicle(advisor, old).plate, queries.get_vehicle(advisor, new).plate) == ("", "粤B11111")
    assert queries.get_vehicle(advisor, old).plates[0].valid_to == date(2026, 11, 22)
    found = queries.find_vehicle(advisor, plate="粤B·11111")
    assert found is not None
    assert found.id == new


def test_a_green_plate_tells_the_engine_and_a_vin_the_brand(store: Store, advisor: Actor) -> None:
    data = VehicleData(vin=make_vin(3), plate="粤BD12345")
    kept = register_vehicle(actor=advisor, store_id=store.pk, data=data, at=AT)
    card = queries.get_vehicle(advisor, kept.vehicle_id)
    assert card.is_new_energy
    assert card.brand_name


def test_a_vehicle_file_with_nothing_new_keeps_its_version(store: Store, advisor: Actor) -> None:
    vehicle = make_vehicle(store)
    data = queries.get_vehicle(advisor, vehicle).data
    assert change_vehicle(actor=advisor, vehicle_id=vehicle, data=data, version=1, at=AT).version == 1


def test_a_lower_mileage_is_kept_only_when_confirmed(store: Store, advisor: Actor) -> None:
    vehicle = make_vehicle(store)
    by = {"actor": advisor, "vehicle_id": vehicle, "at": AT}
    record_odometer(odometer_km=41_286, **by)
    with pytest.raises(OdometerWentBack) as refusal:
        record_odometer(odometer_km=286, **by)
    assert "41286" in str(refusal.value.message)
    with pytest.raises(Invalid):
        record_odometer(odometer_km=-1, **by)
    record_odometer(odometer_km=286, is_confirmed=True, **by)
    assert queries.get_vehicle(advisor, vehicle).odometer_km == 286


def test_visits_are_counted_per_store_and_fleets_count_visited_vehicles(store: Store, advisor: Actor) -> None:
    fleet = make_customer(store, "深圳顺达物流有限公司", kind="fleet")
    first, second = make_vehicle(store, owner_id=fleet), make_vehicle(store, owner_id=fleet)
    note_visit(actor=advisor, store_id=store.pk, vehicle_id=first, at=AT)
    note_visit(actor=advisor, store_id=store.pk, vehicle_id=first, at=AT - timedelta(days=9))
    card = queries.get_vehicle(advisor, first)
    assert (card.visits, card.last_visit_at) == (2, AT)
    assert queries.count_fleet_vehicles(advisor, fleet, AT - timedelta(days=30)) == (2, 1)
    newest = queries.list_vehicles(advisor, queries.VehicleFilter(), Order("last_visit_at", True), Window())
    assert [row.id for row in newest.rows] == [first, second]
    assert queries.get_customer(advisor, fleet).last_visit_at == AT


def test_filters_of_the_lists_narrow(store: Store, advisor: Actor) -> None:
    vehicle = make_vehicle(store, model_name="途观 L", is_own_sold=True, sold_store_id=store.pk)
    make_vehicle(store, model_name="朗逸")
    for wanted, total in (
        (queries.VehicleFilter(model="途观"), 1),
        (queries.VehicleFilter(own_sold="yes"), 1),
        (queries.VehicleFilter(own_sold="no"), 1),
        (queries.VehicleFilter(store_id=store.pk), 2),
        (queries.VehicleFilter(visited_from=date(2026, 1, 1)), 0),
        (queries.VehicleFilter(not_visited_since=date(2026, 1, 1)), 2),
        (queries.VehicleFilter(text=queries.get_vehicle(advisor, vehicle).plate[-4:]), 1),
    ):
        assert queries.list_vehicles(advisor, wanted, Order(), Window()).total == total, wanted


def test_a_visit_after_midnight_belongs_to_the_new_day_of_the_store(store: Store, advisor: Actor) -> None:
    vehicle = make_vehicle(store)
    note_visit(actor=advisor, store_id=store.pk, vehicle_id=vehicle, at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    for store_id in (None, store.pk):
        for day, total in ((date(2026, 11, 21), 1), (date(2026, 11, 22), 0), (date.min, 1), (date.max, 0)):
            since = queries.VehicleFilter(visited_from=day, store_id=store_id)
            gone = queries.VehicleFilter(not_visited_since=day, store_id=store_id)
            assert queries.list_vehicles(advisor, since, Order(), Window()).total == total
            assert queries.list_vehicles(advisor, gone, Order(), Window()).total == 1 - total


def test_the_dedicated_advisor_belongs_to_the_store(store: Store, advisor: Actor) -> None:
    customer, colleague = make_customer(store), make_user(store, "service_advisor")
    by = {"actor": advisor, "store_id": store.pk, "customer_id": customer, "at": AT}
    assign_advisor(advisor_user_id=colleague.pk, **by)
    assert queries.get_customer(advisor, customer).advisors == {store.pk: colleague.pk}


def test_a_file_is_lent_once_until_it_is_back(store: Store) -> None:
    clerk, customer = make_actor(store, "customer_relations_manager"), make_customer(store, "张三")
    borrower = make_user(store, "service_advisor", display_name="李四")
    by = {"actor": clerk, "store_id": store.pk, "customer_id": customer, "borrower_user_id": borrower.pk, "at": AT}
    loan = lend_file(purpose="回访准备", due_on=date(2026, 11, 25), **by)
    with pytest.raises(FileIsLent):
        lend_file(purpose="再借", due_on=date(2026, 11, 25), **by)
    with pytest.raises(Invalid):
        lend_file(purpose="", due_on=date(2026, 11, 25), **by)
    (row,) = queries.list_loans(clerk, store.pk, Window(), only_out=True).rows
    assert (row.customer_name, row.borrower_name, row.due_on) == ("张三", "李四", date(2026, 11, 25))
    return_file(actor=clerk, loan_id=loan.loan_id, at=AT)
    with pytest.raises(Conflict):
        return_file(actor=clerk, loan_id=loan.loan_id, at=AT)
    assert queries.list_loans(clerk, store.pk, Window(), only_out=True).total == 0


def test_a_store_lends_no_file_that_it_has_not(store: Store) -> None:
    there = make_store("NS")
    both, borrower = make_actor(store, "customer_relations_manager", level="group"), make_user(there, "service_advisor")
    given = {"borrower_user_id": borrower.pk, "purpose": "回访准备", "due_on": date(2026, 11, 25), "at": AT}
    with pytest.raises(NotFound):
        lend_file(actor=both, store_id=there.pk, customer_id=make_customer(store), **given)
    assert lend_file(actor=both, store_id=there.pk, customer_id=make_customer(there), **given).loan_id


def test_a_data_request_is_answered_with_the_asked_fields_only_and_logged(store: Store, advisor: Actor) -> None:
    make_customer(store, "张三", phone="13812345678", trade="物流")
    make_customer(store, "李四", trade="餐饮")
    manager = make_actor(store, "general_manager")
    by = {"store_id": store.pk, "department": "市场部", "purpose": "活动名单", "at": AT}
    extract = answer_data_request(actor=manager, fields=["name", "masked_phone"], trade="物流", **by)
    assert extract.rows == [("张三", "138 **** 5678")]
    with pytest.raises(Invalid):
        answer_data_request(actor=manager, fields=["phone"], **by)
    with pytest.raises(Denied):
        answer_data_request(actor=advisor, fields=["name"], **by)
    (row,) = queries.list_data_requests(manager, store.pk, Window()).rows
    assert (row.department, row.fields, row.row_count) == ("市场部", ("name", "masked_phone"), 1)


def test_search_takes_what_people_type(store: Store, advisor: Actor) -> None:
    owner = make_customer(store, "欧阳小明", phone="13898765432")
    vin = make_vin(123_456)
    vehicle = make_vehicle(store, owner_id=owner, plate="粤BDK8921", vin=vin)
    for text in (
        "粤B·DK8921",
        "粤bdk8921",
        "8921",
        "K8921",
        vin,
        vin[-6:],
        vin[-8:],
        "13898765432",
        "5432",
        "oyxm",
        "oy",
        "欧阳",
        "小明",
        "欧阳小明",
    ):
        assert [hit.id for hit in queries.search_vehicles(advisor, text)] == [vehicle], text
    for text in ("", "1", "921", "明", "432", "%", "_____", "粤", "123457"):
        assert queries.search_vehicles(advisor, text) == [], text
    set_party(
        actor=advisor, store_id=store.pk, vehicle_id=vehicle, customer_id=make_customer(store, "新主"), role="owner", at=AT
    )
    assert queries.search_vehicles(advisor, "欧阳") == []


def test_a_form_is_given_masks_and_a_mask_or_nothing_keeps_phones_and_tax_number_while_a_dash_clears() -> None:
    store = make_store("LG")
    manager = make_actor(store, "after_sales_manager")
    number = "440301199001011234"
    customer = make_customer(store, "张三", phone="13812345670", second_phone="13900139000", tax_number=number)
    shown, version = queries.get_customer_data(manager, customer)
    assert (shown.phone, shown.second_phone, shown.tax_number) == ("138 **** 5670", "139 **** 9000", "****1234")

    def whole() -> tuple[str, str, str]:
        seen = reveal_phone(actor=manager, customer_id=customer, reason="check", at=AT)
        return seen.phone, seen.second_phone, seen.tax_number

    for data in (replace(shown, trade="物流"), replace(shown, phone="", second_phone="", tax_number="")):
        change_customer(actor=manager, customer_id=customer, data=data, version=None, at=AT)
        assert whole() == ("13812345670", "13900139000", number)
    typed = replace(shown, phone="13812345671", second_phone="-")
    with pytest.raises(VersionConflict) as refused:
        change_customer(actor=manager, customer_id=customer, data=typed, version=version, at=AT)
    assert refused.value.differences["phone"] == ("138 **** 5670", "138 **** 5671")
    change_customer(actor=manager, customer_id=customer, data=typed, version=None, at=AT)
    assert whole() == ("13812345671", "", number)
    foreign = replace(queries.get_customer_data(manager, customer)[0], tax_number="****9999")
    with pytest.raises(InvalidFields) as mask:
        change_customer(actor=manager, customer_id=customer, data=foreign, version=None, at=AT)
    assert set(mask.value.errors) == {"tax_number"}, "the mask of another number is no number"
