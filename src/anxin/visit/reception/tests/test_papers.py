"""Hand-over on the screen, and the papers of a visit: sheet, key tag, order, delivery note."""

from datetime import timedelta

import pytest
from django.test import Client

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.documents.tests.pdf_text import text_of as pdf_text
from anxin.platform.ui.formats import format_plate
from anxin.visit.reception import commands, queries
from anxin.visit.reception.tests.factories import NOTE, PNG, FrontDesk, settled_visit, signed_visit
from anxin.visit.reception.tests.test_web import SIGNED, text_of
from anxin.visit.repair_orders.commands import change_repair_order
from anxin.visit.repair_orders.tests.factories import DONE, view_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_afternoon")]


def test_a_paid_car_is_handed_over_from_the_page_and_its_papers_print(
    browser: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = settled_visit(desk)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=3))
    address = f"/deliveries/{number}/"
    page = text_of(browser.get(address))
    assert "46286" in page
    assert browser.get(f"{address}delivery-note.pdf").status_code == 404
    note = {
        "service": ["检查制动"],
        "precaution": ["200 公里内避免急刹"],
        "next_service": ["保养", ""],
        "next_on": ["2027-05-20", ""],
        "next_km": ["46,286", ""],
        "next_cost": ["约", ""],
        "next_minutes": ["60", ""],
        "signature": SIGNED,
        "rating": "5",
    }
    assert browser.post(address, note).status_code == 422
    note["next_cost"] = ["850", ""]
    refused = browser.post(address, {name: text for name, text in note.items() if name != "rating"})
    assert refused.status_code == 422
    assert "200 公里内避免急刹" in text_of(refused)
    assert browser.post(address, note).status_code == 303
    assert view_of(desk, number).head.state == "DELIVERED"
    assert "200 公里内避免急刹" in text_of(browser.get(address))
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    papers = ("inspection-sheet.pdf", "key-tag.pdf")
    for path in [f"{address}delivery-note.pdf", *(f"/reception/{reception.row.number}/{name}" for name in papers)]:
        assert browser.get(path).content.startswith(b"%PDF"), path


@pytest.mark.rule("R-RO04")
def test_the_key_tag_says_which_car_where_and_whose_and_the_order_says_which_tag(browser: Client, desk: FrontDesk) -> None:
    vehicle = make_vehicle(desk.store, model_name="凯美瑞", color="曜石黑")
    number = signed_visit(desk, key_tag="K7", vehicle_id=vehicle)
    reception = queries.find_reception_of_order(desk.actor, number)
    assert reception is not None
    change_repair_order(actor=desk.actor, number=number, parking_place="P3", at=AT)
    assert "钥匙牌 K7" in text_of(browser.get(f"/repair-orders/{number}/"))
    tag = paper_of(browser, f"/reception/{reception.row.number}/key-tag.pdf")
    head = view_of(desk, number).head
    said = ("K7", format_plate(head.plate), number, head.advisor_name, "凯美瑞", "曜石黑", "P3")
    assert [one for one in said if squeezed(one) not in tag] == []
    order = paper_of(browser, f"/repair-orders/{number}/print/")
    assert "钥匙/车位K7" in order
    assert "P3" in order


def test_the_orders_paper_shows_the_walk_around_with_damage_and_things(browser: Client, desk: FrontDesk) -> None:
    number = signed_visit(desk)
    paper = paper_of(browser, f"/repair-orders/{number}/print/")
    assert "环车检查（客户在场）" in paper
    assert "物品与说明" in paper
    assert "第1页/共1页" in paper


def test_the_delivery_note_says_cause_correction_and_the_warranty_of_labour(browser: Client, desk: FrontDesk) -> None:
    number = settled_visit(desk)
    commands.deliver_vehicle(actor=desk.actor, number=number, note=NOTE, signature=PNG, at=AT + timedelta(hours=3))
    paper = paper_of(browser, f"/deliveries/{number}/delivery-note.pdf")
    for words in ("客户说的", "怎么修的", DONE["cause"], DONE["correction"], "10天/2,000km", "维修作业"):
        assert squeezed(words) in paper, words


def paper_of(browser: Client, path: str) -> str:
    return squeezed(pdf_text(browser.get(path).content))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_an_unpaid_car_says_so(browser: Client, desk: FrontDesk) -> None:
    number = settled_visit(desk, is_paid=False)
    assert "还没有结清" in text_of(browser.get(f"/deliveries/{number}/"))
    assert browser.post(f"/deliveries/{number}/", {"rating": "5", "signature": SIGNED}).status_code == 409
