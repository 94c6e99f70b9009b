"""The history: what is written is what stands, corrections reach closed months, and a killed export leaves the old file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from anxin.management.kpi import tasks
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine import export
from anxin.management.kpi.engine.export import Exported, export_fact
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.engine.marks import NOTHING
from anxin.management.kpi.engine.working import Asked, work_out
from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.actor import Actor
from anxin.platform.facts import COMMON, Fact, Kind
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk, open_order

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
EVERY = ("2026-01", "2026-02", "2026-03")


def fact(*rows: tuple[int, str, int]) -> Fact:
    """Facts of store 1: key, day, fen."""
    values = ", ".join(f"({key}::bigint, 1::bigint, DATE '{day}', {fen}::bigint, NULL::text)" for key, day, fen in rows)
    columns: dict[str, Kind] = {**COMMON, "paid": "money", "kind": "text"}
    return Fact("test.paid", "付款", columns, f"SELECT * FROM (VALUES {values}) AS v({', '.join(columns)})")


STOOD = ((1, "2026-01-01", 100), (2, "2026-01-31", 200), (3, "2026-03-31", 300))


@pytest.fixture
def bring(tmp_path: Path) -> Callable[[Fact], Exported]:
    return lambda one: export_fact(one, tmp_path, FIRST, LAST)


def months(folder: Path) -> dict[str, list[int]]:
    return {one.stem: pq.read_table(one)["paid"].to_pylist() for one in sorted(folder.glob("test.paid/*.parquet"))}


def test_months_are_written_once_and_an_empty_one_has_no_file(bring: Callable[[Fact], Exported], tmp_path: Path) -> None:
    assert bring(fact(*STOOD)) == Exported(("2026-01", "2026-03"), ("2026-02",))
    assert months(tmp_path) == {"2026-01": [100, 200], "2026-03": [300]}
    assert bring(fact(*STOOD)) == Exported((), EVERY)


def test_a_correction_of_a_closed_month_is_written_and_nothing_else(
    bring: Callable[[Fact], Exported], tmp_path: Path
) -> None:
    bring(fact(*STOOD))
    corrected = (STOOD[0], (2, "2026-01-31", 250), *STOOD[2:])
    assert bring(fact(*corrected)).written == ("2026-01",)
    assert months(tmp_path)["2026-01"] == [100, 250]
    assert bring(fact(*STOOD[:2])).written == ("2026-01", "2026-03")
    assert set(months(tmp_path)) == {"2026-01"}


def test_a_file_that_is_gone_and_a_fact_with_more_columns_are_written_anew(
    bring: Callable[[Fact], Exported], tmp_path: Path
) -> None:
    one = fact(*STOOD)
    bring(one)
    (tmp_path / one.name / "2026-03.parquet").unlink()
    assert bring(one).written == ("2026-03",)
    wider = replace(one, columns={**one.columns, "more": "count"}, sql=f"SELECT *, 7::bigint AS more FROM ({one.sql}) AS v")
    assert bring(wider).written == ("2026-01", "2026-03")


def test_an_export_that_is_killed_leaves_the_last_good_state(
    bring: Callable[[Fact], Exported], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(fact(*STOOD))
    (tmp_path / "test.paid" / "2026-01.9999.draft").write_bytes(b"half a month")
    corrected = fact((1, "2026-01-01", 999), *STOOD[1:])
    with monkeypatch.context() as patched:
        patched.setattr(export, "AT_ONCE", 1)
        patched.setattr(export, "_settle", _killed)
        with pytest.raises(KeyboardInterrupt):
            bring(corrected)
    assert months(tmp_path) == {"2026-01": [100, 200], "2026-03": [300]}
    assert list(tmp_path.glob("test.paid/*.draft")) == []
    assert bring(corrected).written == ("2026-01",)
    assert months(tmp_path)["2026-01"] == [999, 200]


def _killed(*_paths: Path) -> None:
    raise KeyboardInterrupt


def test_the_history_of_every_fact_is_written_by_night(settings: Any, tmp_path: Path) -> None:
    settings.HISTORY_ROOT = tmp_path
    desk = make_front_desk("LG")
    order = open_order(desk)
    tasks.export_history(0)
    (written,) = (tmp_path / "repair_orders.opened").glob("*.parquet")
    assert pq.read_table(written)["number"].to_pylist() == [order.number]
    codes, month = ["appointment_rate"], span_of(Period.MONTH, AT.date())
    found = compute_figures(desk_manager(desk), codes, Level.STORE, Period.MONTH, [month])
    live = [replace(one, marks=NOTHING) for one in found]
    asked = Asked([catalogue().definitions[codes[0]]], {desk.store.pk: desk.store.pk}, Period.MONTH, [month])
    assert work_out(ParquetFiles(tmp_path), catalogue(), asked, lambda *_: True) == live


def desk_manager(desk: FrontDesk) -> Actor:
    return make_actor(desk.store, "service_manager")


@pytest.mark.parametrize("kept", [0, 1])
def test_a_month_that_was_killed_on_the_way_and_then_taken_back_is_written_again(
    bring: Callable[[Fact], Exported], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    """Killed before or after the month's file: the manifest never says of the new file what the old one was."""
    bring(fact(*STOOD))
    real, calls = export._replace, iter(range(9))

    def killed(path: Path, content: bytes) -> None:
        if next(calls) == kept:
            raise KeyboardInterrupt
        real(path, content)

    with monkeypatch.context() as patched:
        patched.setattr(export, "_replace", killed)
        with pytest.raises(KeyboardInterrupt):
            bring(fact((1, "2026-01-01", 999), *STOOD[1:]))
    bring(fact(*STOOD))
    assert months(tmp_path)["2026-01"] == [100, 200]


@pytest.mark.parametrize("left", [b"", b"{", b"[1]", b"\xff"])
def test_a_manifest_that_cannot_be_read_costs_one_whole_export(
    bring: Callable[[Fact], Exported], tmp_path: Path, left: bytes
) -> None:
    bring(fact(*STOOD))
    (tmp_path / "test.paid" / "months.json").write_bytes(left)
    assert bring(fact(*STOOD)).written == ("2026-01", "2026-03")
    assert bring(fact(*STOOD)).written == ()


def test_a_fact_that_cannot_be_written_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.HISTORY_ROOT = tmp_path
    broken, sound = replace(fact(*STOOD), name="test.broken", sql="SELECT nothing"), fact(*STOOD)
    monkeypatch.setattr(tasks, "registry", {one.name: one for one in (broken, sound)})
    monkeypatch.setattr(tasks, "keep_figures", lambda _at: None)
    with pytest.raises(tasks.HistoryFailed, match=r"test\.broken"):
        tasks.export_history(0)
    assert "2026-01" in months(tmp_path)
