"""Attacks on what is shown of like stores: no number of a single store follows from any of it, nor from two of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands.peers import publish_peers
from anxin.management.kpi.models import FigureSnapshot
from anxin.management.kpi.queries import Comparison, read_peers
from anxin.management.kpi.rules.peers import about, median_of_others
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.tests.test_peers import DUE, manager_of
from anxin.parties.org.models import Brand
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.platform.scope import reading

D = Decimal
NOV = span_of(Period.MONTH, AT.date())
OCT = span_of(Period.MONTH, date(2026, 10, 1))
CODES = ("vehicle_entries", "entries_growth", "accident_share", "staff_heads")
GIANT, NEWEST, MIDDLE = 1, 6, 3


class Town:
    """Thirteen stores of a brand's tier, of which seven are older; the reader runs the first."""

    def __init__(self) -> None:
        brand = Brand.objects.create(code="BX", name="品牌", tier="mid")
        self.stores = [make_store(f"T{n}", brand=brand) for n in range(13)]
        self.begun = {one.pk: date(2025, 1, 1) for one in self.stores}

    def keep(self, code: str, values: list[str | None], span: Span = NOV, *, partial: int | None = None) -> None:
        with reading(system_actor("test")):
            for place, (store, number) in enumerate(zip(self.stores, values, strict=False)):
                FigureSnapshot.objects.across_stores(reason="test").update_or_create(
                    store=store, month=span.first, code=code, definition_version=catalogue().definitions[code].version,
                    defaults={
                        "last_on": span.last, "value": None if number is None else D(number), "basis": "x", "parts": {},
                        "is_partial": place == partial, "computed_at": AT,
                    },
                )  # fmt: skip

    def told(self, *, at: datetime = DUE) -> dict[tuple[date, str], tuple[Comparison | None, Comparison | None]]:
        """Publish both months, and read all that the first store's manager is shown."""
        for span in (OCT, NOV):
            with reading(system_actor("test")):
                publish_peers(system_actor("test"), span, at)
        first = self.stores[0]
        return {
            (span.first, one.code): (one.peers, one.brand)
            for span in (OCT, NOV)
            for one in read_peers(manager_of(first), CODES, first.pk, span.first)
        }


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Town:
    made = Town()
    monkeypatch.setattr("anxin.management.kpi.commands.peers.first_days", lambda _ids: made.begun)
    return made


def instead(town: Town, change: Callable[[], None]) -> object:
    """What would be told if something else had been kept."""
    with transaction.atomic():
        change()
        found = town.told()
        transaction.set_rollback(True)
    return found


ENTRIES = ["431", "9990", "410", "391", "388", "444", "137", "402", "377", "395", "420", "405", "433"]
SHARES = ["0.01", "0.99", *["0"] * 11]
GROWTHS = ["0.05", "0.02", "0.01", "0.03", "-0.02", "0.05", None, *["0.04"] * 6]
HEADS = ["21", "25", "19", "30", "27", "22", "33", "20", "21", "22", "23", "24", "25"]


def planted(town: Town) -> None:
    for span in (OCT, NOV):
        town.keep("staff_heads", HEADS, span)
    town.keep("vehicle_entries", ENTRIES)
    town.keep("accident_share", SHARES)
    town.keep("entries_growth", GROWTHS)


def without(values: list[str | None], place: int, number: str | None) -> list[str | None]:
    return [number if one == place else each for one, each in enumerate(values)]


def test_a_giant_and_the_newest_store_may_be_of_any_size(town: Town) -> None:
    """A share times a whole, totals less parts, seven less six: none depends on what the ends came to."""
    planted(town)
    told = instead(town, lambda: None)
    for place, number in ((GIANT, "1000"), (GIANT, "99990000"), (NEWEST, "1"), (NEWEST, "380")):
        assert instead(town, lambda p=place, n=number: town.keep("vehicle_entries", without(ENTRIES, p, n))) == told
    assert instead(town, lambda: town.keep("accident_share", without(SHARES, GIANT, "0.5"))) == told


def test_what_is_shown_does_not_depend_on_what_the_reader_states(town: Town) -> None:
    """His own number below all or above all moves no median of the others: only on which side of it he is."""
    planted(town)
    for number in ("1", "900000"):
        with transaction.atomic():
            town.keep("vehicle_entries", without(ENTRIES, 0, number))
            group, brand = town.told()[NOV.first, "vehicle_entries"]
            assert group is not None
            assert group.median == D(400)
            assert group.side == ("below" if number == "1" else "above")
            assert brand is None or brand.median == group.median
            transaction.set_rollback(True)


def test_a_night_tells_nothing_of_the_day_before(town: Town) -> None:
    """Of a running month nothing is published, and of one that is over nothing anew."""
    planted(town)
    running = {pair for key, pair in town.told(at=DUE - timedelta(days=20)).items() if key[0] == NOV.first}
    assert running == {(None, None)}
    first = town.told()
    town.keep("vehicle_entries", [str(int(one) + 37) for one in ENTRIES])
    sides = [{key: [one and one.median for one in pair] for key, pair in each.items()} for each in (first, town.told())]
    assert sides[0] == sides[1]


def test_who_began_in_the_month_is_in_no_figure_of_it(town: Town) -> None:
    """Neither in totals nor in ratios: what lies between them would be that one store."""
    planted(town)
    town.begun[town.stores[NEWEST].pk] = date(2026, 11, 12)
    told = instead(town, lambda: None)
    for number in ("0.9", "0.3"):
        assert instead(town, lambda n=number: town.keep("accident_share", without(SHARES, NEWEST, n))) == told
    assert instead(town, lambda: town.keep("vehicle_entries", without(ENTRIES, NEWEST, "8000"), partial=NEWEST)) == told


def test_a_store_that_grows_out_of_its_group_tells_its_people_to_nobody(town: Town) -> None:
    """Of seven young stores one turns 24 months between October and November; six stay, of whom heads are as before."""
    for place, store in enumerate(town.stores):
        town.begun[store.pk] = date(2025, 6, 1) if place < 6 else date(2023, 1, 1)
    town.begun[town.stores[NEWEST].pk] = date(2024, 11, 1)
    planted(town)
    told = town.told()
    then, now = (told[month, "staff_heads"][0] for month in (OCT.first, NOV.first))
    # Of 19, 22, 25, 27, 30 and, in October, 33.
    assert [one and (one.median, one.whole) for one in (then, now)] == [(D(26), None), (D(25), None)]


# Sums, shares, growth and stocks of five to twelve others with one giant, one newest, one that leaves.

Row = dict[str, Decimal]


def drawn(seed: int) -> list[Row]:
    """Stores with amounts to the fen (never a whole yuan) and hundreds of cars; the first is the reader's."""
    random = Random(seed)

    def amount(least: int, most: int) -> Decimal:
        return D(random.randint(least, most)) + D("0.37")

    rows = [{"part": amount(20_000, 90_000), "rest": amount(200_000, 900_000) + D("0.24"), "then": amount(300_000, 900_000),
             "stock": amount(1_000, 5_000)} for _n in range(random.randint(6, 13))]  # fmt: skip
    giant = rows[random.randint(1, len(rows) - 1)]
    for name in giant:
        giant[name] *= 101
    return rows


def shown(rows: list[Row]) -> dict[str, Decimal | None]:
    """All that the reader is shown over two months: the second last of the stores is the newest, the last one leaves."""

    def told(values: list[Decimal], unit: str = "yuan") -> Decimal | None:
        middle = median_of_others(values, values[:1])
        return None if middle is None else about(middle, unit)

    old = [*rows[:-2], rows[-1]]
    return {
        "whole": told([one["part"] + one["rest"] for one in rows]),
        "part": told([one["part"] for one in rows]),
        "rest": told([one["rest"] for one in rows]),
        "share": told([one["part"] / (one["part"] + one["rest"]) * 100 for one in rows], "percent"),
        "then": told([one["then"] for one in old]),
        "growth": told([((one["part"] + one["rest"]) / one["then"] - 1) * 100 for one in old], "percent"),
        "stock": told([one["stock"] for one in rows]),
        "stock of the next month": told([one["stock"] for one in rows[:-1]]),
    }


@settings(max_examples=40)
@given(st.integers(0, 10**9))
def test_no_sum_difference_or_product_of_what_is_shown_is_a_number_of_a_store(seed: int) -> None:
    rows = drawn(seed)
    known = [one for one in shown(rows).values() if one is not None]
    secrets = {value for one in rows[1:] for value in (*one.values(), one["part"] + one["rest"])}
    found: set[Decimal] = set()
    for one, other in product(known, known):
        for times in range(1, len(rows) + 1):
            for less in (times, times - 1):
                found |= {one * times + other * less, one * times - other * less, one * other * times / 100}
                found |= {(1 + other / 100) * one * times, one * times - (1 + other / 100) * other * less}
    assert not {one.quantize(D("0.01")) for one in found} & secrets


@settings(max_examples=40)
@given(st.integers(0, 10**9))
def test_each_number_of_each_store_might_be_another_and_the_same_would_be_shown(seed: int) -> None:
    rows = drawn(seed)
    told = shown(rows)
    for place, name in product(range(1, len(rows)), rows[0]):
        others = (
            [*rows[:place], {**rows[place], name: rows[place][name] + by}, *rows[place + 1 :]]
            for by in (D("0.05"), D("-0.05"), D("0.01"), D("-0.01"))
        )
        assert any(shown(other) == told for other in others), (place, name)
