"""What holds now of a store's monthly figures: of each kind and month the newest version. Shared by commands and queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max

from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.resources.figures import parameters
from anxin.resources.figures.models import MonthlyFigure
from anxin.resources.figures.rules.outliers import OutlierLimits


@dataclass(frozen=True, slots=True)
class FigureCell:
    """What holds of a kind in a month. ``value`` is fen of an amount, else the number; None is a gap, or nothing said."""

    id: int
    kind: str
    month: date
    version: int
    value: Decimal | None
    is_gap: bool
    is_outlier: bool
    note: str
    source: str
    entered_by: str
    entered_at: datetime
    file_name: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether what was said was taken back."""
        return self.value is None and not self.is_gap


def cell_of(row: MonthlyFigure, file_name: str = "") -> FigureCell:
    """A row as queries return it."""
    amount = None if row.amount is None else Decimal(row.amount)
    return FigureCell(
        row.pk, row.kind, row.month, row.version, row.quantity if amount is None else amount, row.is_gap, row.is_outlier,
        row.note, row.source, row.entered_by, row.entered_at, file_name,
    )  # fmt: skip


def current_cells(
    actor: Actor,
    permission: str,
    store_id: int,
    *,
    kinds: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
) -> dict[tuple[str, date], FigureCell]:
    """By kind and month; without ``kinds`` of all. Must run in a unit of work."""
    rows: Any = MonthlyFigure.objects.visible_to(actor, permission).filter(store_id=store_id)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if first is not None:
        rows = rows.filter(month__gte=first)
    if last is not None:
        rows = rows.filter(month__lte=last)
    rows = rows.order_by("kind", "month", "-version").distinct("kind", "month")
    return {(row.kind, row.month): cell_of(row) for row in rows}


def outlier_limits(store_id: int, at: datetime | date) -> OutlierLimits:
    """What stands out, by the store's parameters."""
    return OutlierLimits(
        Decimal(value(parameters.OUTLIER_FACTOR, store_id, at)), int(value(parameters.OUTLIER_MONTHS, store_id, at))
    )


def newest_figure(actor: Actor, permission: str, store_id: int) -> int:
    """The newest figure of a store, 0 without one."""
    rows = MonthlyFigure.objects.visible_to(actor, permission).filter(store_id=store_id)
    return int(rows.aggregate(newest=Max("pk"))["newest"] or 0)
