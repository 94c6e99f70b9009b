"""Which term holds, and whether it covers: cases without a database."""

from datetime import date
from typing import Any

import pytest

from anxin.holdings.coverage.rules import Car, Limit, Term, groups_in, judge, judge_group, summed

SOLD, TODAY = date(2024, 5, 20), date(2026, 11, 20)
LAW, WEARS = Limit(36, 60_000), Limit(6, 5_000)


def car(**more: Any) -> Car:
    given: dict[str, Any] = {
        "brand_id": 1,
        "model_name": "朗逸 2023",
        "starts_on": SOLD,
        "day": TODAY,
        "odometer_km": 41_286,
    }
    return Car(**(given | more))


@pytest.mark.parametrize(
    ("limit", "changed", "answer", "why"),
    [
        (LAW, {}, "covered", "inside"),
        (LAW, {"day": date(2027, 5, 20), "odometer_km": 60_000}, "covered", "inside"),
        (LAW, {"day": date(2027, 5, 21)}, "not_covered", "over_time"),
        (LAW, {"odometer_km": 60_001}, "not_covered", "over_km"),
        (LAW, {"starts_on": None}, "unclear", "start_unknown"),
        (LAW, {"starts_on": None, "odometer_km": 60_001}, "not_covered", "over_km"),
        (LAW, {"odometer_km": None}, "unclear", "mileage_unknown"),
        (LAW, {"odometer_km": None, "day": date(2027, 5, 21)}, "not_covered", "over_time"),
        (Limit(None, 60_000), {"starts_on": None}, "covered", "inside"),
        (Limit(None, None), {"starts_on": None, "odometer_km": None}, "covered", "inside"),
        (Limit(3, None), {"starts_on": date(2026, 8, 31), "day": date(2026, 11, 30)}, "covered", "inside"),
    ],
)
def test_a_limit_covers_to_its_last_day_and_kilometre(
    limit: Limit, changed: dict[str, object], answer: str, why: str
) -> None:
    found = judge(limit, car(**changed))
    assert (found.answer, found.why) == (answer, why)


TERMS = [
    Term(None, "", "whole", None, Limit(48, 100_000)),
    Term(1, "", "whole", None, Limit(36, 100_000)),
    Term(1, "朗逸", "whole", date(2024, 1, 1), Limit(60, 150_000)),
    Term(1, "朗逸", "whole", date(2025, 1, 1), Limit(72, None)),
    Term(1, "", "wear", None, Limit(24, 50_000)),
    Term(2, "", "powertrain", None, Limit(120, None)),
]


@pytest.mark.parametrize(
    ("group", "changed", "limit"),
    [
        ("whole", {}, Limit(60, 150_000)),
        ("whole", {"model_name": "帕萨特"}, Limit(36, 100_000)),
        ("whole", {"brand_id": None}, Limit(48, 100_000)),
        ("whole", {"starts_on": date(2025, 3, 1)}, Limit(72, None)),
        ("powertrain", {}, Limit(60, 150_000)),
        ("powertrain", {"brand_id": 2}, Limit(120, None)),
        ("wear", {}, Limit(24, 50_000)),
        ("wear", {"brand_id": 2}, WEARS),
    ],
)
def test_the_nearest_term_holds_and_the_whole_car_stands_in_for_all_but_what_wears(
    group: str, changed: dict[str, object], limit: Limit
) -> None:
    assert judge_group(group, TERMS, WEARS if group == "wear" else LAW, car(**changed)).limit == limit


def test_nobody_gets_less_than_the_law_gives() -> None:
    short = [Term(1, "", "whole", None, Limit(12, 20_000))]
    assert judge_group("whole", short, LAW, car()).answer == "covered"
    assert judge_group("whole", [], LAW, car()).limit == LAW


def test_words_name_the_kind_of_part_line_by_line() -> None:
    words = {"wear": "刹车片 机滤", "powertrain": "发动机"}
    assert groups_in("更换发动机机滤\n发动机异响\n空调不凉", words) == {"wear": "机滤", "powertrain": "发动机"}
    assert groups_in("", words) == {}


@pytest.mark.parametrize(
    ("answers", "sum_"),
    [(("covered", "covered"), "covered"), (("covered", "not_covered"), "unclear"), (("not_covered",), "not_covered")],
)
def test_different_answers_are_no_answer(answers: tuple[str, ...], sum_: str) -> None:
    assert summed(answers) == sum_
