"""Numbers for the small drawings that the server makes: sparklines and bars. No markup, no colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 104.0
HEIGHT = 30.0
MARGIN = 3.0


@dataclass(frozen=True)
class Spark:
    """A sparkline in its 104 × 30 box: polyline points, the place of the last value, height of the target line."""

    points: str = ""
    last_x: str = ""
    last_y: str = ""
    level: str = ""


def draw_spark(values: Sequence[float | None], target: Any = None, low: Any = None, high: Any = None) -> Spark:
    """Lay out a sparkline; gaps (None) are bridged. Give the same low and high to all sparklines of one column."""
    numbers = [(index, float(value)) for index, value in enumerate(values or ()) if value is not None]
    if not numbers:
        return Spark()
    wanted = None if target is None or target == "" else float(target)
    seen = [value for _index, value in numbers] + ([wanted] if wanted is not None else [])
    bottom = min(seen) if low in (None, "") else float(low)
    top = max(seen) if high in (None, "") else float(high)
    if top <= bottom:
        bottom, top = bottom - 1, top + 1

    def height(value: float) -> str:
        share = min(1.0, max(0.0, (value - bottom) / (top - bottom)))
        return f"{HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN):.1f}"

    step = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)
    places = [(f"{MARGIN + index * step:.1f}", height(value)) for index, value in numbers]
    points = " ".join(f"{across},{down}" for across, down in places)
    return Spark(points, *places[-1], level="" if wanted is None else height(wanted))


def share_text(value: Any) -> str:
    """0 to 100 with at most one decimal."""
    number = min(100.0, max(0.0, float(value or 0)))
    return f"{number:.1f}".rstrip("0").rstrip(".")
