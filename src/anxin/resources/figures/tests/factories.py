"""Makes monthly figures for the tests of this and higher modules, through the commands."""

from datetime import date, datetime
from decimal import Decimal

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.resources.figures.commands import FigureEntry, RecordedFigures, check_monthly_history, record_figures


def enter(store: Store, kind: str, values: dict[str, int | str | None], *, at: datetime = AT) -> RecordedFigures:
    """Values of a kind by month (2026-10): fen of an amount, else the number; None is a gap."""
    entries = [
        FigureEntry(kind, date.fromisoformat(f"{month}-01"), None if value is None else Decimal(value), value is None)
        for month, value in values.items()
    ]
    return record_figures(actor=system_actor("test"), store_id=store.pk, entries=entries, at=at)


def make_sheet(store: Store, *, at: datetime = AT) -> int:
    """A workbook of two months that was read, and waits for a look."""
    content = "月份,进厂台次,维修总产值(万元)\n2025-01,812,49.7\n2025-02,缺,52.35\n".encode()
    given = check_monthly_history(
        actor=system_actor("test"), store_id=store.pk, file_name="2025.csv", content=content, at=at
    )
    assert given.sheet_id is not None
    return given.sheet_id
