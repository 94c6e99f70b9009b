"""What the delivery note says: what to mind, what comes next for how much, old parts, each line explained."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_user
from anxin.platform import clock
from anxin.platform.documents.tests.pdf_text import text_of as pdf_text
from anxin.platform.errors import Denied, Invalid, VersionConflict
from anxin.platform.money import Money
from anxin.resources.catalog.tests.factories import (
    make_article,
    make_maintenance_item,
    make_operation,
    make_package,
    make_rate,
)
from anxin.visit.reception import commands, queries
from anxin.visit.reception.aftercare import precaution_for
from anxin.visit.reception.commands import NoteWish, OldPartsNotAsChosen, ReturnedPart
from anxin.visit.reception.tests.factories import (
    NOTE,
    PNG,
    FrontDesk,
    make_cash_desk,
    settled_visit,
    signed_visit,
    with_quality_period,
)
from anxin.visit.reception.tests.test_web import SIGNED, text_of
from anxin.visit.reception.web import prints
from anxin.visit.repair_orders import commands as repair_orders
from anxin.visit.repair_orders.commands import Facts, NewItem, NewJob
from anxin.visit.repair_orders.queries import list_services
from anxin.visit.repair_orders.tests.factories import DONE, open_order, view_of

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)


def draft_of(desk: FrontDesk, number: str) -> queries.DeliveryDraft:
    return queries.draft_delivery_note(desk.actor, view_of(desk, number), AT.date())


def deliver(desk: FrontDesk, number: str, **more: Any) -> queries.DeliveryNoteView:
    commands.deliver_vehicle(actor=desk.actor, number=number, note=replace(NOTE, **more), signature=PNG, at=LATER)
    note = queries.find_delivery_note(desk.actor, number)
    assert note is not None
    return note


@pytest.mark.rule("R-DL01")
@pytest.mark.parametrize(
    ("codes", "names", "said"),
    [
        (["OP-1"], ["更换刹车片"], "按编码"),
        ([""], ["更换前刹车片"], "刹车片的"),
        ([], ["检查刹车"], "刹车的"),
        ([], ["洗车"], ""),
        (["PK-1"], ["更换刹车片"], ""),
    ],
)
def test_a_code_goes_before_a_word_and_the_longer_word_before_the_shorter(
    codes: list[str], names: list[str], said: str
) -> None:
    texts = {"刹车": "刹车的", "刹车片": "刹车片的", "OP-1": "按编码", "PK-1": ""}
    assert precaution_for(texts, codes, names) == said


@pytest.mark.rule("R-DL01")
def test_a_store_words_what_to_mind_over_the_group_and_the_group_over_the_program() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    pads = "新片需磨合 200 km：保持车距，避免急刹。"
    assert draft_of(desk, number).precautions == (("检查制动", pads),)
    group = actor_for(make_user(desk.store, "group_after_sales", level="group"))
    kept = commands.word_precaution(actor=group, word="制动", words="集团的话", words_en="Group", at=AT)
    assert draft_of(desk, number).precautions == (("检查制动", "集团的话"),)
    own = {"actor": desk.actor, "word": "制动", "store_id": desk.store.pk, "at": AT}
    commands.word_precaution(words="本店的话", **own)
    assert draft_of(desk, number).precautions == (("检查制动", "本店的话"),)
    row = next(one for one in queries.list_precautions(desk.actor, desk.store.pk) if one.word == "制动")
    assert (row.level, row.words, row.version) == ("store", "本店的话", 1)
    commands.word_precaution(words="", **own)
    assert draft_of(desk, number).precautions == (("检查制动", ""),)
    with pytest.raises(VersionConflict):
        commands.word_precaution(words="又一句", version=1, **own)
    with pytest.raises(Invalid):
        commands.word_precaution(**{**own, "word": " "}, words="x")
    with pytest.raises(Denied):
        commands.word_precaution(**{**own, "actor": make_actor(desk.store, "service_advisor")}, words="x")
    assert kept.store_id is None


@pytest.mark.rule("R-DL02")
def test_what_comes_next_has_its_mileage_or_day_its_cost_and_its_time() -> None:
    """At 40,000 km: maintenance by package, care that is due by then, and what was found and put off; with the sum."""
    desk = make_cash_desk()
    make_rate("240")
    service = make_package(make_operation("O-1", hours="1.50"), make_article("A-1", price="490"), name="小保养")
    care = make_package(make_operation("O-2", hours="0.50"), name="节气门清洗", care_every_km=45_000)
    make_package(make_operation("O-3", hours="0.50"), name="积碳清洗", care_every_km=80_000)
    number = signed_visit(desk, jobs=[NewJob("小保养", package_code=service.code)])
    repair_orders.change_repair_order(actor=desk.actor, number=number, kind="maintenance", odometer_km=41_300, at=AT)
    (job,) = view_of(desk, number).jobs
    tyre = NewItem("labour", name="四轮定位", quantity=Decimal(1), unit_price=Money.yuan(300))
    repair_orders.propose_repair(
        actor=desk.actor,
        number=number,
        job_id=job.id,
        facts=Facts("跑偏", "吃胎", "soon", extra_minutes=0),
        items=[tyre],
        at=AT,
    )
    (waiting,) = [item for item in view_of(desk, number).jobs[0].items if item.decision == "PRESENTED"]
    repair_orders.decide_items(
        actor=desk.actor,
        number=number,
        decisions={waiting.id: ("DEFERRED", "下次")},
        later={waiting.id: (None, 45_000)},
        channel="phone",
        at=AT,
    )
    coming = draft_of(desk, number).coming
    assert [(row.service, row.due_km, row.cost, row.minutes) for row in coming] == [
        ("小保养", 46_300, Money.yuan(850), 90),
        (care.name, 45_000, Money.yuan(120), 30),
        ("四轮定位", 45_000, Money.yuan(300), 60),
    ]
    assert queries.totals(coming) == (Money.yuan(1270), 180)
    assert coming[0].due_on is not None


@pytest.mark.rule("R-DL02")
def test_the_schedule_of_the_model_says_what_is_due_at_the_next_visit_and_what_waits_already() -> None:
    """Oil was done now; the fluid is due 500 km after it, which is the same visit; plugs later; the filter is overdue."""
    desk = make_cash_desk()
    make_rate("240")
    oil = make_package(make_operation("O-1", hours="1.50"), make_article("A-1", price="490"), name="小保养")
    make_maintenance_item(oil, every_km=10_000, every_months=12)
    for name, kilometres in (("制动液", 52_500), ("火花塞", 80_000), ("空调滤芯", 20_000)):
        make_maintenance_item(make_package(make_operation(hours="0.50"), name=name), every_km=kilometres)
    number = signed_visit(desk, jobs=[NewJob("小保养", package_code=oil.code)])
    repair_orders.change_repair_order(actor=desk.actor, number=number, kind="maintenance", odometer_km=42_000, at=AT)
    car = view_of(desk, number).head.vehicle_id
    open_order(desk, vehicle_id=car, odometer_km=15_000, odometer_was_reset=True, at=AT - timedelta(days=300))
    coming = {row.service: row for row in draft_of(desk, number).coming}
    # The note says of the same services as the final inspection that they came due and were not done.
    assert [one.name for one in list_services(desk.actor, number) if one.is_missed] == ["空调滤芯"]
    late = "空调滤芯（这次已到期，没有做）"
    assert set(coming) == {"制动液", "小保养", late}
    # The overdue filter waits 5,000 km at most, the store's own interval: the oil is due later than that.
    assert (coming[late].due_km, coming[late].cost) == (47_000, Money.yuan(120))


@pytest.mark.rule("R-DL01")
def test_a_caution_stands_once_where_it_applies_and_each_part_with_its_own_warranty(
    browser: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    discs = NewItem("labour", name="拆装清洁前刹车盘", quantity=Decimal(1), unit_price=Money.yuan(90))
    pads = [replace(discs, name=name) for name in ("更换前刹车片", "更换后刹车片")]
    part = NewItem("part", name="前刹车片", quantity=Decimal(1), unit_price=Money.yuan(680))
    number = settled_visit(desk, jobs=[NewJob("刹车", items=[discs, *pads, part])])
    said = "新片需磨合 200 km：保持车距，避免急刹。"
    with_quality_period(desk, number)
    assert draft_of(desk, number).precautions == (("拆装清洁前刹车盘", ""), ("更换前刹车片", said), ("更换后刹车片", ""))
    deliver(desk, number, next_services=(commands.NextService("小保养", None, 48_000, Money.yuan(1524), 276),))
    printed: list[Any] = []
    real = prints.pdf_file
    monkeypatch.setattr(prints, "pdf_file", lambda name, data, file: printed.append(data) or real(name, data, file))
    assert browser.get(f"/deliveries/{number}/delivery-note.pdf").status_code == 200
    (paper,) = printed
    done = {one["description"]: one["quality_period"] for one in paper["done"]}
    assert done["配件：前刹车片"] == "30 天 / 5,000 km"
    assert (paper["next_services"][0]["cost"], paper["next_services"][0]["duration"]) == ("约 ¥ 1,524.00", "约 4 小时 36 分")


@pytest.mark.rule("R-DL02")
def test_without_anything_overdue_the_next_visit_is_when_the_schedule_says() -> None:
    desk = make_cash_desk()
    make_rate("240")
    oil = make_package(make_operation("O-1", hours="1.50"), make_article("A-1", price="490"), name="小保养")
    make_maintenance_item(oil, every_km=10_000, every_months=12)
    for name, kilometres in (("制动液", 52_500), ("火花塞", 80_000)):
        make_maintenance_item(make_package(make_operation(hours="0.50"), name=name), every_km=kilometres)
    number = signed_visit(desk, jobs=[NewJob("小保养", package_code=oil.code)])
    repair_orders.change_repair_order(actor=desk.actor, number=number, kind="maintenance", odometer_km=42_000, at=AT)
    coming = draft_of(desk, number).coming
    assert [(row.service, row.due_km, row.cost, row.minutes) for row in coming] == [
        ("制动液", 52_500, Money.yuan(120), 30),
        ("小保养", 52_000, Money.yuan(850), 90),
    ]
    note = deliver(desk, settled_visit(desk), next_services=(commands.NextService("小保养", None, 48_000),))
    assert [(row.service, row.due_km) for row in note.next_services] == [("小保养", 48_000)]


@pytest.mark.rule("R-WA12")
def test_old_parts_go_as_the_customer_chose_unless_somebody_says_why_not() -> None:
    desk = make_cash_desk()
    note = deliver(desk, settled_visit(desk))
    (part,) = note.returned_parts
    assert (part.name, part.quantity, part.disposal, part.outcome) == ("前刹车片", "1 项", "后备箱", "returned")
    second = settled_visit(desk)
    kept = ReturnedPart("前刹车片", outcome="kept")
    with pytest.raises(OldPartsNotAsChosen) as refused:
        deliver(desk, second, returned_parts=(kept,))
    assert (refused.value.rule, view_of(desk, second).head.state) == ("R-WA12", "SETTLED")
    with pytest.raises(Invalid):
        deliver(desk, second, returned_parts=(replace(kept, outcome="sold"),))
    note = deliver(desk, second, returned_parts=(replace(kept, disposal="要返厂换新"),))
    assert (note.returned_parts[0].outcome, note.returned_parts[0].disposal) == ("kept", "要返厂换新")


@pytest.mark.rule("R-DL04")
def test_the_signature_stands_below_every_line_with_its_amount_and_the_call_is_announced() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    note = deliver(desk, number, call_time="evening")
    assert [(line.name, str(line.amount), line.payer) for line in note.lines] == [
        ("检查制动", "90.00", "customer"),
        ("前刹车片", "680.00", "customer"),
    ]
    assert (note.call_time, note.call_time_label, note.follow_up_note) == (
        "evening",
        "晚上",
        "问：“头几脚刹车有沙沙声”是否消除",
    )
    with pytest.raises(Invalid) as refused:
        deliver(desk, settled_visit(desk), call_time="midnight")
    assert refused.value.rule == "R-DL04"


@pytest.mark.rule("R-DL03", "R-DL08")
def test_that_somebody_went_to_the_till_with_him_and_to_the_gate_is_one_tap_each() -> None:
    desk = make_cash_desk()
    number = settled_visit(desk)
    note = deliver(desk, number, is_accompanied=True, is_set_removed=True)
    assert (note.is_accompanied, note.is_set_removed) == (True, True)
    left = commands.see_off(actor=desk.actor, number=number, at=LATER)
    assert (left.is_escorted, left.known_by, left.left_at) == (True, "tap", LATER)
    with pytest.raises(commands.CustomerShareOpen) as unpaid:
        deliver(desk, settled_visit(desk, is_paid=False))
    assert unpaid.value.rule == "R-DL03"


@pytest.mark.usefixtures("friday_afternoon")
def test_page_and_paper_show_the_same_note(browser: Client, desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = settled_visit(desk)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    address = f"/deliveries/{number}/"
    page = text_of(browser.get(address))
    assert [
        words
        for words in ("前刹车片", "680.00", "770.00", "新片需磨合", "非常满意", "客户不评价", "晚上")
        if words not in page
    ] == []
    posted = {
        "service": "检查制动",
        "precaution": "避免急刹",
        "part": "前刹车片",
        "part_quantity": "1 项",
        "part_disposal": "副驾脚下",
        "part_outcome": "returned",
        "next_service": "保养",
        "next_km": "46286",
        "next_cost": "850",
        "next_minutes": "60",
        "call_time": "evening",
        "rating": "5",
        "is_accompanied": "on",
        "signature": SIGNED,
    }
    assert browser.post(address, posted).status_code == 303
    signed = text_of(browser.get(address))
    paper = "".join(pdf_text(browser.get(f"{address}delivery-note.pdf").content).split())
    for words in ("避免急刹", "副驾脚下", "晚上"):
        assert words in signed
        assert words in paper
    assert DONE["cause"] in paper
    assert "本店客服会在几天内打电话给您" in paper
    # What the house asks at the call is its own note.
    note = queries.find_delivery_note(desk.actor, number)
    assert note is not None
    assert "".join(note.follow_up_note.split()) not in paper
    assert "已送到门口" in signed
    assert browser.post(f"{address}see-off/").status_code == 303
    assert "已送到门口" in text_of(browser.get(address))


@pytest.mark.usefixtures("friday_afternoon")
def test_words_are_written_on_the_page(browser: Client, desk: FrontDesk) -> None:
    address = "/deliveries/precautions/"
    assert "新片需磨合" in text_of(browser.get(address))
    assert browser.post(address, {"word": "", "words": "x"}).status_code == 422
    assert browser.post(address, {"word": "泵", "words": "留意异响"}).status_code == 303
    assert "留意异响" in text_of(browser.get(f"{address}?word=泵"))
    assert NoteWish().rating is None
