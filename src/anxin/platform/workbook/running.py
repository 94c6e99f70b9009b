"""Running an import: checked rows go to the module's bulk command in batches, and every row is accounted for.

Owns the loop and the account. The command that ``write_batch`` calls owns its transaction: a batch is written or not
as a whole, and a file that is loaded twice finds its rows unchanged.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from anxin.platform.findings import Finding
from anxin.platform.workbook.cell import as_found
from anxin.platform.workbook.checking import CheckedRow, Progress, ShouldStop, check
from anxin.platform.workbook.declaration import Sheet
from anxin.platform.workbook.problems import CellProblem
from anxin.platform.workbook.source import Source

BATCH_SIZE = 1000
PROBLEM_LIMIT = 50_000


class RowResult(StrEnum):
    """What became of a row."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The command's answer for one row; a refused row says why, and at which column key."""

    result: RowResult
    finding: Finding | None = None
    column: str = ""


CREATED, UPDATED, UNCHANGED = (RowOutcome(RowResult(one)) for one in ("CREATED", "UPDATED", "UNCHANGED"))


def refused(finding: Finding, column: str = "") -> RowOutcome:
    """A row that the command does not take."""
    return RowOutcome(RowResult.REFUSED, finding, column)


WriteBatch = Callable[[Sequence[CheckedRow]], Sequence[RowOutcome]]


@dataclass(slots=True)
class ImportResult:
    """The account: ``created + updated + unchanged + refused`` is every row that was read."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    is_stopped: bool = False
    refused_rows: list[int] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    problems_left_out: int = 0

    @property
    def taken(self) -> int:
        """Rows that were written."""
        return self.created + self.updated

    @property
    def is_refused_whole(self) -> bool:
        """Not one row went in, and there is an error."""
        return not self.taken + self.unchanged and any(problem.is_error for problem in self.problems)

    def add_problems(self, problems: Sequence[CellProblem]) -> None:
        """Keep problems up to a limit, so that a wrong file does not fill the memory; count the rest."""
        room = max(PROBLEM_LIMIT - len(self.problems), 0)
        self.problems += problems[:room]
        self.problems_left_out += len(problems[room:])

    def refuse(self, row: int) -> None:
        """Count a row that stays out."""
        self.refused += 1
        self.refused_rows.append(row)


def run_import(
    sheet: Sheet,
    source: Source,
    write_batch: WriteBatch,
    *,
    batch_size: int = BATCH_SIZE,
    take_good_rows: bool,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> ImportResult:
    """Check a sheet and write its good rows in batches.

    With ``take_good_rows`` bad rows stay out and the rest goes in. Without it the whole file is checked first, and a
    single bad row keeps everything out; a refusal by the command itself then stops the run after its batch. A stop
    leaves whole batches written.

    :raises UnreadableFile: the file is damaged
    :raises ValueError: ``write_batch`` answers for another number of rows
    """
    if not take_good_rows:
        result = _only_check(sheet, source, _first_half(progress), should_stop)
        if result.is_stopped or any(problem.is_error for problem in result.problems):
            return result
        progress = _second_half(progress)
    return _write(sheet, source, write_batch, batch_size, take_good_rows, progress, should_stop)


def _only_check(sheet: Sheet, source: Source, progress: Progress | None, should_stop: ShouldStop | None) -> ImportResult:
    result, checked = ImportResult(), check(sheet, source, progress=progress, should_stop=should_stop)
    for row in checked:
        result.add_problems(row.problems)
        # One bad row keeps every row out: all are counted as refused, the bad ones are named.
        result.refused += 1
        if not row.is_good:
            result.refused_rows.append(row.number)
    result.add_problems(checked.refusals + checked.notes)
    result.is_stopped = checked.is_stopped
    return result


def _write(
    sheet: Sheet,
    source: Source,
    write_batch: WriteBatch,
    batch_size: int,
    take_good_rows: bool,
    progress: Progress | None,
    should_stop: ShouldStop | None,
) -> ImportResult:
    result, checked = ImportResult(), check(sheet, source, progress=progress, should_stop=should_stop)
    heads = {column.key: column.head_zh for column in sheet.columns}
    batch: list[CheckedRow] = []
    for row in checked:
        result.add_problems(row.problems)
        if not row.is_good:
            result.refuse(row.number)
            continue
        batch.append(row)
        if len(batch) == batch_size:
            _write_batch(batch, write_batch, heads, checked.table.name if checked.table else "", result)
            batch = []
            if (result.refused and not take_good_rows) or (should_stop and should_stop()):
                result.is_stopped = True
                break
    if checked.is_stopped:
        result.is_stopped = True
    if batch and not result.is_stopped:
        _write_batch(batch, write_batch, heads, checked.table.name if checked.table else "", result)
    result.add_problems(checked.refusals + checked.notes)
    return result


def _write_batch(
    batch: list[CheckedRow], write_batch: WriteBatch, heads: dict[str, str], title: str, result: ImportResult
) -> None:
    outcomes = write_batch(batch)
    if len(outcomes) != len(batch):
        raise ValueError(f"write_batch answered for {len(outcomes)} of {len(batch)} rows")
    for row, outcome in zip(batch, outcomes, strict=True):
        if outcome.result is RowResult.CREATED:
            result.created += 1
        elif outcome.result is RowResult.UPDATED:
            result.updated += 1
        elif outcome.result is RowResult.UNCHANGED:
            result.unchanged += 1
        else:
            result.refuse(row.number)
        if outcome.finding:
            value = row.values.get(outcome.column)
            found = "" if value is None else as_found(str(value))
            head = heads.get(outcome.column, outcome.column)
            result.add_problems([CellProblem(title, row.number, head, found, outcome.finding)])


def _first_half(progress: Progress | None) -> Progress | None:
    return (lambda done, total: progress(done, total * 2)) if progress else None


def _second_half(progress: Progress | None) -> Progress | None:
    return (lambda done, total: progress(total + done, total * 2)) if progress else None
