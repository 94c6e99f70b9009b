"""Makes monthly figures for the tests of this and higher modules, through the commands."""

from datetime import date, datetime
from decimal import Decimal

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.resources.figures.commands import FigureEntry, RecordedFigures, record_figures


def enter(store: Store, kind: str, values: dict[str, int | str | None], *, at: datetime = AT) -> RecordedFigures:
    """Values of a kind by month (2026-10): fen of an amount, else the number; None is a gap."""
    entries = [
        FigureEntry(kind, date.fromisoformat(f"{month}-01"), None if value is None else Decimal(value), value is None)
        for month, value in values.items()
    ]
    return record_figures(actor=system_actor("test"), store_id=store.pk, entries=entries, at=at)
