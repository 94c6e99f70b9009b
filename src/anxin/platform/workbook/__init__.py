"""Import of spreadsheets: declare a sheet, check a file, run the import, hand back what stayed out.

Owns reading XLSX and CSV, typed rows, problems with their cure, templates and reports. Does not own writing into
tables: the modules' bulk commands do (``import_customers(rows)``).

    sheet = Sheet("customers", "客户", (Column("plate", "车牌号", Kind.PLATE, required=True), …), unique=("plate",))
    source = open_source(path)
    result = run_import(sheet, source, write_batch, take_good_rows=True)
    write_report(result.problems); write_remaining(sheet, source, result.refused_rows, result.problems)
"""

from anxin.platform.workbook.cell import Limits
from anxin.platform.workbook.checking import Check, CheckedRow, check
from anxin.platform.workbook.declaration import Column, Kind, Sheet
from anxin.platform.workbook.problems import CellProblem, UnreadableFile
from anxin.platform.workbook.report import write_remaining, write_report
from anxin.platform.workbook.running import (
    CREATED,
    UNCHANGED,
    UPDATED,
    ImportResult,
    RowOutcome,
    RowResult,
    refused,
    run_import,
)
from anxin.platform.workbook.source import Source, open_source
from anxin.platform.workbook.template import write_template

__all__ = [
    "CREATED",
    "UNCHANGED",
    "UPDATED",
    "CellProblem",
    "Check",
    "CheckedRow",
    "Column",
    "ImportResult",
    "Kind",
    "Limits",
    "RowOutcome",
    "RowResult",
    "Sheet",
    "Source",
    "UnreadableFile",
    "check",
    "open_source",
    "refused",
    "run_import",
    "write_remaining",
    "write_report",
    "write_template",
]
