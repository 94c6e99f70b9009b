"""Reception on the screen: a whole visit by clicks, refusals that keep what was typed, scope."""

import base64
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.parties.customers.commands import record_odometer
from anxin.parties.customers.tests.factories import make_plate, make_vehicle
from anxin.parties.org.tests.factories import AT, PASSWORD, make_actor, make_store, make_user
from anxin.platform.money import Money
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.appointments.tests.factories import make_appointment
from anxin.visit.billing.commands import Tender, take_booking_deposit
from anxin.visit.reception import commands, queries
from anxin.visit.reception.tests.factories import (
    PNG,
    FrontDesk,
    photo_bytes,
    receive,
    settled_visit,
    walked_around,
)
from anxin.visit.repair_orders.commands import NewJob, propose_items
from anxin.visit.repair_orders.tests.factories import LABOUR, view_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]
SIGNED = "data:image/png;base64," + base64.b64encode(PNG).decode()
WALK = {
    "odometer_km": "41,286 km",
    "fuel_eighths": "4",
    "valuables": ["recorder"],
    "protective_set": "laid",
    "marks": json.dumps([{"kind": "dent", "zone": "roof", "x": 0.5, "y": 0.5, "note": "鸡蛋大"}]),
}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_known_car_and_a_package_take_five_clicks(browser: Client, desk: FrontDesk) -> None:
    make_rate()
    package = make_package(make_operation(), make_article(), name="小保养", price="358.00")
    plate = make_plate()
    vehicle = make_vehicle(desk.store, plate=plate)
    found = text_of(browser.get("/reception/", {"text": plate[-5:]}))  # 1: the plate
    assert f'name="vehicle_id" value="{vehicle}"' in found
    received = browser.post("/reception/receive/", {"vehicle_id": str(vehicle)})  # 2: 接车
    address = received["Location"]
    browser.post(f"{address}walk-around/", WALK)  # the walk-around is counted by its own three minutes
    page = text_of(browser.get(f"{address}?step=talk"))
    assert "小保养" in page
    opened = browser.post(f"{address}order/", {"package": package.code, f"title_{package.code}": "小保养"})  # 3: package
    page = text_of(browser.get(opened["Location"]))
    assert "358.00" in page
    fields = dict(re.findall(r'name="(total|promised_at|version)"[^>]*value="([^"]*)"', page))
    given = {"promised_at": "2026-11-20T17:00", "old_parts": "leave", "wash": "yes", "total": "358.00"}
    assert fields["total"] == "358.00"
    signed = browser.post(f"{address}sign/", given | {"signature": SIGNED})  # 4, 5: promise accepted, signed
    assert signed.status_code == 303
    row = queries.list_receptions(desk.actor, desk.store.pk)[0]
    assert (row.order_state, row.sheet_state) == ("AUTHORISED", "SIGNED")


def test_the_desk_shows_bookings_first_and_takes_them_in(browser: Client, desk: FrontDesk) -> None:
    booked = make_appointment(desk.store)
    assert booked.number in text_of(browser.get("/reception/"))
    data = {"vehicle_id": str(booked.vehicle_id), "appointment_number": booked.number}
    assert browser.post("/reception/receive/", data).status_code == 303
    (row,) = queries.list_receptions(desk.actor, desk.store.pk)
    assert row.is_appointment
    assert booked.number not in text_of(browser.get("/reception/"))


def test_the_advisor_sees_the_deposit_of_a_booking_and_takes_the_car_in_from_its_row(
    browser: Client, desk: FrontDesk
) -> None:
    booked = make_appointment(desk.store)
    cashier = make_actor(desk.store, "cashier")
    tenders = [Tender("cash", Money.yuan(200))]
    take_booking_deposit(actor=cashier, number=booked.number, tenders=tenders, at=AT)
    day = f"/appointments/?day={AT.date().isoformat()}"
    row = text_of(browser.get(day))
    assert "已收定金 ¥ 200.00" in row
    assert "/reception/receive/" not in row
    assert "已收定金 ¥ 200.00" in text_of(browser.get("/reception/"))
    assert browser.post(f"/appointments/{booked.number}/arrive/").status_code == 303
    arrived = text_of(browser.get(day))
    assert "/reception/receive/" in arrived
    assert f'name="appointment_number" value="{booked.number}"' in arrived


def test_what_was_booked_is_there_at_reception(browser: Client, desk: FrontDesk) -> None:
    make_rate()
    for place in range(14):
        make_package(make_operation(), make_article(), name=f"套餐{place:02}", price="100.00")
    wanted = make_package(make_operation(), make_article(), name="最后的套餐", price="358.00")
    booked = make_appointment(desk.store, words="刹车有异响", is_complaint=True, package_code=wanted.code)
    data = {"vehicle_id": str(booked.vehicle_id), "appointment_number": booked.number}
    address = browser.post("/reception/receive/", data)["Location"]
    assert "刹车有异响" in text_of(browser.get(f"{address}?step=talk"))
    page = text_of(browser.get(f"{address}?step=talk"))
    assert page.count('name="package"') == 15
    assert page.index("最后的套餐") < page.index("套餐00")
    assert "已预约" in page


def test_only_a_booked_complaint_is_looked_into(browser: Client, desk: FrontDesk) -> None:
    make_rate()
    package = make_package(make_operation(), make_article(), name="小保养", price="358.00")
    for words, is_complaint, jobs in (
        ("到期保养", None, [("小保养", "")]),
        ("刹车有异响", True, [("小保养", ""), ("刹车有异响", "刹车有异响")]),
    ):
        booked = make_appointment(desk.store, words=words, is_complaint=is_complaint, package_code=package.code)
        number = walked_around(desk, vehicle_id=booked.vehicle_id, appointment_number=booked.number).number
        page = text_of(browser.get(f"/reception/{number}/?step=talk"))
        assert ("预约时说" in page, words in page) == (not is_complaint, True)
        said = {"concerns": words if is_complaint else "", "package": package.code, f"title_{package.code}": "小保养"}
        assert browser.post(f"/reception/{number}/order/", said).status_code == 303
        (order,) = {one.order_number for one in queries.list_receptions(desk.actor, desk.store.pk) if one.number == number}
        assert [(job.title, job.complaint) for job in view_of(desk, order).jobs] == jobs


def test_a_concern_beside_a_package_is_a_job_and_more_is_added_before_the_signature(
    browser: Client, desk: FrontDesk
) -> None:
    make_rate()
    first = make_package(make_operation(), make_article(), name="小保养", price="358.00")
    second = make_package(make_operation(), make_article(), name="空调套餐", price="268.00")
    address = f"/reception/{walked_around(desk).number}/"
    said = {"concerns": "左前有异响", "package": first.code, f"title_{first.code}": "小保养"}
    opened = browser.post(f"{address}order/", said)
    assert opened["Location"] == f"{address}?step=sign"
    added = browser.post(f"{address}add/", {"package": second.code, f"title_{second.code}": "空调套餐"})
    assert added["Location"] == f"{address}?step=order"
    assert browser.post(f"{address}add/", {"complaint": "雨刮刮不干净"}).status_code == 303
    assert browser.post(f"{address}add/", {"complaint": " \u200b"}).status_code == 422
    number = queries.list_receptions(desk.actor, desk.store.pk)[0].order_number
    jobs = [(job.title, job.complaint, len(job.items)) for job in view_of(desk, number).jobs]
    assert jobs == [
        ("小保养", "", 2),
        ("左前有异响", "左前有异响", 0),
        ("空调套餐", "", 2),
        ("雨刮刮不干净", "雨刮刮不干净", 0),
    ]
    page = text_of(browser.get(f"{address}?step=order"))
    assert f"/repair-orders/{number}/jobs/" in page
    assert "检查后报价" in page


def test_words_alone_lead_to_the_estimate_and_are_not_signed_at_nothing(browser: Client, desk: FrontDesk) -> None:
    address = f"/reception/{walked_around(desk).number}/"
    empty = browser.post(f"{address}order/", {"concerns": " "})
    assert empty.status_code == 422
    assert "请写下客户的要求，或选一个套餐" in text_of(empty)
    assert browser.post(f"{address}add/", {"complaint": "异响"}).status_code == 409
    assert browser.post(f"{address}order/", {"concerns": "左前有异响"})["Location"] == f"{address}?step=order"
    page = text_of(browser.get(f"{address}?step=sign"))
    assert "还没有报价，不能签字" in page
    assert "确认并签字" not in page
    given = {"promised_at": "2026-11-20T17:00", "old_parts": "leave", "wash": "yes", "signature": SIGNED}
    for total, status in (("0.00", 409), ("NaN", 422), ("1.234", 422)):
        assert browser.post(f"{address}sign/", given | {"total": total}).status_code == status


def test_all_five_confirmations_stand_on_the_page_that_is_signed(browser: Client, desk: FrontDesk) -> None:
    kept = walked_around(desk)
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, jobs=[NewJob("检查", items=[LABOUR])], at=AT)
    page = text_of(browser.get(f"/reception/{kept.number}/", {"step": "sign"}))
    places = [page.index(words) for words in ("1 项目", "2 费用", "3 时间", "4 旧件", "5 洗车")]
    assert places == sorted(places)


@pytest.mark.rule("R-RO09", "R-RC17")
def test_the_orders_own_page_leads_to_the_walk_around_first(browser: Client, desk: FrontDesk) -> None:
    kept = walked_around(desk, concerns="异响")
    number = commands.open_order_from_reception(actor=desk.actor, number=kept.number, at=AT).order_number
    (job,) = view_of(desk, number).jobs
    propose_items(actor=desk.actor, number=number, job_id=job.id, items=[LABOUR], at=AT)
    page = text_of(browser.get(f"/repair-orders/{number}/authorise/"))
    assert f'href="/reception/{kept.number}/?step=sign"' in page
    assert "authorise-form" not in page
    wished = {"promised_at": "2026-11-20T18:00", "old_parts": "boot", "wants_wash": "no", "channel": "screen"}
    head = view_of(desk, number).head
    typed = wished | {"signature": SIGNED, "seen_total": "9000", "version": str(head.version)}
    refused = browser.post(f"/repair-orders/{number}/authorise/", typed, headers={"HX-Request": "true"})
    assert (refused.status_code, "请先在接待里签环车检查单" in text_of(refused)) == (409, True)
    assert view_of(desk, number).head.state == "OPEN"


def test_a_car_is_received_from_the_search_and_from_its_page(browser: Client, desk: FrontDesk) -> None:
    plate = make_plate()
    vehicle = make_vehicle(desk.store, plate=plate)
    button = f'name="vehicle_id" value="{vehicle}"'
    assert button in text_of(browser.get("/reception/", {"text": plate[-4:]}))
    region = text_of(browser.get("/reception/", {"text": plate[-4:]}, headers={"HX-Request": "true", "HX-Target": "found"}))
    assert (button in region, "<html" in region) == (True, False)
    hits = text_of(browser.get("/search/", {"q": plate}, headers={"HX-Request": "true", "HX-Target": "hits"}))
    assert button in hits
    assert button in text_of(browser.get(f"/vehicles/{vehicle}/"))
    technician = Client()
    make_user(desk.store, "technician", username="tom")
    technician.login(username="tom", password=PASSWORD)
    assert button not in text_of(technician.get(f"/vehicles/{vehicle}/"))


def test_an_interview_whose_order_cannot_be_opened_is_not_kept_either(browser: Client, desk: FrontDesk) -> None:
    kept = receive(desk)
    address = f"/reception/{kept.number}/order/"
    refused = browser.post(address, {"concerns": "异响", "package": "NONE", "version": "1"})
    assert (refused.status_code, "异响" in text_of(refused)) == (422, True)
    after = queries.get_reception(desk.actor, kept.number)
    assert (after.concerns, after.row.version) == ("", 1)
    assert browser.post(address, {"concerns": "异响", "version": "1"}).status_code == 303


def test_a_double_tap_on_receive_opens_the_same_reception(browser: Client, desk: FrontDesk) -> None:
    vehicle = make_vehicle(desk.store)
    first = browser.post("/reception/receive/", {"vehicle_id": str(vehicle)})
    again = browser.post("/reception/receive/", {"vehicle_id": str(vehicle)})
    assert first["Location"] == again["Location"]


def test_a_second_page_that_receives_the_same_car_leaves_no_gap_in_the_numbers(browser: Client, desk: FrontDesk) -> None:
    vehicle, other = make_vehicle(desk.store), make_vehicle(desk.store)
    first = browser.post("/reception/receive/", {"vehicle_id": str(vehicle), "post_key": "one"})["Location"]
    assert browser.post("/reception/receive/", {"vehicle_id": str(vehicle), "post_key": "two"})["Location"] == first
    second = browser.post("/reception/receive/", {"vehicle_id": str(other), "post_key": "three"})["Location"]
    numbers = [int(re.findall(r"\d+", address)[-1]) for address in (first, second)]
    assert numbers[1] == numbers[0] + 1


def test_who_goes_back_to_the_walk_around_finds_its_readings(browser: Client, desk: FrontDesk) -> None:
    walked = walked_around(desk)
    page = text_of(browser.get(f"/reception/{walked.number}/?step=walk"))
    sheet = queries.get_reception(desk.actor, walked.number).sheet
    assert sheet.odometer_km
    assert re.search(rf'name="odometer_km"[^>]*value="{sheet.odometer_km}"', page)
    assert re.search(rf'name="fuel_eighths" value="{sheet.fuel_eighths}" checked', page)


def test_many_more_kilometres_than_last_time_are_asked_about_before_the_signature(browser: Client, desk: FrontDesk) -> None:
    vehicle = make_vehicle(desk.store)
    record_odometer(actor=desk.actor, vehicle_id=vehicle, odometer_km=18_819, at=AT - timedelta(days=1))
    address = browser.post("/reception/receive/", {"vehicle_id": str(vehicle)})["Location"]
    browser.post(f"{address}walk-around/", {**WALK, "odometer_km": "38,819"})
    assert "请核对仪表" not in text_of(browser.get(f"{address}?step=walk"))
    browser.post(f"{address}walk-around/", {**WALK, "odometer_km": "45,200"})
    assert "里程比上次的 18,819 km 多了 26,381 km，请核对仪表。" in text_of(browser.get(f"{address}?step=walk"))


def test_a_new_car_that_lacks_something_comes_back_with_what_was_typed(browser: Client, desk: FrontDesk) -> None:
    refused = browser.post("/reception/receive/", {"plate": "粤B12345", "customer_name": "李雷"})
    assert refused.status_code == 422
    assert "李雷" in text_of(refused)
    done = browser.post("/reception/receive/", {"plate": "粤B12345", "customer_name": "李雷", "phone": "13912345678"})
    assert done.status_code == 303


def test_photos_are_kept_as_they_are_shot_and_shown(browser: Client, desk: FrontDesk) -> None:
    kept = receive(desk)
    address = f"/reception/{kept.number}/"
    shot = {"photo": SimpleUploadedFile("x.jpg", photo_bytes()), "label": "前"}
    answer = browser.post(f"{address}photos/", shot, headers={"Idempotency-Key": "p1"})
    key = answer.json()["id"]
    browser.post(f"{address}walk-around/", {**WALK, "photos": [key]})
    page = text_of(browser.get(f"{address}?step=walk"))
    assert f"/files/{key}/?size=thumb" in page
    assert "鸡蛋大" in page
    assert browser.get(f"/files/{key}/").status_code == 200
    bad = browser.post(f"{address}photos/", {"photo": SimpleUploadedFile("x.jpg", b"<html>")})
    assert bad.status_code == 422
    assert browser.post(f"{address}photos/").status_code == 422


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"odometer_km": "viel"}, "里程只填数字", 422),
        ({"marks": "[{}]"}, "损伤标记", 422),
        ({"photos": ["00000000-0000-0000-0000-000000000000"]}, "照片没有传上来", 422),
        ({"version": "9"}, "别人先改了", 409),
    ],
)
def test_a_refused_walk_around_says_why(
    browser: Client, desk: FrontDesk, change: dict[str, Any], words: str, status: int
) -> None:
    kept = receive(desk)
    from anxin.platform.ui.pages import VERSION_FIELD

    given = {VERSION_FIELD if name == "version" else name: value for name, value in change.items()}
    refused = browser.post(f"/reception/{kept.number}/walk-around/", WALK | given)
    assert refused.status_code == status
    assert words in text_of(refused)


def test_every_step_can_be_opened_before_and_after(browser: Client, desk: FrontDesk) -> None:
    fresh, walked = receive(desk, concerns="异响"), walked_around(desk)
    commands.open_order_from_reception(actor=desk.actor, number=fresh.number, at=AT)
    done = settled_visit(desk)
    reception = queries.find_reception_of_order(desk.actor, done)
    assert reception is not None
    for number in (fresh.number, walked.number, reception.row.number):
        for step in ("", "car", "walk", "talk", "order", "sign", "nonsense"):
            assert browser.get(f"/reception/{number}/", {"step": step}).status_code == 200, (number, step)
    assert browser.get("/reception/").status_code == 200


def test_interview_decline_and_release_have_their_forms(browser: Client, desk: FrontDesk) -> None:
    kept = receive(desk)
    address = f"/reception/{kept.number}/"
    assert browser.post(f"{address}interview/", {"concerns": "刹车异响", "warranty": "unclear"}).status_code == 303
    assert browser.post(f"{address}decline/", {"reason": ""}).status_code == 422
    assert browser.post(f"{address}decline/", {"reason": "赶时间"}).status_code == 303
    assert browser.post(f"{address}release/", {"reason": "改天再来"}).status_code == 303
    assert queries.get_reception(desk.actor, kept.number).row.state == "LEFT"


def test_a_typed_name_signs_too_and_none_does_not(browser: Client, desk: FrontDesk) -> None:
    kept = walked_around(desk)
    commands.open_order_from_reception(actor=desk.actor, number=kept.number, jobs=[NewJob("检查", items=[LABOUR])], at=AT)
    given = {"promised_at": "2026-11-20T17:00", "old_parts": "leave", "wash": "no", "total": "90.00"}
    assert browser.post(f"/reception/{kept.number}/sign/", given).status_code == 422
    assert browser.post(f"/reception/{kept.number}/sign/", given | {"total": "1.00", "signature": SIGNED}).status_code == 409
    named = {"signature_name": "张小明", "signature_name_confirmed": "1"}
    assert browser.post(f"/reception/{kept.number}/sign/", given | named).status_code == 303


def test_the_panel_beside_the_order_shows_damage_and_belongings(desk: FrontDesk, rf: Any) -> None:
    from anxin.visit.reception.web.slots import walk_around_panel

    number = settled_visit(desk)
    request = rf.get("/")
    request.actor = desk.actor
    panel = walk_around_panel(request, view_of(desk, number))
    assert panel is not None
    assert "左前保险杠 刮 约 4 cm" in panel
    assert "行车记录仪" in panel


def test_another_store_finds_no_page(client: Client, desk: FrontDesk) -> None:
    kept, number = walked_around(desk), settled_visit(desk)
    make_user(make_store("NS"), "service_advisor", username="li")
    client.login(username="li", password=PASSWORD)
    for path in (f"/reception/{kept.number}/", f"/reception/{kept.number}/key-tag.pdf", f"/deliveries/{number}/"):
        assert client.get(path).status_code == 404, path
    for path in ("walk-around/", "sign/", "interview/", "order/", "add/", "release/", "photos/"):
        data = {**WALK, "photo": SimpleUploadedFile("x.jpg", photo_bytes()), "reason": "x"}
        given = {"promised_at": "2026-11-20T17:00", "old_parts": "leave", "wash": "no", "total": "1.00"}
        assert client.post(f"/reception/{kept.number}/{path}", data | given).status_code == 404, path


def test_dates_are_those_of_the_store() -> None:
    assert datetime.fromisoformat("2026-11-20T14:00:00+08:00") == AT
