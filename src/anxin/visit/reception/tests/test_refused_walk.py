"""A walk-around that is refused comes back whole; one that is saved unfinished says what it lacks."""

import html
import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.parties.customers.commands import record_odometer
from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.visit.reception import commands, queries
from anxin.visit.reception.tests.factories import FrontDesk, photo_bytes, receive, seen, walked_around
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]
PLACES = ("前", "左侧", "右侧", "后", "仪表")
DENT = {"kind": "dent", "zone": "roof", "x": 0.5, "y": 0.5, "note": "鸡蛋大"}
WALK: dict[str, Any] = {
    "odometer_km": "100",
    "odometer_was_reset": "",
    "fuel_eighths": "4",
    "warning_lights": ["engine", "tyre"],
    "valuables": ["recorder", "papers"],
    "belongings_note": "后排有电脑包",
    "bulky_note": "婴儿车",
    "locker": "3",
    "protective_set": "refused",
    "protective_words": "赶时间不用铺",
    "remarks": "右后门有旧伤",
    "marks": json.dumps([DENT]),
}


def shoot(browser: Client, number: str) -> list[str]:
    shots = [{"photo": SimpleUploadedFile("x.jpg", photo_bytes(place)), "label": place} for place in PLACES]
    return [browser.post(f"/reception/{number}/photos/", shot).json()["id"] for shot in shots]


def fields_of(page: str) -> dict[str, Any]:
    """What the page would post now."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page[page.index('data-draft="walk-around') : page.index("data-missing")]):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        is_choice = re.search(r'type="(checkbox|radio)"', tag)
        if name and value and (not is_choice or " checked" in tag):
            found.setdefault(name.group(1), []).append(html.unescape(value.group(1)))
    return {name: found[name] for name in found if name not in ("csrfmiddlewaretoken", "post_key")}


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("odometer", ["100", "viel"])
def test_a_refused_mileage_loses_neither_damage_nor_photos_nor_belongings(
    browser: Client, desk: FrontDesk, odometer: str
) -> None:
    first = walked_around(desk)
    commands.release_vehicle(actor=desk.actor, number=first.number, reason="改天", at=AT)
    number = receive(desk, vehicle_id=first.vehicle_id).number
    keys = shoot(browser, number)
    refused = browser.post(f"/reception/{number}/walk-around/", WALK | {"odometer_km": odometer, "photos": keys})
    assert (refused.status_code, queries.get_reception(desk.actor, number).sheet.photos) == (422, ())
    page = text_of(refused)
    assert '<span data-shot="photos" data-of="5">5</span>' in page
    again = fields_of(page)
    assert again["odometer_km"] == [odometer]
    saved = browser.post(f"/reception/{number}/walk-around/", again | {"odometer_km": "41300"})
    assert saved.status_code == 303
    sheet = queries.get_reception(desk.actor, number).sheet
    assert [photo.key for photo in sheet.photos] == keys
    assert sheet.marks == (DENT | {"photo": ""},)
    assert (sheet.odometer_km, sheet.fuel_eighths, sheet.missing, sheet.missing_places) == (41300, 4, (), ())
    assert (sheet.warning_lights, sheet.valuables) == (("engine", "tyre"), ("recorder", "papers"))
    assert (sheet.belongings_note, sheet.bulky_note, sheet.locker) == ("后排有电脑包", "婴儿车", "3")
    assert (sheet.protective_set, sheet.protective_words) == ("refused", "赶时间不用铺")
    assert sheet.remarks == "右后门有旧伤"


def test_what_somebody_else_saved_in_between_stands_beside_what_was_posted(browser: Client, desk: FrontDesk) -> None:
    number = receive(desk).number
    mine, theirs = (
        commands.add_photo(actor=desk.actor, number=number, data=photo_bytes(place), place=place, at=AT).key
        for place in ("front", "rear")
    )
    commands.record_walk_around(actor=desk.actor, number=number, seen=seen(photos=(theirs,)), at=AT)
    stale = WALK | {"odometer_km": "41286", "photos": [mine], "version": "1"}
    refused = browser.post(f"/reception/{number}/walk-around/", stale)
    assert refused.status_code == 409
    assert browser.post(f"/reception/{number}/walk-around/", fields_of(text_of(refused))).status_code == 303
    sheet = queries.get_reception(desk.actor, number).sheet
    assert [photo.key for photo in sheet.photos] == [theirs, mine]
    assert [mark["kind"] for mark in sheet.marks] == ["scratch", "dent"]


def test_a_refused_form_never_stands_for_a_sheet_that_is_signed(browser: Client, desk: FrontDesk) -> None:
    number = walked_around(desk).number
    commands.decline_walk_around(actor=desk.actor, number=number, reason="赶时间", at=AT)
    refused = browser.post(f"/reception/{number}/walk-around/", WALK | {"odometer_km": "viel"})
    assert (refused.status_code, "婴儿车" in text_of(refused)) == (422, False)


@pytest.mark.parametrize(
    ("path", "step"),
    [("vin", "car"), ("walk-around", "walk"), ("interview", "talk"), ("order", "talk"), ("add", "order"), ("sign", "sign")],
)
def test_a_reload_after_a_refusal_leads_back_to_the_step(browser: Client, desk: FrontDesk, path: str, step: str) -> None:
    address = f"/reception/{receive(desk).number}/"
    answer = browser.get(f"{address}{path}/")
    assert (answer.status_code, answer["Location"]) == (302, f"{address}?step={step}")
    assert browser.put(f"{address}{path}/").status_code == 405


def test_an_unfinished_walk_around_names_what_is_missing(browser: Client, desk: FrontDesk) -> None:
    number = receive(desk).number
    part = {"odometer_km": "41286", "fuel_eighths": "4", "protective_set": "refused"}
    saved = browser.post(f"/reception/{number}/walk-around/", part, follow=True)
    lacks = "客户不要三件套的原话 / 车内物品 / 照片（前 左侧 右侧 后 仪表）"
    assert f"环车检查已存，还差：{lacks}" in text_of(saved)
    commands.open_order_from_reception(actor=desk.actor, number=number, jobs=[NewJob("检查", items=[LABOUR])], at=AT)
    assert f"环车检查还差：{lacks}。" in text_of(browser.get(f"/reception/{number}/?step=sign"))
    whole = part | {"valuables": ["none"], "protective_set": "laid", "photos": shoot(browser, number)[1:]}
    browser.post(f"/reception/{number}/walk-around/", whole)
    page = text_of(browser.get(f"/reception/{number}/?step=sign"))
    assert ("环车检查还差" in page, "还差：照片（前）" in page) == (False, True)


def test_the_last_mileage_is_the_one_before_this_visit(browser: Client, desk: FrontDesk) -> None:
    vehicle = make_vehicle(desk.store)
    fresh = receive(desk, vehicle_id=vehicle).number
    commands.record_walk_around(actor=desk.actor, number=fresh, seen=seen(odometer_km=41_286), at=AT)
    assert queries.get_reception(desk.actor, fresh).last_odometer_km is None
    commands.release_vehicle(actor=desk.actor, number=fresh, reason="改天", at=AT)
    record_odometer(actor=desk.actor, vehicle_id=vehicle, odometer_km=42_000, at=AT)
    number = receive(desk, vehicle_id=vehicle).number
    commands.record_walk_around(actor=desk.actor, number=number, seen=seen(odometer_km=46_500), at=AT)
    assert queries.get_reception(desk.actor, number).last_odometer_km == 42_000
    for step in ("car", "walk"):
        page = text_of(browser.get(f"/reception/{number}/?step={step}"))
        assert "42,000 km" in page, step
