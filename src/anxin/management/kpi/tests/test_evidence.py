"""Root causes that were planted are named, with whose they are: a clerk, a bay, a part; and where none is, none is named."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Diagnosis, Level, diagnose_figure, list_figure_rows
from anxin.management.kpi.rules.chance import Parts, excess, is_drawn_clear, loss
from anxin.management.kpi.rules.definitions import Words
from anxin.management.kpi.rules.evidence import Kind, read_evidence
from anxin.management.kpi.rules.measures import DefinitionError, read_measure
from anxin.management.kpi.rules.periods import Period, Span
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk

DAY = AT.date()
MONTH = DAY.replace(day=1)
BOOKINGS, ORDERS, PARTS = "appointments.appointment", "workshop.passed_order", "workshop.passed_part"
INSPECTED = "repair_orders.inspected"
CLERKS, BAYS, TECHNICIANS, ARTICLES = (701, 702, 703, 704), tuple(range(11, 19)), tuple(range(21, 33)), tuple(range(41, 71))


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_front_desk("LG", "service_manager")


def days(count: int, dice: random.Random) -> Iterator[date]:
    for _each in range(count):
        yield MONTH + timedelta(days=dice.randrange(DAY.day))


def bookings(desk: FrontDesk, dice: random.Random, dropping: int = 0) -> list[dict[str, object]]:
    """160 bookings of this month; whoever is called comes in time four times in seven, who is not three in ten."""
    rows: list[dict[str, object]] = []
    for day in days(160, dice):
        clerk = dice.choice(CLERKS)
        called = dice.random() < (0.15 if clerk == dropping else 0.9)
        came = dice.random() < (0.58 if called else 0.3)
        rows.append(
            {
                "store_id": desk.store.pk, "day": day, "state": "ARRIVED", "clerk_id": clerk, "is_reminded": called,
                "minutes_booked_ahead": 3000, "punctuality": "punctual" if came else "late",
            }
        )  # fmt: skip
    return rows


def orders(
    desk: FrontDesk, dice: random.Random, slow_bay: int = 0, late_part: int = 0, late_by_chance: float = 0.12
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """300 orders of this month with two parts each; a fifteenth waits for some part, an eighth is late without a cause."""
    rows: list[dict[str, object]] = []
    parts: list[dict[str, object]] = []
    for day in days(300, dice):
        bay, articles = dice.choice(BAYS), dice.sample(ARTICLES, 2)
        waits = dice.random() < (0.9 if late_part in articles else 0.06)
        late = dice.random() < (0.75 if bay == slow_bay else 0.7 if waits else late_by_chance)
        common: dict[str, object] = {
            "store_id": desk.store.pk, "day": day, "advisor_id": desk.employee_id,
            "minutes_before_promise": -60 if late else 90, "minutes_waited_parts": 200 if waits else 0,
        }  # fmt: skip
        others = {
            "bay_id": bay, "technician_id": dice.choice(TECHNICIANS), "minutes_waited_approval": dice.choice((0, 0, 0, 45)),
            "minutes_waited_bay": dice.choice((0, 0, 0, 0, 40)), "minutes_waited_turn": 0, "minutes_waited_order": 0,
            "minutes_waited_expert": 0,
        }  # fmt: skip
        rows.append({**common, **others})
        parts += [{**common, "article_id": article} for article in articles]
    return rows, parts


def plant_orders(monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, object]], parts: list[dict[str, object]]) -> None:
    """Orders with the parts on them, and the inspections by which the figure knows them."""
    plant(monkeypatch, ORDERS, rows)
    plant(monkeypatch, PARTS, parts)
    known = [{**row, "minutes_inspected_before_promise": row["minutes_before_promise"]} for row in rows]
    columns = {"store_id", "day", "advisor_id", "minutes_inspected_before_promise"}
    plant(monkeypatch, INSPECTED, [{name: row[name] for name in columns} for row in known])


def diagnosed(desk: FrontDesk, code: str) -> Diagnosis:
    return diagnose_figure(desk.actor, code, Level.STORE, desk.store.pk, Period.MONTH, DAY)


def named(found: Diagnosis, obstacle: str, column: str, member: int) -> bool:
    """Whether obstacle and member are among the first three that are named."""
    return any(
        obstacle in one.evidence.obstacles and any((each.column, each.id) == (column, member) for each in one.suspects)
        for one in found.findings[:3]
    )


SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_reminders_that_one_clerk_drops(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    plant(monkeypatch, BOOKINGS, bookings(desk, random.Random(seed), dropping=CLERKS[2]))
    found = diagnosed(desk, "appointment_punctuality")
    assert found.findings[0].evidence.code == "not_reminded"
    assert found.findings[0].suspects[0].id == CLERKS[2]
    assert named(found, "reminder_calls", "clerk_id", CLERKS[2])
    assert found.unknown == ("appointing_talk",)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_slow_bay(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    plant_orders(monkeypatch, *orders(desk, random.Random(seed), slow_bay=BAYS[3], late_by_chance=0.2))
    found = diagnosed(desk, "workshop_on_time_completion")
    assert named(found, "low_efficiency_or_errors", "bay_id", BAYS[3])


@pytest.mark.parametrize("seed", SEEDS)
def test_one_part_that_is_always_late(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    plant_orders(monkeypatch, *orders(desk, random.Random(seed), late_part=ARTICLES[7], late_by_chance=0.2))
    found = diagnosed(desk, "workshop_on_time_completion")
    assert named(found, "parts_supply", "article_id", ARTICLES[7])


def test_where_nothing_is_planted_members_are_seldom_named(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    accused = 0
    for seed in range(40):
        plant_orders(monkeypatch, *orders(desk, random.Random(100 + seed), late_by_chance=0.3))
        found = diagnosed(desk, "workshop_on_time_completion")
        # The target is missed, so that somebody could be named.
        assert found.needs
        accused += sum(len(one.suspects) for one in found.findings)
    # Fifty members are looked at each time: 8 bays, 12 technicians, 30 parts.
    assert accused / (40 * 50) < 0.01


def test_a_rate_is_held_against_the_year_before(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = [(MONTH - timedelta(days=20 * step), "ARRIVED") for step in range(1, 16) for _each in range(10)]
    now = [(MONTH, "ARRIVED")] * 20 + [(MONTH, "NO_SHOW")] * 20
    rows = [{"store_id": desk.store.pk, "day": day, "state": state} for day, state in [*usual, *now]]
    plant(monkeypatch, BOOKINGS, rows)
    entries = [{"store_id": desk.store.pk, "day": day} for day in (usual[-1][0], *[MONTH] * 40)]
    plant(monkeypatch, "repair_orders.opened", entries)
    found = diagnosed(desk, "appointment_rate")
    (one,) = found.findings
    assert (one.evidence.code, one.effect, one.worse) == ("bookings_lost", None, Decimal("0.5"))
    assert (one.part, one.rest) == (Parts(Decimal(20), Decimal(40)), Parts(Decimal(150), Decimal(150)))
    assert found.unknown == ("appointment_process",)
    assert (found.quiet, found.steady) == (("appointment_staff",), ())
    assert [(one.now, one.needed) for one in found.needs] == [(0, 12)]


def test_how_much_the_figure_loses_is_only_said_where_the_ratio_is_the_figures(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "store_id": desk.store.pk, "day": MONTH, "is_additional": True, "minutes_to_proposal": 60 if late else 5,
            "decision": "DECLINED" if late else "APPROVED",
        }
        for late in (True, False) for _each in range(40)
    ]  # fmt: skip
    plant(monkeypatch, "repair_orders.proposed_item", rows)
    plant(monkeypatch, "repair_orders.opened", [{"store_id": desk.store.pk, "day": MONTH}] * 40)
    (one,) = diagnosed(desk, "additional_item_rate").findings
    assert (one.evidence.code, one.effect, one.worse) == ("findings_priced_late", None, 1)
    known = catalogue()
    other = [
        (definition.code, one.code)
        for definition in known.definitions.values()
        for one in known.evidence_for(definition)
        if one.kind in (Kind.EXPOSED, Kind.MEMBERS) and not one.is_of(definition.formula)
    ]
    assert sorted(other) == [
        ("additional_item_rate", "findings_priced_late"),
        ("average_ticket", "few_additions_by_advisor"),
        ("first_time_fix", "came_back_by_technician"),
        ("hours_per_order", "few_additions_by_advisor"),
        ("missed_maintenance_rate", "steps_skipped_by_advisor"),
        ("missing_ratings", "rated_by_advisor"),
        ("order_closure_rate", "steps_skipped_by_advisor"),
        ("parts_sales_per_order", "few_additions_by_advisor"),
        ("repair_ticket", "few_additions_by_advisor"),
    ]


def test_the_rows_behind_evidence_are_those_that_are_exposed(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, BOOKINGS, bookings(desk, random.Random(1), dropping=CLERKS[0]))
    found = diagnosed(desk, "appointment_punctuality").findings[0]
    span = Span(MONTH, DAY)
    rows = list_figure_rows(desk.actor, found.rows, Level.STORE, desk.store.pk, span, most=200).rows
    assert len(rows) == found.part.bottom
    assert not any(row["is_reminded"] for row in rows)
    for odd in ("due_bookings.no_such", "no_such.not_reminded", "due_bookings."):
        with pytest.raises(NotFound):
            list_figure_rows(desk.actor, odd, Level.STORE, desk.store.pk, span)


def test_every_unit_that_is_not_seen_is_not_found(desk: FrontDesk) -> None:
    other = make_front_desk("NS", "service_manager")
    with pytest.raises(NotFound):
        diagnose_figure(desk.actor, "appointment_rate", Level.STORE, other.store.pk, Period.MONTH, DAY)
    with pytest.raises(NotFound):
        diagnose_figure(desk.actor, "no_such", Level.STORE, desk.store.pk, Period.MONTH, DAY)


def test_every_figure_can_be_diagnosed_without_records(desk: FrontDesk) -> None:
    codes = {code for code, one in catalogue().definitions.items() if catalogue().evidence_for(one)}
    assert len(codes) >= 15
    for code in codes:
        assert diagnosed(desk, code).findings == ()


def test_what_a_part_takes_from_the_whole() -> None:
    whole, part = Parts(Decimal(60), Decimal(100)), Parts(Decimal(10), Decimal(40))
    assert loss(part, whole, is_good_high=True) == (Decimal(50) / 60 - Decimal("0.25")) * Decimal("0.4")
    assert loss(part, whole, is_good_high=False) == -loss(part, whole, is_good_high=True)
    assert is_drawn_clear(part, whole)
    assert not is_drawn_clear(Parts(Decimal(2), Decimal(2)), Parts(Decimal(62), Decimal(102)))
    assert loss(whole, whole, is_good_high=True) == 0
    assert excess(Parts(Decimal(9), Decimal(10)), Parts(Decimal(19), Decimal(110))) == 8


@pytest.mark.parametrize(
    "written", [{"formula": "a / b"}, {"zh": "甲", "en": "A", "formula": "a"}, {"odd": 1}, {"direction": "range"}]
)
def test_evidence_without_names_or_subject_is_refused(written: dict[str, object]) -> None:
    with pytest.raises(DefinitionError):
        read_evidence("one", {"zh": "甲", "en": "A", "formula": "a / b"} | written if "odd" in written else written)


def test_exposed_rows_keep_the_measures_own_conditions() -> None:
    written = {"zh": "甲", "en": "A", "figures": ["x"], "formula": "a / b", "exposed": {"minutes": {"ge": 30}, "kind": "b"}}
    one = read_evidence("long", written)
    measure = read_measure("a", {"zh": "甲", "en": "A", "fact": "x.y", "count": True, "where": {"minutes": {"lt": 90}}})
    assert one.exposed_measure(measure).where == {"minutes": {"lt": 90, "ge": 30}, "kind": "b"}
    assert (one.exposed_measure(measure).name, one.name) == ("a.long", Words("甲", "A"))
