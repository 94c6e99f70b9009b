"""The jobs of an import: check a file, take its good rows. They survive a restart by starting over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any

from django.utils.translation import gettext, override

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.database.statistics import MANY_ROWS, refresh_statistics
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import commands, queries
from anxin.platform.importing.lifecycle import CHECKING, WRITING
from anxin.platform.importing.models import ImportFile, ImportRun
from anxin.platform.importing.registry import ImportKind, kind_of
from anxin.platform.jobs import job
from anxin.platform.scope import reading
from anxin.platform.workbook import (
    CellProblem,
    CheckedRow,
    ImportResult,
    RowOutcome,
    Source,
    UnreadableFile,
    check,
    open_source,
    run_import,
    write_remaining,
    write_report,
)

SHOWN_PROBLEMS = 200
KEPT_PROBLEMS = 50_000
SECONDS_BETWEEN_REPORTS = 1.0
BROKEN = Finding(
    "import_broke_off",
    _("导入中途出错，没有做完。"),
    _("请重新上传同一个文件，已写入的行不会重复；仍然出错时把文件交给系统管理员。"),
)


class _Reporter:
    """Tells the run how far its step is, at most once a second, and remembers whether it was asked to stop."""

    def __init__(self, actor: Actor, run_id: int) -> None:
        self.actor, self.run_id = actor, run_id
        self.told_at = 0.0
        self.is_stopped = False

    def progress(self, done: int, total: int) -> None:
        if monotonic() - self.told_at < SECONDS_BETWEEN_REPORTS and done < total:
            return
        self.told_at = monotonic()
        asked = commands.report_progress(
            actor=self.actor, run_id=self.run_id, rows_done=done, rows_total=total, at=clock.now()
        )
        self.is_stopped = self.is_stopped or asked

    def should_stop(self) -> bool:
        return self.is_stopped


def end_broken_import(run_id: int, store_id: int) -> None:
    """Fail a run whose job has failed in its last try too, so that nobody waits for it."""
    actor = Actor.system(f"import:{run_id}", [store_id])
    with reading(actor, "import"):
        run: ImportRun = ImportRun.objects.visible_to(actor, "").one(pk=run_id)
        is_running, language = run.state in (CHECKING, WRITING), run.language
    if is_running:
        _fail(actor, run_id, language, BROKEN, at=clock.now())


@job(queue="imports", given_up=end_broken_import)
def check_import(run_id: int, store_id: int) -> None:
    """Read the whole file and count good and bad rows."""
    opened = _open(run_id, store_id, CHECKING)
    if opened is None:
        return
    actor, kind, source, language = opened
    reporter = _Reporter(actor, run_id)
    with override(language):
        _check(actor, run_id, kind, source, reporter)


@job(queue="imports", given_up=end_broken_import)
def write_import(run_id: int, store_id: int) -> None:
    """Take the good rows of a checked file, batch by batch."""
    opened = _open(run_id, store_id, WRITING)
    if opened is None:
        return
    actor, kind, source, language = opened
    reporter = _Reporter(actor, run_id)

    def write_batch(rows: Sequence[CheckedRow]) -> Sequence[RowOutcome]:
        return kind.write_batch(actor, store_id, rows, clock.now())

    with override(language):
        result = run_import(
            kind.sheet,
            source,
            write_batch,
            take_good_rows=True,
            progress=reporter.progress,
            should_stop=reporter.should_stop,
        )
        files = _files(result.problems)
        if result.refused_rows:
            files[ImportFile.Role.REMAINING] = write_remaining(
                kind.sheet, source, result.refused_rows, result.problems, translate=gettext
            )
        verb = "stop" if result.is_stopped else "finish"
        commands.conclude_step(actor=actor, run_id=run_id, verb=verb, counts=_counts(result), files=files, at=clock.now())
    if result.created + result.updated >= MANY_ROWS:
        refresh_statistics()


def _open(run_id: int, store_id: int, state: str) -> tuple[Actor, ImportKind, Source, str] | None:
    """The run's file, or None when the step is over or the file cannot be read."""
    actor = Actor.system(f"import:{run_id}", [store_id])
    with reading(actor, "import"):
        run: ImportRun = ImportRun.objects.visible_to(actor, "").one(pk=run_id)
        actor = replace(actor, on_behalf_of=_uploader(run))
        if run.state != state:
            return None
        content = queries.get_file(actor, run_id, ImportFile.Role.SOURCE)
        kind, language, name = kind_of(run.kind), run.language, run.file_name
    try:
        return actor, kind, open_source(content, file_name=name), language
    except UnreadableFile as unreadable:
        _fail(actor, run_id, language, unreadable.finding, at=clock.now())
        return None


def _uploader(run: ImportRun) -> int | None:
    kind, _colon, number = run.uploaded_by.partition(":")
    return int(number) if kind == "user" else None


def _check(actor: Actor, run_id: int, kind: ImportKind, source: Source, reporter: _Reporter) -> None:
    good = bad = 0
    problems: list[CellProblem] = []
    try:
        checked = check(kind.sheet, source, progress=reporter.progress, should_stop=reporter.should_stop)
        for row in checked:
            good, bad = good + row.is_good, bad + (not row.is_good)
            problems += row.problems[: KEPT_PROBLEMS - len(problems)]
    except UnreadableFile as unreadable:
        _fail(actor, run_id, "", unreadable.finding, at=clock.now())
        return
    problems = [*checked.refusals, *problems, *checked.notes]
    verb = "stop" if checked.is_stopped else "fail" if checked.refusals else "finish_check"
    commands.conclude_step(
        actor=actor,
        run_id=run_id,
        verb=verb,
        counts={"good_rows": good, "bad_rows": bad},
        files=_files(problems),
        at=clock.now(),
    )


def _fail(actor: Actor, run_id: int, language: str, finding: Finding, *, at: datetime) -> None:
    with override(language or None):
        files = _files([CellProblem("", 0, "", "", finding)])
        commands.conclude_step(actor=actor, run_id=run_id, verb="fail", counts={}, files=files, at=at)


def _files(problems: list[CellProblem]) -> dict[str, bytes]:
    if not problems:
        return {}
    shown: list[dict[str, Any]] = [
        {
            "row": problem.row,
            "column": gettext(problem.column) if problem.column else "",
            "value": problem.value,
            "message": problem.finding.message_in(gettext),
            "cure": problem.finding.cure_in(gettext),
            "is_error": problem.is_error,
        }
        for problem in sorted(problems, key=lambda one: not one.is_error)[:SHOWN_PROBLEMS]
    ]
    return {
        ImportFile.Role.PROBLEMS: commands.problems_as_json(shown),
        ImportFile.Role.REPORT: write_report(problems, translate=gettext),
    }


def _counts(result: ImportResult) -> dict[str, int]:
    return {
        "created_rows": result.created,
        "updated_rows": result.updated,
        "unchanged_rows": result.unchanged,
        "refused_rows": result.refused,
    }
