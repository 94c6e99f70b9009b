"""Pure decisions of the catalogue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.money import Money
from anxin.resources.catalog.rules import fits_model, grams, runs, same_meanings, search_keys, share_package_price


@given(st.integers(0, 10_000_000), st.lists(st.integers(0, 1_000_000), min_size=1, max_size=12))
def test_the_shares_of_a_menu_price_sum_to_it_and_none_is_negative(menu: int, fen: list[int]) -> None:
    shares = share_package_price(Money(menu), [Money(each) for each in fen])
    assert Money.sum(shares) == Money(menu)
    assert all(share.fen >= 0 for share in shares)


@pytest.mark.parametrize(
    ("patterns", "model", "fits"),
    [
        ("", "朗逸", True),
        ("朗逸*", "朗逸 1.5L", True),
        ("帕萨特*，朗逸*", "朗逸 1.5L", True),
        ("id.*", "ID.4 X", True),
        ("朗逸", "朗逸 1.5L", False),
        ("帕萨特*", "", False),
    ],
)
def test_a_package_fits_the_models_that_its_patterns_name(patterns: str, model: str, *, fits: bool) -> None:
    assert fits_model(patterns, model) is fits


def test_search_keys_hold_pinyin_initials_and_every_pair_of_neighbours() -> None:
    keys = search_keys("机油滤清器 5W-30")
    assert keys.name_key.startswith("ji you lv qing qi")
    assert keys.initials.startswith("jylqq")
    assert {"机油", "油滤", "滤清", "清器", "5w", "30"} <= set(keys.bigrams)


def test_a_word_is_replaced_by_what_means_the_same_and_the_longest_goes_first() -> None:
    groups = [["刹车片", "制动片"], ["刹车", "制动"]]
    assert "前制动片" in same_meanings("前刹车片", groups)
    assert len(same_meanings("刹车片", groups, limit=2)) == 2
    assert runs("前 刹车片,5W") == ["前", "刹车片", "5w"]
    assert grams("片") == ["片"]
