"""Marks, what a sheet lacks, the next service; and what the customer said stays on the order."""

from datetime import date
from typing import Any

import pytest

from anxin.visit.reception import rules
from anxin.visit.reception.commands.ordering import with_concerns
from anxin.visit.reception.rules import DamageMark, WalkAround
from anxin.visit.repair_orders.commands import NewJob

GOOD = {"kind": "dent", "x": 0.5, "y": 1, "zone": "roof", "note": "鸡蛋大"}


def test_marks_are_read_from_the_outline() -> None:
    assert rules.read_marks([GOOD]) == (DamageMark("dent", 0.5, 1.0, "roof", "鸡蛋大"),)


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        "x",
        [1],
        [GOOD | {"kind": "bomb"}],
        [GOOD | {"x": 1.01}],
        [GOOD | {"y": "nan"}],
        [GOOD | {"x": None}],
        [{"kind": "dent"}],
        [GOOD | {"note": "x" * 201}],
        [GOOD | {"note": "\x00"}],
        [GOOD] * 61,
    ],
)
def test_what_is_no_mark_is_refused(given: Any) -> None:
    with pytest.raises(ValueError):
        rules.read_marks(given)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"odometer_km": -1}, "odometer_km"),
        ({"fuel_eighths": 9}, "fuel_eighths"),
        ({"warning_lights": ("disco",)}, "warning_lights"),
        ({"valuables": ("none", "papers")}, "valuables"),
        ({"protective_set": "maybe"}, "protective_set"),
        ({"locker": "x" * 21}, "locker"),
        ({"photos": ("x",) * 61}, "photos"),
    ],
)
def test_values_that_cannot_be_are_named(change: dict[str, Any], field: str) -> None:
    assert rules.wrong_fields(WalkAround(**change)) == [field]


def test_a_sheet_lacks_what_nobody_wrote_down() -> None:
    assert rules.missing_of(odometer_km=None, fuel_eighths=0, protective_words="", protective_set="", valuables=[]) == [
        "odometer_km",
        "protective_set",
        "valuables",
    ]
    assert rules.missing_places({"front", "rear", "key"}) == ["left", "right", "dash"]


@pytest.mark.parametrize(
    ("now", "interval", "planned", "due"),
    [(35_000, 5_000, None, 40_000), (35_000, 5_000, 38_000, 38_000), (35_000, 5_000, 30_000, 40_000), (None, 5_000, 7, 7)],
)
def test_the_next_service_is_the_planned_one_if_it_lies_ahead(
    now: int | None, interval: int, planned: int | None, due: int
) -> None:
    assert rules.next_service_km(now, interval, planned) == due
    today = date(2026, 11, 20)
    assert rules.next_service_on(today, date(2027, 5, 20), date(2027, 1, 1)) == date(2027, 1, 1)
    assert rules.next_service_on(today, date(2027, 5, 20), date(2026, 1, 1)) == date(2027, 5, 20)


def test_every_concern_becomes_a_job_in_the_customers_words() -> None:
    jobs = with_concerns([], "刹车异响\n\n空调不冷 ")
    assert [(job.title, job.complaint) for job in jobs] == [("刹车异响", "刹车异响"), ("空调不冷", "空调不冷")]


def test_a_concern_beside_a_package_gets_a_job_of_its_own() -> None:
    jobs = with_concerns([NewJob("基础保养", package_code="PK1")], "刹车异响\n空调不冷")
    shown = [(job.title, job.complaint, job.package_code) for job in jobs]
    assert shown == [("基础保养", "", "PK1"), ("刹车异响", "刹车异响", ""), ("空调不冷", "空调不冷", "")]


def test_a_note_of_the_booking_is_no_complaint_and_names_a_job_only_if_there_is_no_other() -> None:
    package = NewJob("基础保养", package_code="PK1")
    assert with_concerns([package], "", note="到期保养") == [package]
    assert with_concerns([package], "刹车异响", note="到期保养") == [package, NewJob("刹车异响", "刹车异响")]
    assert with_concerns([], " ", note="到期保养\n\n洗车") == [NewJob("到期保养"), NewJob("洗车")]
    assert with_concerns([], "", note=" ") == []


def test_a_fault_of_the_booking_that_the_customer_says_again_is_a_complaint() -> None:
    package, fault = NewJob("基础保养", package_code="PK1"), NewJob("刹车有异响", "刹车有异响")
    assert with_concerns([package], "刹车有异响", note="刹车有异响") == [package, fault]
    assert with_concerns([], "刹车有异响", note="刹车有异响\n洗车") == [fault]


def test_long_concerns_are_cut_to_the_job_and_nothing_is_said_twice() -> None:
    long = "很长的描述" * 120
    (job, _short) = with_concerns([], f"{long}\n短")
    assert (job.title, job.complaint) == (long[:80], long[:500])
    assert with_concerns([NewJob("保养", "刹车异响")], "刹车异响\n保养") == [NewJob("保养", "刹车异响")]
