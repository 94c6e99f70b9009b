"""The rules of like stores, by properties: the partition, what follows from published sets, what a reader is shown."""

from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from anxin.management.kpi.rules import peers
from anxin.management.kpi.rules.formula import Term, read_formula
from anxin.management.kpi.rules.peers import LEAST, OTHERS, Traits, bands_of, group_alike, may_be_shown, publishable

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


weights = st.lists(st.integers(0, 50).map(lambda one: (Decimal(one),)), max_size=12)


@given(weights, st.data())
def test_what_is_shown_has_five_others_and_none_above_half(all_of_them: list[tuple[Decimal]], data: Any) -> None:
    places = data.draw(st.sets(st.integers(0, max(0, len(all_of_them) - 1)))) if all_of_them else set()
    own = [one for place, one in enumerate(all_of_them) if place in places]
    others = [one[0] for place, one in enumerate(all_of_them) if place not in places]
    safe = not others or (len(others) >= OTHERS and max(others) * 2 <= sum(others))
    assert may_be_shown(all_of_them, own) == safe


def test_what_was_kept_on_another_night_is_not_shown() -> None:
    six = [(Decimal(10),)] * 6
    assert may_be_shown(six, six[:1])
    assert not may_be_shown(six, [(Decimal(11),)])


def test_a_ratio_weighs_by_what_it_divides_by_and_a_total_by_itself() -> None:
    parts = {Term("late"): Decimal(1), Term("orders"): Decimal(40), Term("orders", "last_year"): Decimal(30)}

    def of(text: str) -> tuple[Decimal, ...]:
        return peers.weights_of(read_formula(text), parts, Decimal(-7))

    assert of("1 - late / orders") == (40,)
    assert of("orders / last_year.orders - 1") == (30,)
    assert of("late / orders + late / last_year.orders") in ((40, 30), (30, 40))
    assert of("orders - last_year.orders") == (7,)
    assert of("orders / 12") == (7,)
