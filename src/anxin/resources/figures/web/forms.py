"""One month as a form: a text, a gap and an outlier mark for each kind; what was typed stays when it is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from anxin.platform.findings import Unreadable
from anxin.resources.figures.commands import FigureEntry
from anxin.resources.figures.queries import FigureMonth, MonthRow
from anxin.resources.figures.rules.values import is_gap_word, read_value
from anxin.resources.figures.web import labels
from anxin.resources.figures.words import name_of


@dataclass(slots=True)
class MonthField:
    """A kind on the form: what it shows and what is wrong with it."""

    row: MonthRow
    text: str
    is_gap: bool
    is_outlier: bool
    note: str
    error: str = ""

    @property
    def code(self) -> str:
        """The kind's code, with which its inputs' names end."""
        return self.row.kind.code

    @property
    def label(self) -> str:
        """The kind's name with its unit."""
        unit = labels.UNITS[self.row.kind.unit]
        return f"{name_of(self.row.kind)} ({unit})" if unit else name_of(self.row.kind)

    @property
    def before(self) -> str:
        """The month before."""
        return labels.shown(self.row.kind, self.row.before)

    @property
    def year_ago(self) -> str:
        """The same month of last year."""
        return labels.shown(self.row.kind, self.row.year_ago)


def fields_of(month: FigureMonth) -> list[MonthField]:
    """The form as it stands."""
    return [
        MonthField(
            row,
            labels.typed(row.kind, row.cell),
            row.cell is not None and row.cell.is_gap,
            row.cell is not None and row.cell.is_outlier,
            row.cell.note if row.cell else "",
        )
        for row in month.rows
    ]


def fields_typed(month: FigureMonth, post: Mapping[str, str]) -> list[MonthField]:
    """The form as it was sent."""
    return [
        MonthField(
            row,
            post.get(f"value_{row.kind.code}", "").strip(),
            f"gap_{row.kind.code}" in post,
            f"outlier_{row.kind.code}" in post,
            post.get(f"note_{row.kind.code}", ""),
        )
        for row in month.rows
    ]


def entries_of(fields: Sequence[MonthField], month: date) -> list[FigureEntry]:
    """What the form says; a field that cannot be read gets its error and is left out."""
    entries = []
    for field in fields:
        kind, cell = field.row.kind, field.row.cell
        is_gap = field.is_gap or is_gap_word(field.text)
        text = "" if is_gap_word(field.text) else field.text
        if text and is_gap:
            field.error = gettext("有数值就不是缺失，请只选一样。")
            continue
        try:
            value = read_value(kind, text) if text else None
        except Unreadable as refused:
            field.error = f"{refused.finding.message_in(gettext)}{refused.finding.cure_in(gettext)}"
            continue
        # A mark that was not touched beside a new value is left to the rule.
        is_same = cell is not None and cell.value == value
        flag = field.is_outlier and value is not None if is_same or field.is_outlier else None
        entries.append(FigureEntry(kind.code, month, value, is_gap, flag, field.note))
    return entries
