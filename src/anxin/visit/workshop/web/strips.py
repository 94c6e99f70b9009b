"""The drawing of a stay: where each tile begins on a strip of a thousand, and how wide it is. No markup, no colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from anxin.visit.workshop.queries import StayTile

WIDTH = 1000
FILLS = {"work": "v", "closed": "mute", "wait": "risk", "other": "ok"}


@dataclass(frozen=True, slots=True)
class StripPart:
    """A tile on the strip; ``fill`` is the class that colours it."""

    x: str
    width: str
    fill: str
    tile: StayTile


def strip_of(tiles: Sequence[StayTile]) -> list[StripPart]:
    """Lay tiles out on a strip by their minutes."""
    total = sum(one.minutes for one in tiles)
    parts, x = [], 0.0
    for one in tiles:
        if one.minutes:
            width = WIDTH * one.minutes / total
            parts.append(StripPart(f"{x:.1f}", f"{width:.1f}", FILLS[one.kind], one))
            x += width
    return parts
