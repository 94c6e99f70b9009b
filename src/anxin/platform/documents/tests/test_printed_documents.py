"""The five papers of the shop: their text is complete, in order and in Chinese, on the pages that it should take."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.tests.pdf_text import page_count, text_of
from anxin.platform.documents.tests.samples import NAMES, load_sample

SAMPLES = Path(__file__).parent / "samples"
# Data that is drawn or encoded instead of written: pictures, codes of results, the metadata's date.
NOT_TEXT = {"picture", "issued_at", "result"}


def texts_in(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from texts_in(entry, name)
    elif isinstance(value, list):
        for entry in value:
            yield from texts_in(entry, key)
    elif isinstance(value, str) and key not in NOT_TEXT:
        yield value


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_the_data_is_printed_on_one_page(name: str) -> None:
    pdf = render_pdf(f"documents/{name}", load_sample(name))
    printed = squeezed(text_of(pdf))
    expected = texts_in(json.loads((SAMPLES / f"{name}.json").read_text()))
    # A key tag is too small for the title and the caption of its code.
    left_out = {"钥匙牌"} if name == "key_tag" else set()
    assert [text for text in expected if squeezed(text) not in printed and text not in left_out] == []
    assert page_count(pdf) == 1


def test_repair_order_with_twelve_items_stays_on_one_page_and_forty_take_numbered_pages() -> None:
    data = load_sample("repair_order")
    item = data["estimate"]["items"][0]
    data["estimate"]["items"] = [item] * 12
    assert page_count(render_pdf("documents/repair_order", data)) == 1
    data["estimate"]["items"] = [item] * 40
    pdf = render_pdf("documents/repair_order", data)
    assert page_count(pdf) == 2
    assert "第2页/共2页" in squeezed(text_of(pdf))
    assert text_of(pdf).count("付款方") == 2  # the head comes again on the second page


def test_amounts_are_yuan_with_separators_and_a_minus_sign() -> None:
    data = load_sample("bill")
    data["customer_amount"] = 123_456_789
    data["outstanding_amount"] = -5
    printed = squeezed(text_of(render_pdf("documents/bill", data)))
    assert "¥1,234,567.89" in printed
    assert "−0.05" in printed
    assert "−42.00" in printed  # the discount of an item


def test_bill_gives_each_payer_a_subtotal_with_its_tax() -> None:
    printed = squeezed(text_of(render_pdf("documents/bill", load_sample("bill"))))
    for subtotal in (
        "不含税1,440.70税额187.30自费小计1,628.00",
        "不含税212.39税额27.61保修小计240.00",
        "不含税75.47税额4.53内部小计80.00",
    ):
        assert subtotal in printed


def test_inspection_results_are_words() -> None:
    printed = squeezed(text_of(render_pdf("documents/inspection_sheet", load_sample("inspection_sheet"))))
    assert all(word in printed for word in ("正常", "关注", "急需", "未查"))


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("inspection_sheet", ["damage", "warning_lights", "belongings", "remarks"]),
        ("delivery_note", ["deferred", "returned_parts", "next_services", "terms"]),
        ("bill", ["payments", "terms"]),
        ("repair_order", ["damage", "remarks", "terms"]),
    ],
)
def test_lists_may_be_empty_and_optional_parts_left_out(name: str, empty: list[str]) -> None:
    data = load_sample(name)
    data.update({key: [] for key in empty})
    if name != "repair_order":
        del data["qr"]
    data["vehicle"].pop("fuel", None)
    del data["store"]["rescue_phone"]
    assert page_count(render_pdf(f"documents/{name}", data)) == 1


def test_a_plate_is_written_without_gaps_and_rare_names_are_in_the_font() -> None:
    data = deepcopy(load_sample("key_tag"))
    data["plate"] = "粤B·D12345"
    data["advisor"] = "骉㛃䶮𬭎"
    printed = text_of(render_pdf("documents/key_tag", data))
    assert "粤B·D12345" in printed
    assert "骉㛃䶮𬭎" in printed
