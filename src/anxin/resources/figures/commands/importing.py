"""A store's workbook: read and kept for a look, then taken in one transaction, or dropped."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.workbook import CellProblem, Limits, UnreadableFile, open_source
from anxin.resources.figures import parameters, permissions
from anxin.resources.figures.commands.recording import FigureEntry, FiguresMovedOn, RecordedFigures, write_entries
from anxin.resources.figures.current import newest_figure
from anxin.resources.figures.lifecycle import FIGURE_SHEET
from anxin.resources.figures.models import FigureSheet
from anxin.resources.figures.rules.labels import Heads
from anxin.resources.figures.rules.reading import ReadCell, figure_heads, read_figures
from anxin.resources.figures.rules.tables import LabelledCell, read_tables

SHEET = "figures.figuresheet"
MEGABYTE = 1024 * 1024
LIMITS = Limits(max_rows=5_000, max_columns=200, max_cells=200_000)
LONGEST_NAME = 120
KEPT_PROBLEMS = 200


class WorkbookMovedOn(FiguresMovedOn):
    """Figures of the workbook's months were changed since it was read."""

    default_message = gettext_lazy("检查以后，这些月份里有数据被人改了，请重新上传再检查。")


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """What the check of a workbook came to: with an error there is no sheet to take."""

    sheet_id: int | None
    cells: int
    problems: tuple[CellProblem, ...]


@command(permissions.ENTER, rule="M30.08")
def check_monthly_history(*, actor: Actor, store_id: int, file_name: str, content: bytes, at: datetime) -> CheckedWorkbook:
    """Read a workbook (XLSX or CSV) of a store's months and keep what it states; no figure is written yet (M30.08).

    :raises Denied: a store where the actor may not enter figures
    :raises Invalid: empty, too large, or no workbook
    """
    actor.require(permissions.ENTER, store_id)
    earliest = date(int(value(parameters.EARLIEST_YEAR, store_id, at)), 1, 1)
    latest = store_info(store_id).clock.day(at).replace(day=1)
    heads = figure_heads()
    tables = read_months_workbook(store_id=store_id, file_name=file_name, content=content, heads=heads, at=at)
    found = read_figures(*tables, earliest=earliest, latest=latest)
    problems = tuple(found.problems[:KEPT_PROBLEMS])
    if found.has_errors:
        return CheckedWorkbook(None, len(found.cells), problems)
    sheet = FigureSheet.objects.create(
        store_id=store_id,
        file_name=clean_text(file_name)[-LONGEST_NAME:] or "?",
        cells=[_stored(cell) for cell in found.cells.values()],
        seen=newest_figure(actor, permissions.ENTER, store_id),
        uploaded_by=actor.key,
        uploaded_at=at,
    )
    audit.note(DocumentRef(SHEET, sheet.pk), store_id, cells=len(found.cells))
    return CheckedWorkbook(sheet.pk, len(found.cells), problems)


@command(permissions.ENTER, rule="M30.08")
def import_monthly_history(*, actor: Actor, sheet_id: int, at: datetime) -> RecordedFigures:
    """Take what a checked workbook states, all or nothing; what stands already is left alone (M30.08, M22.08).

    :raises NotFound: unknown, or of a store where the actor may not enter figures
    :raises IllegalTransition: taken or dropped already
    :raises WorkbookMovedOn: one of its figures was changed since the check
    :raises Invalid: a month or value that its kind cannot have any more
    """
    sheet: FigureSheet = FigureSheet.objects.visible_to(actor, permissions.ENTER).locked().one(pk=sheet_id)
    sheet.state = FIGURE_SHEET.after("take", sheet.state)
    try:
        done = write_entries(actor, sheet.store_id, entries_of(sheet.cells), seen=sheet.seen, at=at, sheet=sheet)
    except FiguresMovedOn:
        raise WorkbookMovedOn from None
    sheet.settled_at = at
    sheet.save(update_fields=["state", "settled_at"])
    audit.note(DocumentRef(SHEET, sheet.pk), sheet.store_id, written=done.written, unchanged=done.unchanged)
    return done


@command(permissions.ENTER, rule="M30.08")
def drop_monthly_history(*, actor: Actor, sheet_id: int, at: datetime) -> int:
    """Leave a checked workbook; nothing of it is written. The store.

    :raises NotFound: unknown, or of a store where the actor may not enter figures
    :raises IllegalTransition: taken or dropped already
    """
    sheet: FigureSheet = FigureSheet.objects.visible_to(actor, permissions.ENTER).locked().one(pk=sheet_id)
    sheet.state, sheet.settled_at = FIGURE_SHEET.after("drop", sheet.state), at
    sheet.save(update_fields=["state", "settled_at"])
    audit.note(DocumentRef(SHEET, sheet.pk), sheet.store_id, dropped=True)
    return int(sheet.store_id)


def read_months_workbook(
    *, store_id: int, file_name: str, content: bytes, heads: Heads, at: datetime
) -> tuple[list[LabelledCell], list[CellProblem]]:
    """Each cell of a workbook of months with what its place says of it, whatever the heads name.

    :raises Invalid: empty, larger than the store's limit, or no workbook
    """
    largest = largest_workbook(store_id, at)
    if not content:
        raise Invalid(gettext("请选择一个有内容的文件。"), field="file")
    if len(content) > largest:
        raise Invalid(gettext("文件超过 %(most)d MB，请拆成几个文件。") % {"most": largest // MEGABYTE}, field="file")
    try:
        return read_tables(open_source(content, file_name=file_name, limits=LIMITS).tables, heads)
    except UnreadableFile as unreadable:
        finding = unreadable.finding
        raise Invalid(f"{finding.message_in(gettext)}{finding.cure_in(gettext)}", field="file") from None


def largest_workbook(store_id: int, at: datetime) -> int:
    """How many bytes a workbook may have in a store; skins read no more than that."""
    return int(value(parameters.LARGEST_FILE, store_id, at)) * MEGABYTE


def entries_of(cells: list[list[Any]]) -> list[FigureEntry]:
    """What a kept workbook states, as entries."""
    return [
        FigureEntry(kind, date.fromisoformat(month), None if number is None else Decimal(number), number is None)
        for kind, month, number, _place in cells
    ]


def _stored(cell: ReadCell) -> list[Any]:
    return [cell.kind, cell.month.isoformat(), None if cell.value is None else str(cell.value), cell.place]
