"""The cockpit: tiles, gaps by harm, the month's days; what the reader sees on the pages and through the API."""

import html
import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from anxin.management.kpi.board import board
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import Cell, NewTarget, confirm_obstacles, set_targets
from anxin.management.kpi.queries import Level, explain_gaps, list_gaps, read_month_days, read_tiles
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.harm import Worth, harm_of
from anxin.management.kpi.rules.passing import Passing
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.facts import registry
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

D = Decimal
TODAY = AT.date()
MONTH = span_of(Period.MONTH, TODAY)


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    """A store that began long ago; of this month 20 orders, 2 by appointment, and 100,000 yuan net at a margin of 40 %."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    here: dict[str, Any] = {"store_id": desk.store.pk, "advisor_id": desk.employee_id, "kind": "mechanical"}
    opened = [{**here, "day": TODAY, "is_appointment": number < 2} for number in range(20)]
    plant(monkeypatch, "repair_orders.opened", [{**here, "day": date(2024, 1, 2)}, *opened])
    plant(monkeypatch, "repair_orders.settled", [{**here, "day": TODAY} for _each in range(20)])
    line = {"payer": "customer", "net": 5_000_00, "gross": 5_650_00, "cost": 3_000_00, "has_cost": True, "day": TODAY}
    plant(monkeypatch, "billing.settled_line", [{**here, **line, "kind": "labour"} for _each in range(20)])
    return desk


@pytest.fixture
def browser(desk: FrontDesk) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


def aim(desk: FrontDesk, code: str, value: int) -> None:
    given = [NewTarget(Cell(code, TODAY.month), "ge", D(value))]
    set_targets(actor=desk.actor, store_id=desk.store.pk, year=TODAY.year, targets=given, is_sure=True, at=AT)


def read(browser: Client, address: str, **headers: str) -> str:
    answer = browser.get(address, headers=headers)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def test_a_running_total_is_held_against_its_share_of_the_days(desk: FrontDesk) -> None:
    # The store opens every day, and today is not over.
    share = D(TODAY.day - 1) / MONTH.days

    def read_one() -> Any:
        place = (Level.STORE, desk.store.pk, Period.MONTH, TODAY)
        (one,) = read_tiles(desk.actor, ["vehicle_entries"], *place)
        return one

    assert (read_one().value, read_one().standing) == (20, Standing.NONE)
    aim(desk, "vehicle_entries", int(D(20) / share) - 1)
    assert read_one().standing is Standing.MET
    aim(desk, "vehicle_entries", int(D(21) / share))
    found = read_one()
    assert found.standing is Standing.NEAR
    assert found.held == Target("ge", found.target.value * share)
    aim(desk, "vehicle_entries", int(D(40) / share))
    assert read_one().standing is Standing.MISSED


def test_gaps_with_money_stand_first_and_say_how_it_was_worked_out(desk: FrontDesk) -> None:
    found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY)
    codes = [one.reading.definition.code for one in found.gaps]
    assert "appointment_rate" in codes
    margin = found.gaps[codes.index("gross_margin")].harm
    # 10 points of 100,000 yuan, and as many days more as the month has.
    month = D(MONTH.days) / TODAY.day
    assert margin.factors == (("missing", 10), ("of", 100_000), ("month", month))
    assert margin.money == 10_000 * month
    assert margin.relative == 20
    booked = next(one for one in found.gaps if one.reading.definition.code == "appointment_rate")
    assert booked.harm.money is None
    assert booked.harm.factors == ()
    assert [one.harm.money is None for one in found.gaps] == sorted(one.harm.money is None for one in found.gaps)
    worths = [one.harm.money for one in found.gaps if one.harm.money is not None]
    assert worths == sorted(worths, reverse=True)
    assert found.counts[Standing.MISSED] + found.counts[Standing.NEAR] == len(found.gaps)


def test_missing_revenue_costs_the_margin_that_it_would_have_brought(desk: FrontDesk) -> None:
    aim(desk, "after_sales_revenue", 600_000)
    found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY)
    (harm,) = (one.harm for one in found.gaps if one.reading.definition.code == "after_sales_revenue")
    held = D(600_000) * (TODAY.day - 1) / MONTH.days
    assert dict(harm.factors)["missing"] == held - 100_000
    assert harm.money is not None
    assert round(harm.money, 6) == round((held - 100_000) * D("0.4") * MONTH.days / (TODAY.day - 1), 6)


def test_one_shortfall_costs_the_same_with_tax_and_without(desk: FrontDesk) -> None:
    aim(desk, "after_sales_revenue", 600_000)
    aim(desk, "customer_repair_output", 678_000)
    aim(desk, "total_repair_output", 678_000)
    gaps = {one.reading.definition.code: one.harm for one in list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY).gaps}
    plain = gaps["after_sales_revenue"]
    for code in ("customer_repair_output", "total_repair_output"):
        assert round(dict(gaps[code].factors)["net"], 4) == round(D(100) / D("1.13"), 4)
        assert round(gaps[code].money or 0, 4) == round(plain.money or 0, 4)
    assert "net" not in dict(plain.factors)


def test_what_the_source_asks_of_output_is_held_against_output(desk: FrontDesk) -> None:
    """K-B08 and K-B09 ask it of 产值, which has tax in it; the ticket without tax has no target of theirs."""
    place = (Level.STORE, desk.store.pk, Period.MONTH, TODAY)
    plain, taxed = read_tiles(desk.actor, ["average_ticket", "repair_ticket"], *place)
    assert (plain.value, plain.target) == (5_000, None)
    assert (taxed.value, taxed.target) == (5_650, Target("ge", D(800)))
    for code, row in (("repair_ticket", "K-B08"), ("accident_ticket", "K-B09")):
        definition = catalogue().definitions[code]
        assert definition.name.zh.endswith("（含税）")
        assert [one.id for one in definition.sources if one.targets] == [row]


def test_at_a_loss_no_money_follows_from_missing_revenue(
    desk: FrontDesk, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    aim(desk, "after_sales_revenue", 600_000)
    aim(desk, "total_repair_output", 678_000)
    aim(desk, "monthly_entries", 650)
    line = {"payer": "customer", "net": 5_000_00, "gross": 5_650_00, "cost": 7_000_00, "has_cost": True, "day": TODAY}
    plant(
        monkeypatch, "billing.settled_line", [{"store_id": desk.store.pk, "kind": "labour", **line} for _each in range(20)]
    )
    found = {one.reading.definition.code: one.harm for one in list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY).gaps}
    for code in ("after_sales_revenue", "total_repair_output", "monthly_entries"):
        assert (found[code].money, found[code].factors) == (None, ())
    # What the margin itself misses is still money.
    assert (found["gross_margin"].money or 0) > 0
    assert "−−" not in read(browser, "/cockpit/gaps/")


def test_no_months_loss_is_told_before_three_open_days_are_over(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {
            "store_id": desk.store.pk,
            "payer": "customer",
            "net": 100_00,
            "day": date(2026, 11, 1),
            "has_cost": True,
            "cost": 99_00,
        }
    ]
    plant(monkeypatch, "billing.settled_line", [{**one, "gross": 113_00, "kind": "labour"} for one in rows])
    aim(desk, "after_sales_revenue", 600_000)

    def money(day: int) -> dict[str, Decimal | None]:
        monkeypatch.setattr(clock, "now", lambda: AT.replace(day=day))
        gaps = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY.replace(day=day)).gaps
        return {one.reading.definition.code: one.harm.money for one in gaps}

    assert money(3)["after_sales_revenue"] is None
    assert (money(4)["after_sales_revenue"] or 0) > 0
    assert money(2)["gross_margin"] is None


def test_one_shortfall_has_one_row(desk: FrontDesk, browser: Client) -> None:
    place = (desk.store.pk, Period.MONTH, TODAY)
    for code, value in (("vehicle_entries", 200), ("monthly_entries", 300)):
        aim(desk, code, value)
    gaps = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY).gaps
    families = {one.reading.definition.code: one.family for one in gaps}
    assert families["vehicle_entries"] == families["monthly_entries"] == "cars"
    assert families["gross_margin"] == "gross_margin"
    page = read(browser, "/cockpit/gaps/")
    assert page.count("<tr class=") == len(set(families.values())) < len(families)
    cars = next(row for row in page.split("<tr class=") if "月接车台次" in row)
    # The dearest is the row; the other number is named in it.
    assert cars.index("月接车台次") < cars.index("同一个缺口：") < cars.index(">进厂台次<")
    # Output is cars times what each brings: where it is off, theirs is the same shortfall.
    aim(desk, "repair_ticket", 9_000)
    apart = {one.reading.definition.code: one.family for one in list_gaps(desk.actor, *place).gaps}
    assert (apart["vehicle_entries"], apart["repair_ticket"]) == ("cars", "tickets")
    aim(desk, "total_repair_output", 900_000)
    aim(desk, "after_sales_revenue", 900_000)
    merged = {one.reading.definition.code: one.family for one in list_gaps(desk.actor, *place).gaps}
    whole = ("total_repair_output", "after_sales_revenue", "repair_ticket", "vehicle_entries", "monthly_entries")
    assert {merged[code] for code in whole} == {"output"}
    row = next(row for row in read(browser, "/cockpit/gaps/").split("<tr class=") if "维修总产值" in row)
    assert row.index("同一个缺口：") < row.index(">进厂台次<")
    for code, one in catalogue().definitions.items():
        if one.same_as:
            assert board().family_of(one) == board().family_of(catalogue().definitions[one.same_as]), code


def test_what_nobody_records_is_no_failure(desk: FrontDesk) -> None:
    found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY)
    unrecorded = {one.definition.code for one in found.unrecorded}
    # Nobody marks care products, nobody times a greeting; appointments are marked, and too few.
    assert {"care_revenue_per_vehicle", "greeting_time"} <= unrecorded
    assert "appointment_rate" not in unrecorded
    assert unrecorded.isdisjoint(one.reading.definition.code for one in found.gaps)


def test_a_gap_is_explained_by_who_carries_it_and_what_was_confirmed(desk: FrontDesk) -> None:
    found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY)
    booked = next(one for one in found.gaps if one.reading.definition.code == "appointment_rate")
    obstacle = catalogue().definitions["appointment_rate"].obstacles[0]
    given = {"store_id": desk.store.pk, "code": "appointment_rate", "period": Period.MONTH, "day": TODAY}
    confirm_obstacles(actor=desk.actor, obstacles=[obstacle], at=AT, **given)
    (why,) = explain_gaps(desk.actor, [booked], desk.store.pk, Period.MONTH, TODAY)
    assert why.column == "advisor_id"
    assert why.carrier is not None
    assert (why.carrier.id, why.carrier.points) == (desk.employee_id, -20)
    assert booked.said is None
    found = list_gaps(desk.actor, desk.store.pk, Period.MONTH, TODAY)
    booked = next(one for one in found.gaps if one.reading.definition.code == "appointment_rate")
    assert booked.said is not None
    assert booked.said.obstacles == (obstacle,)


@pytest.mark.parametrize("period", [Period.MONTH, Period.YEAR])
def test_gaps_that_are_explained_together_are_explained_as_each_alone(desk: FrontDesk, period: Period) -> None:
    gaps = list_gaps(desk.actor, desk.store.pk, period, TODAY).gaps[:5]
    assert len(gaps) > 2
    together = explain_gaps(desk.actor, gaps, desk.store.pk, period, TODAY)
    alone = [why for one in gaps for why in explain_gaps(desk.actor, [one], desk.store.pk, period, TODAY)]
    assert list(together) == alone
    assert any(one.finding or one.need or one.carrier for one in together)


def test_the_days_left_must_bring_what_is_missing(desk: FrontDesk) -> None:
    days = read_month_days(desk.actor, desk.store.pk, TODAY)
    assert (days.definition.code, days.total, days.needed) == ("after_sales_revenue", 100_000, None)
    aim(desk, "total_repair_output", 500_000)
    days = read_month_days(desk.actor, desk.store.pk, TODAY)
    assert (days.definition.code, days.total, days.target) == ("total_repair_output", 113_000, Target("ge", D(500_000)))
    past = sum(one.is_open for one in days.days) - 1
    assert days.days[-1].value == 113_000
    assert days.needed == D(500_000) / days.left
    assert days.brought == 0
    assert days.each == D(500_000) / (past + days.left)
    last = read_month_days(desk.actor, desk.store.pk, MONTH.last)
    assert (last.left, last.needed) == (0, None)


def test_the_pages_show_it_in_every_period_and_both_languages(browser: Client, desk: FrontDesk) -> None:
    aim(desk, "total_repair_output", 500_000)
    page = read(browser, "/cockpit/")
    for words in (
        "驾驶舱",
        "时间进度",
        "数据截至",
        "维修毛利率",
        "40.0",
        "≥ 50%",
        "每日产值",
        "11.3 万",
        "/cockpit/gaps/?level=store",
    ):
        assert words in page, words
    assert f"/figures/gross_margin/?level=store&amp;unit={desk.store.pk}&amp;period=month" in page
    only = read(browser, "/cockpit/?standing=met")
    # Another period shows the same choice.
    assert "period=year&amp;day=2026-11-20&amp;standing=met" in only
    assert "维修毛利率" not in only
    gaps = read(browser, "/cockpit/gaps/")
    for words in ("最大差距", "维修毛利率", "基数 10.0 万", "没人记的", "确认障碍", "我负责的"):
        assert words in gaps, words
    for period in ("day", "quarter", "year", "week", "x"):
        assert "驾驶舱" in read(browser, f"/cockpit/?period={period}")
        assert "最大差距" in read(browser, f"/cockpit/gaps/?period={period}")
        assert "维修毛利率" in read(browser, f"/figures/gross_margin/?period={period}")
    browser.cookies["django_language"] = "en"
    assert "Cockpit" in read(browser, "/cockpit/")
    assert "Largest gaps" in read(browser, "/cockpit/gaps/")


def test_whoever_is_asked_to_confirm_an_obstacle_finds_some_to_choose(browser: Client) -> None:
    gaps = read(browser, "/cockpit/gaps/")
    asked = {html.unescape(address) for address in re.findall(r'href="(/figures/[^"]+)#confirm"', gaps)}
    # Every gap asks, whether its definition names obstacles or not.
    assert len(asked) == gaps.count("<tr class=") > 1
    for address in asked:
        page = read(browser, address)
        assert 'name="obstacles"' in page[page.index('id="confirm"') :], address


def test_the_cockpit_loads_the_first_gaps_as_a_region(browser: Client) -> None:
    region = read(browser, "/cockpit/gaps/", **{"HX-Request": "true"})
    assert "<html" not in region
    assert region.count("<tr class=") <= 5
    assert "mine=1" in region


def test_mine_are_those_that_the_readers_post_answers_for(browser: Client) -> None:
    mine = read(browser, "/cockpit/gaps/?mine=1")
    # The margin is the after-sales manager's, not the service manager's.
    assert "维修毛利率" not in mine


def test_the_spreadsheet_names_store_and_days_and_has_numbers(browser: Client, desk: FrontDesk) -> None:
    answer = browser.get("/cockpit/gaps/?format=xlsx")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    row = next(row for row in rows if "维修毛利率" in row)
    assert row[0] == desk.store.name
    assert row[1] == f"{MONTH.first} – {TODAY}"
    assert (row[5], row[7], row[9]) == (40, 50, 10)
    for row in rows:
        assert all(round(cell, 2) == cell for cell in row if isinstance(cell, float)), row


def test_empty_states(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("NS", "service_manager")
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    assert "本月还没有结算" in read(client, "/cockpit/")
    assert "没有能判断的指标" in read(client, "/cockpit/gaps/")
    open_order(desk)
    assert "驾驶舱" in read(client, "/cockpit/")


def test_another_stores_cockpit_is_not_found(browser: Client, desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    for address in ("/cockpit/", "/cockpit/gaps/"):
        assert browser.get(f"{address}?unit={other.store.pk}").status_code == 404
    with pytest.raises(NotFound):
        list_gaps(desk.actor, other.store.pk, Period.MONTH, TODAY)


def test_the_endpoint_says_the_same(desk: FrontDesk) -> None:
    ApiToken.objects.create(user_id=desk.actor.id, name="t", digest=digest("t"), scopes=["*"], created_at=AT)
    answer = Client(headers={"Authorization": "Bearer t"}).get(f"/api/v1/kpi/stores/{desk.store.pk}/cockpit?day={TODAY}")
    assert answer.status_code == 200
    found = answer.json()
    families = [one["family"] for one in found["gaps"]]
    explained = [*dict.fromkeys(families)][:5]
    firsts = [family not in families[:number] for number, family in enumerate(families)]
    assert [one["why"] is not None for one in found["gaps"]] == [
        is_first and family in explained for is_first, family in zip(firsts, families, strict=True)
    ]
    margin = next(one for one in found["gaps"] if one["figure"]["code"] == "gross_margin")
    assert (D(margin["missing"]), margin["why"]["column"]) == (10, "advisor_id")
    assert found["days"]["left"] > 0
    assert "greeting_time" in found["unrecorded"]
    assert len(found["tiles"]) == 10


def test_gaps_become_money_only_where_formulas_carry_it() -> None:
    """What a share is of must be money, and what is counted must be cars."""
    known = catalogue()
    for code, kind in board().harms.items():
        definition = known.definitions[code]
        fraction = fraction_of(definition.formula)
        assert fraction is not None, code
        for term in fraction.bottom.weights:
            measure = known.measures[term.measure]
            is_money = bool(measure.column) and registry[measure.fact].columns[measure.column] == "money"
            assert is_money == (definition.unit == "percent" and kind != "cars"), code
        assert definition.unit in ("percent", "yuan") or kind == "cars", code
        has_tax = any(known.measures[term.measure].column == "gross" for term in definition.formula.terms)
        assert has_tax == (kind == "taxed"), code


def test_an_obstacle_is_no_arithmetic_and_a_change_misses_points(desk: FrontDesk, browser: Client) -> None:
    gaps = read(browser, "/cockpit/gaps/")
    assert "还差多少" not in gaps
    assert "要达标：" in gaps
    assert "还没有证据" in gaps
    # What a gap costs has its unit.
    assert re.search(r'<summary class="ax-b">−[0-9.,]+ [万元]</summary>', gaps)
    for definition in catalogue().definitions.values():
        if definition.is_change:
            worth, passing = Worth(None, None), Passing(1, 1, 1, 1, 1, False)
            assert harm_of(definition, D(-5), Target("ge", D(5)), {}, passing, "", worth).relative is None
