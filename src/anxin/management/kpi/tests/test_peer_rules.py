"""The rules of like stores, by properties: the partition, what follows from published sets, what a reader is shown."""

from decimal import Decimal
from itertools import combinations
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.management.kpi.rules import peers
from anxin.management.kpi.rules.peers import (
    LEAST,
    OTHERS,
    Traits,
    about,
    bands_of,
    group_alike,
    median_of_others,
    publishable,
)

AGES, SIZES = bands_of([24, 60]), bands_of([800, 1500])

traits = st.builds(
    Traits,
    store_id=st.integers(1, 10_000),
    brand_id=st.integers(1, 4),
    tier=st.sampled_from(["mid", "high"]),
    age_months=st.integers(0, 120),
    entries=st.integers(0, 3000),
)
stores_of_a_house = st.lists(traits, max_size=60, unique_by=lambda one: one.store_id)


@given(stores_of_a_house)
def test_groups_are_a_partition_of_tiers_and_large_enough_where_the_tier_is(stores: list[Traits]) -> None:
    groups = group_alike(stores, AGES, SIZES)
    found = [store for group in groups for store in group.store_ids]
    assert sorted(found) == sorted(one.store_id for one in stores)
    for group in groups:
        tier = [one for one in stores if one.tier == group.tier]
        assert len(group.store_ids) >= min(LEAST, len(tier))
        for one in tier:
            is_like = peers._lies_in(one.age_months, group.age) and peers._lies_in(one.entries, group.entries)
            assert (one.store_id in group.store_ids) == is_like


@given(st.lists(st.frozensets(st.integers(1, 25)), max_size=6))
def test_nothing_smaller_than_six_follows_from_published_sets_by_adding_and_subtracting(sets: list[frozenset[int]]) -> None:
    named = list(enumerate(sets))
    chosen = [members for name, members in named if name in publishable(named)]
    for size in range(len(chosen) + 1):
        for inside in combinations(range(len(chosen)), size):
            # In all of these, in none of the others: every set that can be made is a union of such.
            cell = frozenset.intersection(*(chosen[one] for one in inside)) if inside else frozenset()
            cell -= frozenset().union(*(one for place, one in enumerate(chosen) if place not in inside))
            assert not cell or len(cell) >= LEAST


values_of_stores = st.lists(st.integers(0, 50).map(Decimal), max_size=12)


@given(values_of_stores, st.data())
def test_a_median_is_of_five_others_at_least_and_of_nobody_else(values: list[Decimal], data: Any) -> None:
    places = data.draw(st.sets(st.integers(0, max(0, len(values) - 1)))) if values else set()
    own = [one for place, one in enumerate(values) if place in places]
    others = [one for place, one in enumerate(values) if place not in places]
    assert median_of_others(values, own) == (median(others) if len(others) >= OTHERS else None)


def test_what_went_in_otherwise_than_the_reader_has_it_is_not_shown() -> None:
    six = [Decimal(10)] * 6
    assert median_of_others(six, six[:1]) == 10
    assert median_of_others(six, [Decimal(11)]) is None


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("41.49", "percent", "41"),
        ("0.4", "percent", "0"),
        ("-7.5", "percent", "-8"),
        ("138.6", "percent", "139"),
        ("1234567.89", "yuan", "1200000"),
        ("-98765", "yuan", "-99000"),
        ("0.04567", "ratio", "0.046"),
        ("9.96", "days", "10"),
        ("7", "count", "7"),
        ("0", "count", "0"),
    ],
)
def test_about_is_whole_percent_and_two_digits_of_anything_else(value: str, unit: str, expected: str) -> None:
    found = about(Decimal(value), unit)
    assert found == Decimal(expected)
    assert "E" not in str(found)
