"""Reads of the import page."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.importing import permissions
from anxin.platform.importing.lifecycle import CHECKED, CHECKING, FAILED, WRITING
from anxin.platform.importing.models import ImportFile, ImportRun
from anxin.platform.importing.registry import kind_of, kinds_for
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as the page shows it. ``seconds_left`` is an estimate while a step runs; ``files`` are what may be fetched."""

    id: int
    kind: str
    title: Any
    file_name: str
    state: str
    uploaded_at: datetime
    finished_at: datetime | None
    step_started_at: datetime
    is_stop_asked: bool
    rows_done: int
    rows_total: int
    good_rows: int
    bad_rows: int
    created_rows: int
    updated_rows: int
    unchanged_rows: int
    refused_rows: int
    files: frozenset[str]

    @property
    def is_running(self) -> bool:
        """A job works on it."""
        return self.state in (CHECKING, WRITING)

    @property
    def is_checked(self) -> bool:
        """Waits for somebody to take the good rows."""
        return self.state == CHECKED

    @property
    def is_failed(self) -> bool:
        """The file could not be read."""
        return self.state == FAILED

    def minutes_left(self, at: datetime) -> int | None:
        """Whole minutes that the step will still take, rounded up; None before it can be told."""
        if not self.is_running or not self.rows_done or self.rows_done >= self.rows_total:
            return None
        spent = (at - self.step_started_at).total_seconds()
        return int(spent * (self.rows_total - self.rows_done) / self.rows_done / 60) + 1


@query(permissions.OPEN)
def get_run(actor: Actor, run_id: int) -> RunRow:
    """A run of a kind that the actor may import.

    :raises NotFound: unknown, or not visible
    """
    return _row(_visible(actor, run_id), _roles(actor, [run_id]).get(run_id, frozenset()))


@query(permissions.OPEN)
def list_runs(actor: Actor, store_id: int, limit: int = 20) -> list[RunRow]:
    """The latest runs of a store, of the kinds that the actor may import there."""
    codes = [kind.code for kind in kinds_for(actor) if kind.may_be_run_by(actor, store_id)]
    rows = ImportRun.objects.visible_to(actor, permissions.OPEN).filter(store_id=store_id, kind__in=codes)
    latest = list(rows.order_by("-uploaded_at", "-pk")[:limit])
    roles = _roles(actor, [row.pk for row in latest])
    return [_row(row, roles.get(row.pk, frozenset())) for row in latest]


@query(permissions.OPEN)
def get_file(actor: Actor, run_id: int, role: str) -> bytes:
    """A file of a run.

    :raises NotFound: not there, or not visible
    """
    run = _visible(actor, run_id)
    found = ImportFile.objects.visible_to(actor, permissions.OPEN).one(run_id=run.pk, role=role)
    return bytes(found.content)


@query(permissions.OPEN)
def list_problems(actor: Actor, run_id: int) -> list[dict[str, Any]]:
    """The first problems of a run: row, column, value, what is wrong, the cure, and whether it keeps the row out."""
    try:
        found: list[dict[str, Any]] = json.loads(get_file(actor, run_id, ImportFile.Role.PROBLEMS))
    except NotFound:
        return []
    return found


def _visible(actor: Actor, run_id: int) -> ImportRun:
    run: ImportRun = ImportRun.objects.visible_to(actor, permissions.OPEN).one(pk=run_id)
    if not kind_of(run.kind).may_be_run_by(actor, run.store_id):
        raise NotFound
    return run


def _roles(actor: Actor, run_ids: list[int]) -> dict[int, frozenset[str]]:
    files = ImportFile.objects.visible_to(actor, permissions.OPEN).filter(run_id__in=run_ids)
    found: dict[int, frozenset[str]] = {}
    for run_id, role in files.values_list("run_id", "role"):
        found[run_id] = found.get(run_id, frozenset()) | {role}
    return found


def _row(run: ImportRun, files: frozenset[str]) -> RunRow:
    shared = {name: getattr(run, name) for name in RunRow.__dataclass_fields__ if name not in ("title", "files")}
    return RunRow(title=kind_of(run.kind).title, files=files, **shared)
