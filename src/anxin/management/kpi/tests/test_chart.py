"""The trend's drawing: a scale that people read, and a month far from all others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.sheet import Point
from anxin.management.kpi.rules.bounds import ends_of
from anxin.management.kpi.rules.individuals import Limits
from anxin.management.kpi.rules.periods import Period, months_of, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web.chart import PHONE, WIDE, Trend, draw_trend, scale_words
from anxin.management.kpi.web.tiles import short
from anxin.management.kpi.web.trend_table import value_table


def drawn(*values: int | None, limits: Limits | None = None) -> Trend:
    months = months_of(date(2026, 1, 1), date(2026, len(values), 1))
    points = [
        Point(span, None if one is None else Decimal(one), Standing.NONE) for span, one in zip(months, values, strict=True)
    ]
    return draw_trend(points, ["" if one is None else str(one) for one in values], [limits] * len(points))


@pytest.mark.parametrize(
    ("value", "words"),
    [("3657", "3,657"), ("608204.0", "608,204"), ("668.25", "668"), ("54.55", "54.6"), ("-10", "−10"), ("0", "0")],
)
def test_a_scale_has_no_needless_decimals_and_a_true_minus(value: str, words: str) -> None:
    assert scale_words(Decimal(value)) == words


def test_a_month_far_from_the_others_stands_at_the_edge_and_leaves_the_line_its_shape() -> None:
    found = drawn(690, 700, 6900, 710, 705, 695, 698, None)
    arrows = [one for one in found.marks if one.arrow]
    assert [one.label for one in arrows] == ["6900"]
    assert found.has_arrows
    assert [one.label for one in found.grid] == ["690", "700", "710"]
    assert len({one.y for one in found.marks}) > 4
    low = drawn(690, 700, 7, 710, 705, 695, 698)
    assert [(one.label, one.arrow != "") for one in low.marks if one.arrow] == [("7", True)]


def test_months_that_differ_as_months_do_are_all_drawn() -> None:
    assert not drawn(500, 900, 700, 1100, 650, 820).has_arrows
    assert not drawn(1, 900).has_arrows
    assert not drawn(5, 5, 5, 5, 5, 80).has_arrows


def test_limits_that_a_far_month_has_torn_wide_are_left_out() -> None:
    torn = Limits(-5000.0, 700.0, 9000.0)
    assert drawn(690, 700, 6900, 710, 705, 695, 698, limits=torn).usual == ()


def test_money_is_written_as_each_language_does() -> None:
    output = catalogue().definitions["total_repair_output"]
    with override("zh-hans"):
        assert short(Decimal(595), output) == ("595", "元")
        assert short(Decimal(608_204), output) == ("60.8 万", "")
    with override("en"):
        assert short(Decimal(595), output) == ("¥595", "")
        assert short(Decimal(-595), output) == ("−¥595", "")
        assert short(Decimal(608_204), output) == ("¥608.2k", "")
        assert short(None, output) == ("—", "")


def test_odd_and_unfinished_months_stand_beside_the_line_and_out_of_its_scale() -> None:
    months = months_of(date(2026, 1, 1), date(2026, 8, 1))
    values = [700, 710, 4000, 690, 705, 695, 120, 702]
    points = [Point(span, Decimal(one), Standing.NONE) for span, one in zip(months, values, strict=True)]
    points[2] = replace(points[2], is_outlier=True)
    points[6] = replace(points[6], is_partial=True)
    found = draw_trend(points, [str(one) for one in values])
    assert [one.is_hollow for one in found.marks] == [place in (2, 6) for place in range(8)]
    assert [one.label for one in found.grid] == ["690", "700", "710"]
    assert len(found.segments) == 2
    assert found.has_hollow


def test_a_month_in_part_is_drawn_to_scale_unless_it_is_far_from_the_others() -> None:
    months = months_of(date(2026, 9, 1), date(2026, 11, 1))
    points = [Point(span, Decimal(one), Standing.NONE) for span, one in zip(months, (637, 653, 494), strict=True)]
    points[0], points[2] = replace(points[0], is_partial=True), replace(points[2], is_partial=True)
    found = draw_trend(points, ["637", "653", "494"])
    assert [one.label for one in found.grid] == ["494", "574", "653"]
    assert not found.has_arrows
    odd = draw_trend([points[1], replace(points[2], value=Decimal(9000), is_outlier=True)], ["653", "9000"])
    assert [bool(one.arrow) for one in odd.marks] == [False, True]


def test_a_scale_of_much_money_is_in_ten_thousands_and_stands_on_the_paper() -> None:
    output = catalogue().definitions["total_repair_output"]
    months = months_of(date(2026, 1, 1), date(2026, 6, 1))
    points = [Point(span, Decimal(3_400_000 + place), Standing.NONE) for place, span in enumerate(months)]
    for paper in (WIDE, PHONE):
        found = draw_trend(points, ["340.0 万"] * 6, definition=output, paper=paper)
        assert [one.label for one in found.grid] == ["340.0 万"] * 3
        assert all(paper.edge < float(one.x) <= paper.right for one in found.marks)
    assert [one.label for one in found.marks][-1] == "340.0 万"
    assert sum(bool(one.label) for one in found.marks) <= 3


def test_what_a_figure_cannot_pass_ends_what_is_usual() -> None:
    known = catalogue()
    ends = {code: ends_of(known.definitions[code], known.measures) for code in ("total_repair_output", "appointment_rate")}
    assert ends == {"total_repair_output": (0.0, None), "appointment_rate": (0.0, 100.0)}
    assert ends_of(known.definitions["entries_growth"], known.measures) == (None, None)
    assert Limits(50.0, -10.0, 110.0).within(0.0, 100.0) == Limits(50.0, 0.0, 100.0)


def test_quarters_are_called_so() -> None:
    point = Point(span_of(Period.QUARTER, date(2026, 5, 1)), Decimal(86), Standing.NONE)
    found = draw_trend([point], ["86"])
    assert [name for _x, name in found.months] == ["26Q2"]
    assert value_table([point], ["86"], [None], catalogue().definitions["csi_top_two"]) == [("2026 Q2", "86", "", "", "")]
