"""Typing monthly figures: done, refused, denied, raced; what stood before stays."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid
from anxin.platform.scope import reading, unit_of_work
from anxin.platform.tests.fact_rows import fact_rows
from anxin.platform.ui.lists import Window
from anxin.resources.figures import queries
from anxin.resources.figures.commands import FigureEntry, FiguresMovedOn, record_figures
from anxin.resources.figures.models import MonthlyFigure
from anxin.resources.figures.tests.factories import enter

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def store(db: None) -> Store:
    return make_store("LG")


def whole() -> Actor:
    return system_actor("test")


def year_of(store: Store, kind: str, year: int = 2026) -> list[tuple[Decimal | None, bool, bool] | None]:
    with reading(whole()):
        grid = queries.read_figure_year(whole(), store.pk, year)
    (row,) = [row for row in grid.rows if row.kind.code == kind]
    return [cell and (cell.value, cell.is_gap, cell.is_outlier) for cell in row.cells]


def test_a_value_a_gap_and_nothing_are_three_things(store: Store) -> None:
    done = enter(store, "fixed_expense", {"2026-08": 1_250_050, "2026-09": None})
    assert (done.written, done.unchanged) == (2, 0)
    assert year_of(store, "fixed_expense")[7:10] == [(1_250_050, False, False), (None, True, False), None]
    assert [(row["day"], row["amount"], row["is_gap"]) for row in fact_rows(whole(), "figures.month")] == [
        (date(2026, 8, 31), 1_250_050, False),
        (date(2026, 9, 30), None, True),
    ]


def test_a_correction_keeps_what_stood_and_the_same_again_writes_nothing(store: Store) -> None:
    enter(store, "entries", {"2026-09": 400})
    assert enter(store, "entries", {"2026-09": 400}).written == 0
    enter(store, "entries", {"2026-09": 401})
    done = record_figures(actor=whole(), store_id=store.pk, entries=[FigureEntry("entries", date(2026, 9, 1))], at=AT)
    assert done.written == 1
    assert year_of(store, "entries")[8] is None
    assert fact_rows(whole(), "figures.month") == []
    with reading(whole()):
        page = queries.list_figure_changes(whole(), store.pk, queries.ChangeFilter(("entries",)), Window())
    assert [(cell.version, cell.value) for cell in page.rows] == [(3, None), (2, 401), (1, 400)]


def test_a_month_that_stands_out_is_flagged_and_may_be_said_to_be_right(store: Store) -> None:
    enter(store, "pre_delivery", {f"2026-{month:02}": 150 + month for month in range(1, 7)})
    enter(store, "pre_delivery", {"2026-07": 401})
    assert year_of(store, "pre_delivery")[5:7] == [(156, False, False), (401, False, True)]
    right = FigureEntry("pre_delivery", date(2026, 7, 1), Decimal(401), is_outlier=False, note="集团调车")
    assert record_figures(actor=whole(), store_id=store.pk, entries=[right], at=AT).written == 1
    assert year_of(store, "pre_delivery")[6] == (401, False, False)


@pytest.mark.parametrize(
    "entry",
    [
        FigureEntry("no_such", OCTOBER, Decimal(1)),
        FigureEntry("entries", date(2026, 12, 1), Decimal(1)),
        FigureEntry("entries", date(1999, 12, 1), Decimal(1)),
        FigureEntry("entries", date(2026, 10, 2), Decimal(1)),
        FigureEntry("csi_overall", OCTOBER, Decimal(87)),
        FigureEntry("entries", OCTOBER, Decimal(-1)),
        FigureEntry("entries", OCTOBER, Decimal("1.5")),
        FigureEntry("entries", OCTOBER, Decimal("NaN")),
        FigureEntry("entries", OCTOBER, Decimal(1), is_gap=True),
        FigureEntry("entries", OCTOBER, None, is_gap=True, is_outlier=True),
        FigureEntry("entries", OCTOBER, Decimal(1), note="长" * 201),
        FigureEntry("csi_score", OCTOBER, Decimal(894)),
        FigureEntry("csi_score", OCTOBER, Decimal("81.9512")),
        FigureEntry("total_output", OCTOBER, Decimal(10**15)),
        FigureEntry("entries", OCTOBER, Decimal(10**12)),
    ],
)
def test_what_no_month_can_have_is_refused(store: Store, entry: FigureEntry) -> None:
    with pytest.raises(Invalid) as refused:
        record_figures(actor=whole(), store_id=store.pk, entries=[entry], at=AT)
    assert refused.value.rule == "M30.08"
    assert fact_rows(whole(), "figures.month") == []


def test_one_bad_figure_keeps_all_out_and_the_same_month_twice_too(store: Store) -> None:
    good, bad = FigureEntry("entries", OCTOBER, Decimal(1)), FigureEntry("entries", date(2027, 1, 1), Decimal(1))
    for entries in ([good, bad], [good, good]):
        with pytest.raises(Invalid):
            record_figures(actor=whole(), store_id=store.pk, entries=entries, at=AT)
    assert fact_rows(whole(), "figures.month") == []


def test_only_who_may_and_only_in_his_store(store: Store) -> None:
    other = make_store("NS")
    entries = [FigureEntry("entries", OCTOBER, Decimal(1))]
    for actor in (make_actor(store, "service_advisor"), make_actor(other, "service_manager")):
        with pytest.raises(Denied):
            record_figures(actor=actor, store_id=store.pk, entries=entries, at=AT)
    assert fact_rows(whole(), "figures.month") == []
    enter(other, "entries", {"2026-09": 7})
    assert fact_rows(make_actor(store, "service_manager"), "figures.month") == []


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(store: Store) -> None:
    seen = enter(store, "entries", {"2026-09": 400}).newest
    enter(store, "entries", {"2026-09": 410})
    late = [FigureEntry("entries", date(2026, 9, 1), Decimal(420))]
    with pytest.raises(FiguresMovedOn):
        record_figures(actor=whole(), store_id=store.pk, entries=late, seen=seen, at=AT)
    other_month = [FigureEntry("entries", date(2026, 8, 1), Decimal(420))]
    assert record_figures(actor=whole(), store_id=store.pk, entries=other_month, seen=seen, at=AT).written == 1
    assert year_of(store, "entries")[8] == (410, False, False)


def test_the_table_takes_no_change(store: Store) -> None:
    enter(store, "entries", {"2026-09": 400})
    rows = MonthlyFigure.plain
    acts: list[Callable[[], object]] = [lambda: rows.update(quantity=1), lambda: rows.all().delete()]
    for act in acts:
        with unit_of_work(whole(), "test", writable=True), transaction.atomic(), pytest.raises(DatabaseError):
            act()


def test_one_version_stands_once(store: Store) -> None:
    enter(store, "entries", {"2026-09": 400})
    with unit_of_work(whole(), "test", writable=True), transaction.atomic():
        row = MonthlyFigure.plain.get()
        row.pk, row._state.adding = None, True
        with pytest.raises(IntegrityError):
            row.save(force_insert=True)


def test_a_month_is_typed_beside_the_last_and_last_years(store: Store) -> None:
    enter(store, "entries", {"2025-10": 300, "2026-09": 400}, at=AT - timedelta(days=1))
    with reading(whole()):
        month = queries.read_figure_month(whole(), store.pk, OCTOBER)
    row = next(row for row in month.rows if row.kind.code == "entries")
    assert (row.cell, row.before and row.before.value, row.year_ago and row.year_ago.value) == (None, 400, 300)
    assert "csi_overall" not in {row.kind.code for row in month.rows}
