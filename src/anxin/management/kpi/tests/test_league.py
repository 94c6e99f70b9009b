"""The league: order, what a reader of some stores sees, the spreadsheet."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.management.kpi.models import FigureSnapshot
from anxin.management.kpi.queries import (
    LastKept,
    get_last_kept,
    list_arrivals,
    rank_stores,
    read_common_trend,
    read_months,
)
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.periods import Period, months_later, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_brand, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.scope import reading

MONTH = span_of(Period.MONTH, AT.date())
D = Decimal


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


def keep(store: Store, code: str, month: date, value: Decimal | None) -> None:
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
    page = client.get(f"/cockpit/group/?{CHOSEN}").content.decode()
    assert [page.rindex(store.name) for store in reversed(stores)] == sorted(page.rindex(store.name) for store in stores)
    for words in ("↑2", "↓2", 'class="num miss"', "best", "中位数（3 家店）", "20.0"):
        assert words in page, words
    other = client.get(f"/cockpit/group/?{CHOSEN}&sort=appointment_rate&tier=high").content.decode()
    assert "没有符合条件的门店" in other


def test_who_sets_a_target_does_not_rank_below_who_sets_none(stores: list[Store]) -> None:
    """The month before all had the same cars: a plan that one set and missed is no reason to be last."""
    month = span_of(Period.MONTH, months_later(MONTH.first, -1))
    whole = system_actor("kpi")
    with reading(whole):
        for store in stores:
            keep(store, "vehicle_entries", month.first, D(100))

    def scores() -> tuple[list[Decimal | None], dict[str, int]]:
        found = rank_stores(whole, ["vehicle_entries", "gross_margin"], month.first)
        return [line.score for line in found.lines], dict(found.unscored)

    even = scores()
    assert even == ([D(100)] * 3, {"vehicle_entries": 3})
    for number, store in enumerate(stores):
        plan = NewTarget(Cell("vehicle_entries", month.first.month), "ge", D(200))
        set_targets(actor=whole, store_id=store.pk, year=month.first.year, targets=[plan], at=AT)
        left = len(stores) - number - 1
        assert scores() == (([D(100)] * 3, {"vehicle_entries": left}) if left else ([D(75)] * 3, {}))


def plan(store: Store, code: str, operator: str, value: int) -> None:
    set_targets(
        actor=system_actor("kpi"), store_id=store.pk, year=MONTH.first.year, at=AT, is_sure=True,
        targets=[NewTarget(Cell(code, MONTH.first.month), operator, D(value))],
    )  # fmt: skip


def test_who_falls_further_than_is_allowed_does_not_lead(stores: list[Store]) -> None:
    """Entries may fall by 5 %: who falls by 12 % misses that, who grows by 8 % meets it."""
    for store in stores:
        plan(store, "entries_growth", "ge", -5)
    with reading(system_actor("kpi")):
        for store, grew in zip(stores, ("-0.12", "0.08", "-0.05"), strict=True):
            keep(store, "entries_growth", MONTH.first, D(grew))
        league = rank_stores(system_actor("kpi"), ["entries_growth"], MONTH.first)
    order = [(stores[1].pk, D(120), 1), (stores[2].pk, D(100), 2), (stores[0].pk, D(0), 3)]
    assert [(line.store_id, line.score, line.rank) for line in league.lines] == order


def test_who_records_nothing_does_not_stand_above_who_does(stores: list[Store]) -> None:
    """A has 94 of 95 %, of B it is not known: B would have the best score by what else there is."""
    for store in stores:
        plan(store, "first_time_fix", "ge", 95)
        plan(store, "vehicle_entries", "ge", 100)
    with reading(system_actor("kpi")):
        for store in stores:
            keep(store, "vehicle_entries", MONTH.first, D(100))
        a, b, c = stores
        keep(a, "first_time_fix", MONTH.first, D("0.94"))
        keep(b, "first_time_fix", MONTH.first, None)
        keep(c, "first_time_fix", MONTH.first, D("0.5"))
        league = rank_stores(system_actor("kpi"), ["first_time_fix", "vehicle_entries"], MONTH.first)
    found = [(line.store_id, line.rank, line.lacking) for line in league.lines]
    assert found == [(a.pk, 1, ()), (c.pk, 2, ()), (b.pk, None, ("first_time_fix",))]
    assert league.lines[-1].score is None
    page = client_of(a, "general_manager", "group").get("/cockpit/group/?kpi=first_time_fix&kpi=vehicle_entries")
    assert page.content.decode().count(">数据不齐<") == 1


def test_what_is_known_of_no_store_counts_for_none(stores: list[Store]) -> None:
    with reading(system_actor("kpi")):
        for store in stores:
            keep(store, "renewal_rate", MONTH.first, None)
        league = rank_stores(system_actor("kpi"), ["appointment_rate", "renewal_rate"], MONTH.first)
    assert [(line.rank, line.lacking) for line in league.lines] == [(1, ()), (2, ()), (3, ())]


def test_the_league_of_one_store_names_no_other(stores: list[Store]) -> None:
    page = client_of(stores[1], "service_manager").get(f"/cockpit/group/?{CHOSEN}").content.decode()
    assert stores[1].name in page
    assert stores[0].name not in page
    assert stores[2].name not in page
    assert "家店）" not in page


def test_the_spreadsheet_has_numbers(stores: list[Store]) -> None:
    answer = client_of(stores[0], "general_manager", "group").get(f"/cockpit/group/?{CHOSEN}&format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if "门店" in row)
    found = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    (last,) = [row for row in found if row["门店"] == stores[2].name]
    assert (last["月份"], last["名次"], last["上月名次"], last["预约率 %"]) == ("2026-11", 1, 3, 30)
    assert isinstance(last["预约率 %"], int | float)
    assert isinstance(last["综合分"], int | float)
    assert last["数据截至"] == MONTH.last


def test_last_twice_is_of_the_last_two_whole_months(stores: list[Store]) -> None:
    """What a few days of a month say names nobody, and excuses nobody."""
    seven = [*stores, *(make_store(code) for code in ("DD", "EE", "FF", "GG"))]
    months = [months_later(MONTH.first, -back) for back in (1, 2)]
    with reading(system_actor("test")):
        for month in months:
            for number, store in enumerate(seven):
                keep(store, "renewal_rate", month, D(number + 1) / 100)
        for number, store in enumerate(seven):
            keep(store, "renewal_rate", MONTH.first, D(8 - number) / 100)
    actor = actor_for(make_user(stores[0], "general_manager", level="group"))
    whole = rank_stores(actor, ["renewal_rate"], MONTH.first)
    best_first = [line.store_id for line in rank_stores(actor, ["renewal_rate"], months[0]).lines]
    assert (whole.lines[0].store_id, whole.last_twice) == (best_first[-1], ())
    with reading(system_actor("test")):
        FigureSnapshot.objects.across_stores(reason="test").filter(month=MONTH.first).update(last_on=MONTH.first)
    assert list(rank_stores(actor, ["renewal_rate"], MONTH.first).last_twice) == best_first[:-4:-1]


def test_the_best_is_that_of_like_stores(stores: list[Store]) -> None:
    high = make_store("DD", make_brand("HI", tier="high"))
    with reading(system_actor("test")):
        keep(high, "appointment_rate", MONTH.first, D("0.9"))
    page = client_of(stores[0], "general_manager", "group").get(f"/cockpit/group/?{CHOSEN}").content.decode()
    assert page.count(' best"><a') == 1
    assert "中端 3" in page
    assert "高端 1" in page


def test_the_group_says_whose_records_are_not_in(stores: list[Store], monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = AT.date() - timedelta(days=1)
    rows = [
        {"store_id": stores[0].pk, "day": yesterday},
        {"store_id": stores[1].pk, "day": yesterday - timedelta(days=3)},
    ]
    plant(monkeypatch, "repair_orders.opened", rows)
    actor = actor_for(make_user(stores[0], "general_manager", level="group"))
    found = {one.store_id: (one.last, one.is_late) for one in list_arrivals(actor, yesterday)}
    assert found == {
        stores[0].pk: (yesterday, False),
        stores[1].pk: (yesterday - timedelta(days=3), True),
        stores[2].pk: (None, True),
    }
    own = actor_for(make_user(stores[0], "service_manager"))
    with pytest.raises(NotFound):
        list_arrivals(own, yesterday, [stores[1].pk])
    page = client_of(stores[0], "general_manager", "group").get("/cockpit/group/?day=2026-10-31").content.decode()
    assert "3 家店中 0 家数据到齐" in page
    assert f"{stores[2].name} 还没有数据" in page


def test_a_region_has_its_own_stores_and_their_sum(stores: list[Store]) -> None:
    with reading(system_actor("test")):
        for store, orders in zip(stores, (10, 20, 40), strict=True):
            row = FigureSnapshot.objects.across_stores(reason="test").filter(
                store=store, month=MONTH.first, code="appointment_rate"
            )
            row.update(parts={"appointed_entries": "10", "entries": str(orders)})
    actor = actor_for(make_user(stores[0], "general_manager", level="group"))
    wanted = [stores[0].pk, stores[1].pk]
    trend = read_common_trend(actor, ["appointment_rate", "churn_rate"], MONTH.first, wanted)
    assert list(trend) == ["appointment_rate"]
    assert round(trend["appointment_rate"][-1] or 0, 2) == D("66.67")
    with pytest.raises(NotFound):
        read_common_trend(actor_for(make_user(stores[0], "service_manager")), ["appointment_rate"], MONTH.first, wanted)
    league = rank_stores(actor, ["appointment_rate"], MONTH.first, wanted)
    assert [(line.store_id, line.rank, line.before) for line in league.lines] == [(wanted[1], 1, 2), (wanted[0], 2, 1)]


def test_the_line_of_a_unit_says_nothing_of_months_of_which_a_store_is_missing(stores: list[Store]) -> None:
    older = months_later(MONTH.first, -2)
    with reading(system_actor("test")):
        for store in stores[:2]:
            keep(store, "appointment_rate", older, D("0.5"))
        rows = FigureSnapshot.objects.across_stores(reason="test").filter(code="appointment_rate")
        rows.update(parts={"appointed_entries": "10", "entries": "40"})
        # A store without any order is known: it brought nothing.
        before = rows.filter(month=months_later(MONTH.first, -1))
        before.filter(store=stores[0]).update(parts={"appointed_entries": "0", "entries": "0"}, value=None)
    actor = actor_for(make_user(stores[0], "general_manager", level="group"))

    def read() -> tuple[Decimal | None, ...]:
        return read_common_trend(actor, ["appointment_rate"], MONTH.first, [one.pk for one in stores])["appointment_rate"]

    assert read()[-3:] == (None, 25, 25)
    with reading(system_actor("test")):
        before.filter(store=stores[1]).update(parts={"appointed_entries": None, "entries": "40"}, value=None)
    assert read()[-3:] == (None, None, 25)


def test_the_median_says_of_how_many_stores_it_is(stores: list[Store]) -> None:
    with reading(system_actor("test")):
        for store, value in zip(stores, (None, D("0.3"), D("0.5")), strict=True):
            row = FigureSnapshot.objects.across_stores(reason="test").filter(
                store=store, month=MONTH.first, code="gross_margin"
            )
            row.update(value=value)
    page = client_of(stores[0], "general_manager", "group").get(f"/cockpit/group/?{CHOSEN}").content.decode()
    middle = next(row for row in page.split("<tr") if "中位数" in row)
    # Of whom one figure is not known has no place, and still counts in the other.
    assert "2 家店" in middle
    assert "20.0（3 家）" in middle
    assert ">40.0<" in middle


def test_only_the_store_in_which_somebody_works_is_marked_as_his(stores: list[Store]) -> None:
    user = make_user(stores[0], "general_manager", level="group")
    client = Client()
    client.force_login(user)
    # Every user has a home store; it is not his where he leads several.
    assert 'class="is-sel"' not in client.get(f"/cockpit/group/?{CHOSEN}").content.decode()
    make_employee(stores[0], user=user)
    assert client.get(f"/cockpit/group/?{CHOSEN}").content.decode().count('class="is-sel"') == 1


def test_a_store_asked_of_the_group_leads_to_where_stores_are_together(stores: list[Store]) -> None:
    client = client_of(stores[0], "general_manager", "group")
    answer = client.get(f"/cockpit/group/?level=store&unit={stores[0].pk}&kpi=gross_margin")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/cockpit/group/?level=group&unit=0")
    assert "kpi=gross_margin" in answer["Location"]


def test_a_wide_reader_is_led_from_the_cockpit_to_that_of_the_group(stores: list[Store]) -> None:
    answer = client_of(stores[0], "general_manager", "group").get("/cockpit/")
    assert answer["Location"].startswith("/cockpit/group/?level=group")
    answer = client_of(stores[0], "general_manager", "group").get("/cockpit/gaps/?level=group&unit=0")
    assert answer["Location"].startswith("/cockpit/group/?level=group&unit=0")
    assert client_of(stores[0], "service_manager").get("/cockpit/").status_code == 200
    assert client_of(stores[0], "service_manager").get("/cockpit/group/?level=brand&unit=99").status_code == 404


def test_before_the_first_night_the_league_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=1))
    page = client_of(make_store("AA"), "service_manager").get("/cockpit/group/?kpi=nonsense&day=x").content.decode()
    assert "还没有按月的数据" in page


def test_what_nobody_writes_down_has_no_points_and_says_so(stores: list[Store]) -> None:
    before = months_later(MONTH.first, -1)
    with reading(system_actor("test")):
        rows = FigureSnapshot.objects.across_stores(reason="test").filter(store=stores[0], code="appointment_rate")
        assert {one.month for one in rows} == {MONTH.first, before}
        for one in rows:
            terms = catalogue().definitions["appointment_rate"].formula.terms
            one.parts = {term.measure: "0" for term in terms}
            one.value = D(0)
            one.save()
    client = client_of(stores[0], "general_manager", "group")
    page = client.get(f"/cockpit/group/?{CHOSEN}").content.decode()
    assert "没人记" in page
    actor = actor_for(make_user(stores[0], "service_manager"))
    (found,) = read_months(actor, ["appointment_rate"], MONTH.first)
    assert (found.is_unrecorded, found.points, found.standing) == (True, None, Standing.NONE)


def test_the_old_address_of_the_league_leads_to_the_stores(stores: list[Store]) -> None:
    client = client_of(stores[0], "general_manager", "group")
    answer = client.get("/figures/league/?period=month")
    assert (answer.status_code, answer["Location"]) == (302, "/cockpit/group/?period=month")
    assert "排名按月" not in client.get("/cockpit/group/?period=month").content.decode()
    assert "排名按月" in client.get("/cockpit/group/?period=year").content.decode()
