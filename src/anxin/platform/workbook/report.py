"""What goes back to the person: the list of problems, and a file of only the rows that stayed out."""

from collections.abc import Collection, Iterable, Sequence

from anxin.platform.findings import Severity, Translate, untranslated
from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook.checking import check
from anxin.platform.workbook.declaration import Sheet
from anxin.platform.workbook.heads import PROBLEM_HEAD
from anxin.platform.workbook.problems import CellProblem
from anxin.platform.workbook.source import Source
from anxin.platform.workbook.writing import Formats, new_workbook, write_cell, write_text

_HEADS = (
    (_("工作表"), 16),
    (_("行"), 8),
    (_("列"), 16),
    (_("内容"), 28),
    (_("级别"), 8),
    (_("问题"), 48),
    (_("处理办法"), 48),
)
_SEVERITIES = {Severity.ERROR: _("错误"), Severity.WARNING: _("提示")}
_TITLE = _("问题清单")
_SEE_REPORT = _("见问题清单。")


def write_report(problems: Iterable[CellProblem], *, translate: Translate = untranslated) -> bytes:
    """An XLSX with one line for each problem: sheet, row, column, value as found, what is wrong, the cure."""
    with new_workbook() as (workbook, buffer):
        formats = Formats(workbook)
        worksheet = workbook.add_worksheet(translate(_TITLE))
        worksheet.freeze_panes(1, 0)
        for index, (head, width) in enumerate(_HEADS):
            worksheet.set_column(index, index, width)
            worksheet.write_string(0, index, translate(head), formats.head)
        row = 0
        for row, problem in enumerate(problems, start=1):
            finding = problem.finding
            write_text(worksheet, row, 0, problem.sheet, formats)
            if problem.row:
                worksheet.write_number(row, 1, problem.row)
            write_text(worksheet, row, 2, translate(problem.column) if problem.column else "", formats)
            write_text(worksheet, row, 3, problem.value, formats)
            write_text(worksheet, row, 4, translate(_SEVERITIES[finding.severity]), formats)
            write_text(worksheet, row, 5, finding.message_in(translate), formats)
            write_text(worksheet, row, 6, finding.cure_in(translate), formats)
        worksheet.autofilter(0, 0, max(row, 1), len(_HEADS) - 1)
    return buffer.getvalue()


def write_remaining(
    sheet: Sheet,
    source: Source,
    refused_rows: Collection[int],
    problems: Sequence[CellProblem],
    *,
    translate: Translate = untranslated,
) -> bytes:
    """An XLSX of the rows that stayed out, as they were, with the problem in a last column; mended, it loads again."""
    checked = check(sheet, source)
    wanted = set(refused_rows)
    reasons = _reasons(problems, wanted, translate)
    with new_workbook(constant_memory=True) as (workbook, buffer):
        formats = Formats(workbook)
        worksheet = workbook.add_worksheet(sheet.title_zh)
        if checked.head and checked.table:
            last = len(checked.head.cells)
            while last and (not checked.head.cells[last - 1] or checked.head.cells[last - 1] == PROBLEM_HEAD):
                last -= 1
            for index, head in enumerate([*checked.head.cells[:last], PROBLEM_HEAD]):
                worksheet.write_string(0, index, head, formats.head)
            written = 0
            for number, cells in checked.table.rows():
                if number in wanted:
                    written += 1
                    for index, cell in enumerate(cells[:last]):
                        write_cell(worksheet, written, index, cell, formats)
                    reason = reasons.get(number) or translate(_SEE_REPORT)
                    worksheet.write_string(written, last, reason, formats.wrapped)
    return buffer.getvalue()


def _reasons(problems: Sequence[CellProblem], wanted: set[int], translate: Translate) -> dict[int, str]:
    reasons: dict[int, list[str]] = {}
    for problem in problems:
        if problem.is_error and problem.row in wanted:
            column = f"{translate(problem.column)}: " if problem.column else ""
            text = f"{column}{problem.finding.message_in(translate)} {problem.finding.cure_in(translate)}"
            reasons.setdefault(problem.row, []).append(text)
    return {row: "\n".join(texts) for row, texts in reasons.items()}
