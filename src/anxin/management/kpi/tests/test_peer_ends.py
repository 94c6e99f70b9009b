"""Common figures at an end: where every store behind them is at zero, or at a hundred percent, nothing is told."""

from datetime import date
from decimal import Decimal
from statistics import median, quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands.peers import publish_peers
from anxin.management.kpi.rules.ends import are_quartiles_at_an_end, is_at_an_end, sum_of, sum_of_told
from anxin.management.kpi.rules.peers import EXACTNESS, Values
from anxin.management.kpi.tests.test_peers import EQUAL, MONTH, House, manager_of, seen
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import reading

RATE, TOTAL = (catalogue().definitions[code] for code in ("appointment_rate", "vehicle_entries"))
stores_of_a_set = st.lists(
    st.integers(1, 40).flatmap(lambda under: st.tuples(st.sampled_from([0, 0, 1, under, under]), st.just(under))),
    min_size=6,
    max_size=12,
)


@pytest.fixture
def house(db: None) -> House:
    return House()


@given(stores_of_a_set, st.data())
def test_a_ratio_tells_each_store_only_where_all_others_are_at_one_end(stores: list[tuple[int, int]], data: Any) -> None:
    places = data.draw(st.sets(st.integers(0, len(stores) - 1), max_size=3))
    own = [one for place, one in enumerate(stores) if place in places]
    others = [one for place, one in enumerate(stores) if place not in places]
    mean = (Decimal(sum(over for over, _u in stores)) / sum(under for _o, under in stores)).quantize(EXACTNESS)
    told = [((Decimal(under),), Decimal(over) / under) for over, under in own]
    left = sum_of(RATE, mean, [(Decimal(under),) for _o, under in stores]).without(sum_of_told(RATE, told))
    expected = all(over == 0 for over, _u in others) or all(over == under for over, under in others)
    assert is_at_an_end(RATE, left) == expected


@given(st.lists(st.sampled_from([0, 0, 0, 1]), min_size=6, max_size=12))
def test_quartiles_tell_each_store_only_where_all_others_are_at_one_end(numbers: list[int]) -> None:
    values = sorted(Decimal(one) for one in numbers)
    lower, _middle, upper = quantiles(values, n=4, method="inclusive")
    whole = Values(len(values), sum(values) / len(values), median(values), lower, upper)
    for own in ([], [Decimal(numbers[0])], [Decimal(1)] if 1 in numbers else []):
        rest = list(values)
        for one in own:
            rest.remove(one)
        is_told = are_quartiles_at_an_end(RATE, whole, own)
        assert not is_told or len(set(rest)) == 1, "hides only what is told"
    assert not are_quartiles_at_an_end(RATE, whole, values), "who sees them all may see what they come to"


@pytest.mark.parametrize(("code", "end"), [("visits_per_vehicle", 1), ("entries_growth", -1), ("appointment_rate", 1)])
def test_the_least_of_a_ratio_is_not_always_zero(code: str, end: int) -> None:
    definition = catalogue().definitions[code]
    weights = [(Decimal(one),) for one in (30, 20, 41, 7, 9, 12)]
    at_the_end = sum_of(definition, Decimal(end), weights)
    assert is_at_an_end(definition, at_the_end)
    assert not is_at_an_end(definition, sum_of(definition, Decimal(end) * Decimal("0.98"), weights))
    level, own = Decimal(end), [Decimal("0.4")]
    assert are_quartiles_at_an_end(definition, Values(6, level, level, level, level), own)
    assert not are_quartiles_at_an_end(definition, Values(6, level, level, Decimal("0.5"), Decimal("1.5")), own)


@given(st.lists(st.integers(0, 3), min_size=6, max_size=9))
def test_a_total_of_nothing_tells_each_store(numbers: list[int]) -> None:
    mean = (Decimal(sum(numbers)) / len(numbers)).quantize(EXACTNESS)
    left = sum_of(TOTAL, mean, [(Decimal(one),) for one in numbers])
    left = left.without(sum_of_told(TOTAL, [((Decimal(numbers[0]),), Decimal(numbers[0]))]))
    assert is_at_an_end(TOTAL, left) == (not any(numbers[1:]))


@pytest.mark.parametrize(
    ("figures", "is_shown"),
    [
        ([(0, 100)] * 7, False),
        ([(100, 100)] * 7, False),
        ([(20, 100), *[(0, 100)] * 6], False),
        ([(20, 100), *[(100, 100)] * 6], False),
        ([(20, 100), (3, 100), *[(0, 100)] * 5], True),
        (EQUAL, True),
    ],
)
def test_like_stores_that_are_all_at_an_end_are_not_shown(
    house: House, monkeypatch: pytest.MonkeyPatch, figures: list[tuple[int, int]], is_shown: bool
) -> None:
    first, *_others = stores = house.add(*figures)
    house.publish(monkeypatch)
    found = seen(manager_of(first), first)
    assert (found.peers is not None, found.rank is not None) == (is_shown, is_shown)
    assert seen(manager_of(*stores), first).peers is not None


@pytest.mark.parametrize(("old", "is_shown"), [((0, 100), False), ((7, 100), True)])
def test_a_brand_less_the_group_in_it_is_not_shown_at_an_end_either(
    house: House, monkeypatch: pytest.MonkeyPatch, old: tuple[int, int], is_shown: bool
) -> None:
    young, *_others = house.add(*EQUAL)
    before = {one.pk for one in house.stores}
    house.add(*[old] * 7)
    begun = {one.pk: date(2026 if one.pk in before else 2018, 1, 1) for one in house.stores}
    monkeypatch.setattr("anxin.management.kpi.commands.peers.first_days", lambda _ids: begun)
    with reading(system_actor("test")):
        publish_peers(system_actor("test"), MONTH)
    found = seen(manager_of(young), young)
    assert found.peers is not None
    assert (found.brand is not None) == is_shown
