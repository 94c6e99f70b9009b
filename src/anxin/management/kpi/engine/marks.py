"""What is to be said of a number beside the number itself."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be said of a number: months that were stated, odd ones, gaps, and since when records are kept.

    ``is_cut``: a month is stated whole, and only some of its days were asked for. ``is_partial``: what is known begins
    inside the period, on ``began``, or leaves out the days of a month before it. ``lacking`` are the stores of a unit of
    which not the whole period is known, though they were open. ``absent`` are those of the gaps that were stated as such.
    ``whole_from`` is the day from which on all will be known that now lies before the records: a window of months, or the
    period before.
    """

    stated: tuple[date, ...] = ()
    outliers: tuple[date, ...] = ()
    gaps: tuple[date, ...] = ()
    is_cut: bool = False
    began: date | None = None
    is_partial: bool = False
    lacking: tuple[int, ...] = ()
    absent: tuple[date, ...] = ()
    whole_from: date | None = None

    def joined(self, other: "Marks") -> "Marks":
        """Both, each month once."""
        if other is NOTHING or self is NOTHING:
            return self if other is NOTHING else other
        days = [one for one in (self.began, other.began) if one is not None]
        ends = [one for one in (self.whole_from, other.whole_from) if one is not None]
        return Marks(
            stated=tuple(sorted({*self.stated, *other.stated})),
            outliers=tuple(sorted({*self.outliers, *other.outliers})),
            gaps=tuple(sorted({*self.gaps, *other.gaps})),
            is_cut=self.is_cut or other.is_cut,
            began=min(days, default=None),
            is_partial=self.is_partial or other.is_partial,
            lacking=tuple(sorted({*self.lacking, *other.lacking})),
            absent=tuple(sorted({*self.absent, *other.absent} - self.owed - other.owed)),
            whole_from=max(ends, default=None),
        )

    @property
    def is_part(self) -> bool:
        """Whether a number is only of some of the days, or of some of the stores, of which it would be."""
        return self.is_partial or bool(self.lacking)

    @property
    def is_whole(self) -> bool:
        """Whether all of the period is known, of all stores: the one answer to that, whoever asks (ADR 0020)."""
        return not (self.is_part or self.gaps or self.is_cut)

    def is_comparable(self, other: "Marks") -> bool:
        """Whether two periods may be set against each other: both known in all of their days, of the same stores."""
        return not (self.is_partial or other.is_partial) and self.lacking == other.lacking

    @property
    def owed(self) -> frozenset[date]:
        """The gaps of which nobody said anything."""
        return frozenset(self.gaps) - frozenset(self.absent)

    @property
    def is_of_months(self) -> bool:
        """Whether anybody stated a month of it, or owes one."""
        return bool(self.stated or self.gaps or self.is_cut)


NOTHING = Marks()
