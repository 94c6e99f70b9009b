"""Monthly figures typed in: one month or a whole grid of a store, each as a new version of what was said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.resources.figures import parameters, permissions
from anxin.resources.figures.current import FigureCell, current_cells, outlier_limits
from anxin.resources.figures.kinds import FigureKind, all_kinds
from anxin.resources.figures.models import FigureSheet, MonthlyFigure
from anxin.resources.figures.rules.outliers import find_outliers
from anxin.resources.figures.rules.values import FINEST, MOST, over_scale
from anxin.resources.figures.words import name_of

LONGEST_NOTE = 200
MOST_ENTRIES = 10_000
ONE = Decimal(1)


class FiguresMovedOn(Conflict):
    """Somebody else wrote one of these figures since they were read."""

    code = "figures_moved_on"
    default_message = gettext_lazy("这些月份里有数据被别人先改了，请刷新后核对再填。")


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """What is said of a kind in a month: a value (fen of an amount), a gap, or, with neither, nothing any more.

    ``is_outlier`` None leaves it to the rule.
    """

    kind: str
    month: date
    value: Decimal | None = None
    is_gap: bool = False
    is_outlier: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordedFigures:
    """How many figures were written, how many stood already; ``newest`` is the newest figure of the store now."""

    store_id: int
    written: int
    unchanged: int
    newest: int


@command(permissions.ENTER, rule="M30.08")
def record_figures(
    *, actor: Actor, store_id: int, entries: Sequence[FigureEntry], seen: int | None = None, at: datetime
) -> RecordedFigures:
    """Write what was typed of a store's months; what stands already is left alone (M30.08, M22.08).

    ``seen`` is the newest figure that the person had read: what was written later by others is not overwritten.

    :raises Denied: a store where the actor may not enter figures
    :raises Invalid: an unknown kind, a month to come or too early, a value that its kind cannot have
    :raises FiguresMovedOn: one of them was changed since ``seen``
    """
    actor.require(permissions.ENTER, store_id)
    return write_entries(actor, store_id, entries, seen=seen, at=at)


def write_entries(
    actor: Actor,
    store_id: int,
    entries: Sequence[FigureEntry],
    *,
    seen: int | None,
    at: datetime,
    sheet: FigureSheet | None = None,
) -> RecordedFigures:
    """The versions that entries make, in the store's turn; inside a command."""
    sound = [checked_entry(entry, store_id, at) for entry in entries]
    places = [(entry.kind, entry.month) for entry in sound]
    if len(set(places)) < len(places) or len(places) > MOST_ENTRIES:
        raise Invalid(_("同一项目的同一个月只能填一次，请去掉重复的。"))
    take_turn(f"figures:{store_id}")
    now = current_cells(actor, permissions.ENTER, store_id, kinds={entry.kind for entry in sound})
    changes = [entry for entry in sound if is_news(entry, now.get((entry.kind, entry.month)))]
    if seen is not None and any(
        (cell := now.get((entry.kind, entry.month))) is not None and cell.id > seen for entry in changes
    ):
        raise FiguresMovedOn
    flagged = outliers_of(changes, now, store_id, at)
    rows = [
        _row(entry, now.get((entry.kind, entry.month)), flagged, store_id=store_id, actor=actor, at=at, sheet=sheet)
        for entry in changes
    ]
    made = MonthlyFigure.objects.bulk_create(rows)
    months = sorted({entry.month for entry in changes})
    if rows:
        audit.note(
            None, store_id, figures=len(rows), kinds=sorted({entry.kind for entry in changes}),
            first=months[0].isoformat(), last=months[-1].isoformat(),
        )  # fmt: skip
    newest = max([row.pk for row in made], default=max((cell.id for cell in now.values()), default=0))
    return RecordedFigures(store_id, len(rows), len(sound) - len(rows), newest)


def checked_entry(entry: FigureEntry, store_id: int, at: datetime) -> FigureEntry:
    """The entry with clean words.

    :raises Invalid: what no kind or month can have
    """
    kind = all_kinds().get(entry.kind)
    if kind is None:
        raise Invalid(_("没有这个项目，请从列表里选。"), field="kind")
    require_month(kind, entry.month, store_id, at)
    if entry.value is not None:
        _require_value(kind, entry)
    if entry.is_outlier and entry.value is None:
        raise Invalid(_("没有数值的月份不能标异常，请先填数值。"), field=kind.code)
    note = clean_text(entry.note)
    if len(note) > LONGEST_NOTE:
        raise Invalid(_("说明最多 %(most)d 个字，请缩短。") % {"most": LONGEST_NOTE}, field=kind.code)
    return replace(entry, note=note)


def require_month(kind: FigureKind, month: date, store_id: int, at: datetime) -> None:
    """Refuse a month that no figure of this kind can have.

    :raises Invalid: says which
    """
    said = {"month": f"{month:%Y-%m}"}
    today = store_info(store_id).clock.day(at)
    if month.day != 1 or month.year < int(value(parameters.EARLIEST_YEAR, store_id, at)):
        raise Invalid(_("%(month)s 不是能填的月份，请核对年份。") % said, field="month")
    if month > today:
        raise Invalid(_("%(month)s 还没有到，请等到那个月再填。") % said, field="month")
    if not kind.stands_in(month.month):
        raise Invalid(_("“%(kind)s”每季度一个值，请填在季度的最后一个月。") % {"kind": name_of(kind)}, field="month")


def _require_value(kind: FigureKind, entry: FigureEntry) -> None:
    number = entry.value
    assert number is not None
    said = {"kind": name_of(kind)}
    if entry.is_gap:
        raise Invalid(_("“%(kind)s”有数值就不是缺失，请只选一样。") % said, field=kind.code)
    if not number.is_finite():
        raise Invalid(_("“%(kind)s”要填一个数，请核对。") % said, field=kind.code)
    if number < 0 and not kind.may_be_negative:
        raise Invalid(_("“%(kind)s”不能小于零，请核对。") % said, field=kind.code)
    if kind.most is not None and number > kind.most:
        over = over_scale(kind, number).finding
        raise Invalid(f"{over.message_in(_)}{over.cure_in(_)}", field=kind.code)
    if abs(number) >= MOST:
        raise Invalid(_("“%(kind)s”太大了，请核对是否多写了几位。") % said, field=kind.code)
    if number != number.quantize(ONE if kind.unit in ("yuan", "count") else FINEST):
        raise Invalid(_("“%(kind)s”的小数太多：金额到分，个数填整数，分数最多三位，请四舍五入。") % said, field=kind.code)


def is_news(entry: FigureEntry, cell: FigureCell | None) -> bool:
    """Whether an entry says something else than what holds; a flag or note that is not given is no news."""
    if cell is None:
        return entry.value is not None or entry.is_gap
    if (entry.value, entry.is_gap) != (cell.value, cell.is_gap):
        return True
    flag = entry.is_outlier is not None and entry.is_outlier != cell.is_outlier
    return flag or bool(entry.note and entry.note != cell.note)


def outliers_of(
    changes: Sequence[FigureEntry], now: Mapping[tuple[str, date], FigureCell], store_id: int, at: datetime
) -> frozenset[tuple[str, date]]:
    """Of the entries that leave it to the rule, those that stand out among all months of their kind."""
    limits, found = outlier_limits(store_id, at), set()
    for kind in {entry.kind for entry in changes}:
        series = {month: cell.value for (code, month), cell in now.items() if code == kind and cell.value is not None}
        for entry in changes:
            if entry.kind == kind:
                series.pop(entry.month, None)
                if entry.value is not None:
                    series[entry.month] = entry.value
        found |= {(kind, month) for month in find_outliers(series, limits)}
    return frozenset(found)


def _row(
    entry: FigureEntry,
    before: FigureCell | None,
    flagged: frozenset[tuple[str, date]],
    *,
    store_id: int,
    actor: Actor,
    at: datetime,
    sheet: FigureSheet | None,
) -> MonthlyFigure:
    is_money = all_kinds()[entry.kind].is_money
    is_same = before is not None and entry.value == before.value
    ruled = before.is_outlier if before and is_same else (entry.kind, entry.month) in flagged
    return MonthlyFigure(
        store_id=store_id,
        kind=entry.kind,
        month=entry.month,
        version=before.version + 1 if before else 1,
        amount=int(entry.value) if is_money and entry.value is not None else None,
        quantity=None if is_money else entry.value,
        is_gap=entry.is_gap,
        is_outlier=entry.value is not None and (ruled if entry.is_outlier is None else entry.is_outlier),
        note=entry.note,
        source=MonthlyFigure.Source.IMPORTED if sheet else MonthlyFigure.Source.TYPED,
        sheet=sheet,
        entered_by=actor.key,
        entered_at=at,
    )
