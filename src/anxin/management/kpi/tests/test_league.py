"""The league: points, order, what a reader of some stores sees, the spreadsheet."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import FigureSnapshot
from anxin.management.kpi.queries import LastKept, get_last_kept, read_months
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.league import best, places, points, read_weights, score
from anxin.management.kpi.rules.periods import Period, months_later, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.scope import reading

MONTH = span_of(Period.MONTH, AT.date())
D = Decimal


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [
        (D(50), Target("ge", D(50)), D(100)),
        (D(25), Target("ge", D(50)), D(50)),
        (D(500), Target("ge", D(50)), D(120)),
        (D(2), Target("le", D(2)), D(100)),
        (D(3), Target("le", D(2)), D(50)),
        (D(9), Target("le", D(2)), D(0)),
        (D(96), Target("range", D(80), D(110)), D(100)),
        (D(40), Target("range", D(80), D(110)), D(50)),
        (D(165), Target("range", D(80), D(110)), D(50)),
        (None, Target("ge", D(50)), None),
        (D(1), None, None),
        (D(1), Target("le", D(0)), None),
    ],
)
def test_points_are_a_hundred_for_the_target_and_less_in_proportion(
    value: Decimal | None, target: Target | None, expected: Decimal | None
) -> None:
    assert points(value, target) == expected


@given(st.decimals(0, 1000, places=2), st.decimals(1, 1000, places=2), st.sampled_from(["ge", "le", "eq"]))
def test_points_stay_between_nothing_and_most(value: Decimal, aim: Decimal, operator: str) -> None:
    found = points(value, Target(operator, aim))
    assert found is not None
    assert 0 <= found <= 120


def test_a_score_weighs_what_there_is() -> None:
    weights = read_weights("a=2，b = 0.5, c=x")
    assert weights == {"a": 2, "b": D("0.5")}
    assert score({"a": D(100), "b": D(50), "d": None}, weights) == D(90)
    assert score({"d": None}, weights) is None
    assert places({1: D(90), 2: D(90), 3: D(80), 4: None}) == {1: 1, 2: 1, 3: 3}
    assert (best([D(1), None, D(2)], "up"), best([D(1), D(2)], "down"), best([D(1)], "up")) == (2, 1, None)


@pytest.fixture
def stores(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """Three stores with rates of 10, 20 and 30 % this month, and the other way round the month before."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    made = [make_store(code) for code in ("AA", "BB", "CC")]
    before = span_of(Period.MONTH, months_later(MONTH.first, -1))
    with reading(system_actor("test")):
        for span, numbers in ((MONTH, (10, 20, 30)), (before, (30, 20, 10))):
            for store, number in zip(made, numbers, strict=True):
                keep(store, "appointment_rate", span.first, D(number) / 100)
                keep(store, "gross_margin", span.first, D("0.5"))
    return made


def keep(store: Store, code: str, month: date, value: Decimal) -> None:
    FigureSnapshot.objects.create(
        store=store, month=month, code=code, definition_version=catalogue().definitions[code].version, value=value,
        last_on=span_of(Period.MONTH, month).last, parts={}, basis="x", computed_at=AT,
    )  # fmt: skip


def test_a_month_has_target_standing_and_the_months_before(stores: list[Store]) -> None:
    actor = actor_for(make_user(stores[0], "service_manager"))
    (found,) = read_months(actor, ["appointment_rate"], MONTH.first)
    assert (found.store_id, found.value, found.before, found.standing) == (stores[0].pk, 10, 30, Standing.MISSED)
    assert found.trend == (*[None] * 10, 30, 10)
    assert found.target == Target("ge", D(30))
    assert found.missing == 20
    assert get_last_kept(actor, AT.date()) == LastKept(MONTH, (stores[0].pk,))
    with pytest.raises(NotFound):
        read_months(actor, ["appointment_rate"], MONTH.first, [stores[1].pk])
    with pytest.raises(NotFound):
        read_months(actor, ["no_such"], MONTH.first)


def client_of(store: Store, role: str, level: str = "store") -> Client:
    client = Client()
    client.force_login(make_user(store, role, level=level))
    return client


CHOSEN = "kpi=appointment_rate&kpi=gross_margin"


def test_the_league_orders_stores_and_says_who_moved(stores: list[Store]) -> None:
    client = client_of(stores[0], "general_manager", "group")
    page = client.get(f"/figures/league/?{CHOSEN}").content.decode()
    assert [page.rindex(store.name) for store in reversed(stores)] == sorted(page.rindex(store.name) for store in stores)
    for words in ("↑2", "↓2", 'class="num miss"', "best", "is-sel", "中位数（3 家店）", "20.0"):
        assert words in page, words
    other = client.get(f"/figures/league/?{CHOSEN}&sort=appointment_rate&tier=high").content.decode()
    assert "没有符合条件的门店" in other


def test_the_league_of_one_store_names_no_other(stores: list[Store]) -> None:
    page = client_of(stores[1], "service_manager").get(f"/figures/league/?{CHOSEN}").content.decode()
    assert stores[1].name in page
    assert stores[0].name not in page
    assert stores[2].name not in page
    assert "家店）" not in page


def test_the_spreadsheet_has_numbers(stores: list[Store]) -> None:
    answer = client_of(stores[0], "general_manager", "group").get(f"/figures/league/?{CHOSEN}&format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert any(row[1] == stores[2].name and row[2] == 30 and isinstance(row[2], int | float) for row in rows if len(row) > 2)


def test_before_the_first_night_the_league_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=1))
    page = client_of(make_store("AA"), "service_manager").get("/figures/league/?kpi=nonsense&day=x").content.decode()
    assert "还没有按月的数据" in page
