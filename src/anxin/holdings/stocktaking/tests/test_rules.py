"""When another person counts again."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.stocktaking import rules
from anxin.platform.money import Money

LIMITS = rules.Limits(Decimal("0.20"), Money(200_00))
WHO, BY = st.sampled_from("abc"), st.integers(-2, 2)
COUNTS = st.lists(st.tuples(WHO, BY), max_size=8)


def confirmed(counts: list[tuple[str, int]]) -> bool:
    """The oldest first."""
    return rules.is_confirmed(rules.Said(who, Decimal(by)) for who, by in reversed(counts))


@given(COUNTS, WHO, st.lists(BY, min_size=1, max_size=6))
def test_nobody_alone_gets_a_difference_through(before: list[tuple[str, int]], who: str, found: list[int]) -> None:
    if before and before[-1][1] == found[-1]:
        before = [*before, ("d", found[-1] + 1)]
    assert not confirmed([*before, *((who, by) for by in found)])


@given(COUNTS, st.permutations("abc"), BY)
def test_two_who_agree_always_can(before: list[tuple[str, int]], people: list[str], by: int) -> None:
    counts = [*before, (people[0], by), (people[1], by)]
    assert confirmed(counts)
    assert confirmed([*counts, (people[1], by)]), "saying it again takes nothing away"
    assert not confirmed([*counts, (people[1], by + 1)])


@given(COUNTS)
def test_what_is_confirmed_two_people_said_last(counts: list[tuple[str, int]]) -> None:
    if confirmed(counts):
        last = dict(counts)
        assert sum(by == counts[-1][1] for by in last.values()) >= 2


def test_limits_take_the_higher_of_cost_and_list_price() -> None:
    assert rules.worth_for_limits(Money(-10_00), Decimal(-10), Money(3_000_00)) == Money(30_000_00)
    assert rules.worth_for_limits(Money(-10_00), Decimal(-1), Money(3_00)) == Money(10_00)


def test_what_is_far_off_by_share_or_value_is_counted_again() -> None:
    assert not rules.is_far_off(Decimal(0), Decimal(0), Money(0), LIMITS)
    assert not rules.is_far_off(Decimal(-2), Decimal(10), Money(-200_00), LIMITS)
    assert rules.is_far_off(Decimal(-3), Decimal(10), Money(-3_00), LIMITS)
    assert rules.is_far_off(Decimal(-1), Decimal(100), Money(-200_01), LIMITS)
    assert rules.is_far_off(Decimal(1), Decimal(0), Money(1), LIMITS)
    assert rules.is_far_off(Decimal(3), Decimal(-3), Money(1), LIMITS)


def test_a_days_share_counts_all_in_time() -> None:
    assert [rules.share_of_a_day(articles, 90) for articles in (0, 1, 90, 91, 900)] == [0, 1, 1, 2, 10]
