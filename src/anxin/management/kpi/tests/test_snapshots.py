"""Figures that are kept by month: equal to the live ones, restated by corrections and versions, never half a month."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as config
from django.db import connection, transaction

from anxin.management.kpi import catalogue as catalogues
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import keep_month, snapshots
from anxin.management.kpi.engine.stand import Stand
from anxin.management.kpi.models import FigureSnapshot
from anxin.management.kpi.queries import Level, compute_figures, list_snapshots
from anxin.management.kpi.rules.basis import months_behind
from anxin.management.kpi.rules.formula import Term, read_formula
from anxin.management.kpi.rules.periods import Period, Span, months_later, span_of
from anxin.management.kpi.tasks import export_history, keep_figures
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.facts import registry
from anxin.platform.scope import reading
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

MONTH = span_of(Period.MONTH, AT.date())
LATER = AT + timedelta(days=40)


@pytest.fixture
def desks(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[FrontDesk, FrontDesk]:
    settings.HISTORY_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: LATER)
    one, other = make_front_desk("LG", "service_manager"), make_front_desk("NS", "service_manager")
    open_order(one, is_appointment=True)
    open_order(one)
    open_order(other)
    return one, other


def kept() -> list[dict[str, Any]]:
    with reading(system_actor("test")):
        return list(FigureSnapshot.objects.across_stores(reason="test").order_by("pk").values())


def book_all(desk: FrontDesk) -> None:
    """A correction: every order of the store came by appointment."""
    with reading(system_actor("test")):
        orders = RepairOrder.objects.across_stores(reason="test").filter(store_id=desk.store.pk, is_appointment=False)
        assert orders.update(is_appointment=True)


def rate(desk: FrontDesk) -> list[tuple[date, Decimal | None]]:
    found = list_snapshots(desk.actor, ["appointment_rate"], MONTH.first, LATER.date())
    return [(one.span.first, one.value) for one in found]


def test_a_closed_month_says_what_the_live_tables_say(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, _other = desks
    export_history(0)
    codes = [code for code, each in catalogue().definitions.items() if not catalogue().needs(each)]
    live = compute_figures(one.actor, codes, Level.STORE, Period.MONTH, [MONTH])
    found = {each.code: each for each in list_snapshots(one.actor, codes, MONTH.first, MONTH.first)}
    assert {each.code for each in live} == set(found)
    for each in live:
        assert found[each.code].parts == each.parts, each.code
        value = None if each.value is None else each.value.quantize(snapshots.EXACTNESS)
        assert found[each.code].value == value, each.code


def test_the_running_month_is_kept_up_to_yesterday(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, _other = desks
    open_order(one, at=LATER)
    export_history(0)
    (now,) = list_snapshots(one.actor, ["vehicle_entries"], LATER.date(), LATER.date())
    assert (now.span.last, now.value) == (LATER.date() - timedelta(days=1), 0)


def test_nobody_sees_what_was_kept_of_another_store(desks: tuple[FrontDesk, FrontDesk]) -> None:
    one, other = desks
    export_history(0)
    assert {each.store_id for each in list_snapshots(one.actor, ["appointment_rate"], MONTH.first, MONTH.first)} == {
        one.store.pk
    }
    with pytest.raises(NotFound):
        list_snapshots(one.actor, ["appointment_rate"], MONTH.first, MONTH.first, store_ids=[other.store.pk])
    for wrong in (["no_such"], ["appointment_rate"]):
        with pytest.raises(NotFound):
            list_snapshots(one.actor, wrong, MONTH.first, months_later(MONTH.first, 61))


def test_a_run_again_changes_nothing(desks: tuple[FrontDesk, FrontDesk]) -> None:
    export_history(0)
    before = kept()
    keep_figures(LATER)
    assert kept() == before
    assert keep_month(
        actor=system_actor("kpi"), span=MONTH, folder=Path(config.HISTORY_ROOT), at=LATER
    ) == snapshots.KeptMonth((), 0)  # fmt: skip


def test_a_correction_of_a_closed_month_is_kept_and_nothing_else_is_computed(
    desks: tuple[FrontDesk, FrontDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _other = desks
    export_history(0)
    before = {(row["store_id"], row["code"], row["month"]): row["value"] for row in kept()}
    computed: list[str] = []
    work_out = snapshots.work_out
    monkeypatch.setattr(
        snapshots, "work_out", lambda *given: computed.extend(d.code for d in given[2].definitions) or work_out(*given)
    )
    was = Stand(Path(config.HISTORY_ROOT))
    book_all(one)
    export_history(0)
    after = {(row["store_id"], row["code"], row["month"]): row["value"] for row in kept()}
    assert rate(one)[0] == (MONTH.first, 1)
    assert {key[0] for key in after if after[key] != before[key]} == {one.store.pk}
    assert "appointment_rate" in computed
    now = Stand(Path(config.HISTORY_ROOT))
    changed = {
        fact for fact in registry if now.digest(fact, f"{MONTH.first:%Y-%m}") != was.digest(fact, f"{MONTH.first:%Y-%m}")
    }
    assert 0 < len(changed) < len(registry)
    assert all(facts_of(code) & changed for code in computed)


def facts_of(code: str) -> set[str]:
    return {fact for fact, _month in months_behind(catalogue().definitions[code], catalogue().measures, MONTH)}


@pytest.fixture
def restated() -> Iterator[None]:
    """A second version of the rate of appointments: those that did not come by one."""
    was = catalogue()
    one = was.definitions["appointment_rate"]
    newer = replace(one, version=one.version + 1, formula=read_formula("1 - appointed_entries / entries"))
    known = replace(was, definitions={**was.definitions, one.code: newer})
    with pytest.MonkeyPatch.context() as patched:
        for place in ("commands.snapshots", "queries.snapshots", "queries.figures"):
            patched.setattr(f"anxin.management.kpi.{place}.catalogue", lambda: known)
        yield
    assert catalogues.catalogue() is was


def test_a_new_version_is_computed_for_all_months_and_the_old_one_stays(
    desks: tuple[FrontDesk, FrontDesk], request: pytest.FixtureRequest
) -> None:
    one, _other = desks
    export_history(0)
    before = kept()
    request.getfixturevalue("restated")
    keep_figures(LATER)
    after = kept()
    assert after[: len(before)] == before
    assert {row["code"] for row in after[len(before) :]} == {"appointment_rate"}
    assert {row["month"] for row in after[len(before) :]} == {row["month"] for row in before}
    assert rate(one)[0] == (MONTH.first, Decimal("0.5"))


def test_a_run_that_is_killed_leaves_the_last_good_state_and_the_next_makes_up_for_it(
    desks: tuple[FrontDesk, FrontDesk], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _other = desks
    export_history(0)
    before = kept()
    book_all(one)
    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "KEEP", snapshots.KEEP + " RETURNING 1 / (extract(day FROM month)::int - 1)")
        with pytest.raises(Exception, match="division by zero"), transaction.atomic():
            export_history(0)
    assert kept() == before
    export_history(0)
    assert rate(one)[0] == (MONTH.first, 1)


def test_what_looks_back_rests_on_the_months_that_it_looks_at() -> None:
    definition = catalogue().definitions["appointment_rate"]
    grown = replace(definition, formula=read_formula("entries / last_year.entries - last_period.entries"))
    assert sorted(months_behind(grown, catalogue().measures, Span(date(2026, 3, 1), date(2026, 3, 31)))) == [
        ("figures.month", "2025-03"),
        ("figures.month", "2026-02"),
        ("figures.month", "2026-03"),
        ("repair_orders.opened", "2025-03"),
        ("repair_orders.opened", "2026-02"),
        ("repair_orders.opened", "2026-03"),
    ]
    base = next(one for one in catalogue().measures.values() if one.months == 12)
    looking = replace(definition, formula=read_formula(base.name))
    months = {month for _fact, month in months_behind(looking, catalogue().measures, MONTH)}
    assert len(months) == 12
    assert max(months) == f"{MONTH.first:%Y-%m}"


def test_parts_are_written_and_read_alike() -> None:
    from anxin.management.kpi.queries.snapshots import read_parts

    parts = {Term("entries"): Decimal(3), Term("entries", "last_year"): None, Term("hours"): Decimal("0.500")}
    assert read_parts(snapshots.written_parts(parts)) == parts


@pytest.mark.django_db
def test_row_security_holds_for_what_was_kept() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'kpi_figuresnapshot'")
        assert cursor.fetchone() == (True,)
