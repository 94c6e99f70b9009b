"""What a difference is worth, and when another person counts again."""

from decimal import Decimal

from anxin.holdings.stocktaking import rules
from anxin.platform.money import Money

LIMITS = rules.Limits(Decimal("0.20"), Money(200_00))


def test_a_difference_is_worth_its_share_of_the_book_and_without_a_book_its_list_price() -> None:
    assert rules.worth_of(Decimal(-3), Decimal(10), Money(100_00), Money(68_00)) == Money(-30_00)
    assert rules.worth_of(Decimal("0.5"), Decimal(3), Money(10_00), Money(0)) == Money(1_67)
    assert rules.worth_of(Decimal(2), Decimal(0), Money(0), Money(68_00)) == Money(136_00)
    assert rules.worth_of(Decimal(5), Decimal(-3), Money(-9_00), Money(2_00)) == Money(10_00)


def test_what_is_far_off_by_share_or_value_is_counted_again() -> None:
    assert not rules.is_far_off(Decimal(0), Decimal(0), Money(0), LIMITS)
    assert not rules.is_far_off(Decimal(-2), Decimal(10), Money(-200_00), LIMITS)
    assert rules.is_far_off(Decimal(-3), Decimal(10), Money(-3_00), LIMITS)
    assert rules.is_far_off(Decimal(-1), Decimal(100), Money(-200_01), LIMITS)
    assert rules.is_far_off(Decimal(1), Decimal(0), Money(1), LIMITS)
    assert rules.is_far_off(Decimal(3), Decimal(-3), Money(1), LIMITS)


def test_a_days_share_counts_all_in_time() -> None:
    assert [rules.share_of_a_day(articles, 90) for articles in (0, 1, 90, 91, 900)] == [0, 1, 1, 2, 10]
