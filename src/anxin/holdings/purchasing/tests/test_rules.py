"""Which line what came belongs to, and how a scanned row is read."""

from decimal import Decimal

import pytest

from anxin.holdings.purchasing.rules import Beyond, Came, OpenLine, Placed, Scanned, place, place_all, read_scanned
from anxin.platform.money import Money

TWO = [OpenLine(1, 7, Decimal(3)), OpenLine(2, 7, Decimal(2)), OpenLine(3, 8, Decimal(-1))]


def test_what_came_fills_the_first_line_first_and_the_rest_is_beyond() -> None:
    placed, beyond = place([Came(7, Decimal(4), "B1"), Came(7, Decimal(3), "B2")], TWO)
    assert placed == [
        Placed(1, 7, Decimal(3), "B1"),
        Placed(2, 7, Decimal(1), "B1"),
        Placed(2, 7, Decimal(1), "B2"),
    ]
    assert beyond == [Beyond(7, Decimal(2))]


def test_what_may_exceed_goes_to_the_last_line_of_its_article() -> None:
    assert place_all([Came(8, Decimal(2), "B")], TWO) == [Placed(3, 8, Decimal(2), "B")]
    assert sum(one.quantity for one in place_all([Came(7, Decimal(9))], TWO)) == 9


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("06A115561B", Scanned(1, "06A115561B", Decimal(1), "")),
        ("06a 115 561B 4", Scanned(1, "06A115561B", Decimal(4), "")),
        ("06A115561B 2.5 L2026 甲", Scanned(1, "06A115561B", Decimal("2.5"), "L2026 甲")),
        ("０６Ａ１１５５６１Ｂ　３", Scanned(1, "06A115561B", Decimal(3), "")),
        ("06A115561B x", Scanned(1, "06A115561B", None, "")),
        ("06A115561B 0", Scanned(1, "06A115561B", None, "")),
        ("06A115561B 1e99999999", Scanned(1, "06A115561B", None, "")),
        ("\n\nX-1 4", Scanned(3, None, None, "")),
        ("12 34", Scanned(1, "1234", Decimal(1), "")),
    ],
)
def test_a_row_is_a_number_of_the_order_with_quantity_and_batch(text: str, read: Scanned) -> None:
    assert read_scanned(text, {"06A115561B", "12", "1234"}) == [read]


def test_half_a_fen_of_a_unit_price_is_rounded_up() -> None:
    assert [Money(fen).per(Decimal(2)) for fen in (1, 5, 7)] == [Money(1), Money(3), Money(4)]
