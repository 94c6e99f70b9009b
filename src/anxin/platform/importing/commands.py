"""Writes of the import page: upload, start, stop, and the steps that the jobs report."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anxin.platform import audit, jobs
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.importing import permissions
from anxin.platform.importing.lifecycle import CHECKING, IMPORT_RUN, WRITING
from anxin.platform.importing.models import ImportFile, ImportRun
from anxin.platform.importing.parameters import KEPT_DAYS, LARGEST_FILE
from anxin.platform.importing.registry import kind_of
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

RUN = "importing.importrun"
RUNNING = (CHECKING, WRITING)


MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class RunKept:
    """A run as it was written."""

    run_id: int
    state: str


@command(permissions.OPEN)
def upload_import(*, actor: Actor, store_id: int, kind: str, file_name: str, content: bytes, at: datetime) -> RunKept:
    """Keep an uploaded workbook and have it checked; nothing is written into the module's tables yet.

    :raises Invalid: empty, or larger than the limit
    """
    chosen = kind_of(kind)
    if store_id not in actor.store_ids:
        raise NotFound
    if not chosen.may_be_run_by(actor, store_id):
        raise Denied(permission=chosen.permission)
    largest = largest_upload(store_id, at)
    if not content:
        raise Invalid(_("请选择一个有内容的文件。"), field="file")
    if len(content) > largest:
        raise Invalid(_("文件超过 %(largest)d MB，请拆成几个文件。") % {"largest": largest // MEGABYTE}, field="file")
    run = ImportRun.objects.create(
        store_id=store_id,
        kind=kind,
        file_name=clean_text(file_name)[-120:] or "?",
        language=(get_language() or "")[:8],
        uploaded_by=actor.key,
        uploaded_at=at,
        step_started_at=at,
    )
    keep_file(run, ImportFile.Role.SOURCE, content)
    audit.note(DocumentRef(RUN, run.pk), store_id, kind=kind, size_bytes=len(content))
    _defer("check_import", run)
    return RunKept(run.pk, run.state)


def largest_upload(store_id: int, at: datetime) -> int:
    """How many bytes a workbook may have in a store; skins read no more than that."""
    return int(value(LARGEST_FILE, store_id, at)) * MEGABYTE


@command(permissions.OPEN)
def start_import(*, actor: Actor, run_id: int, at: datetime) -> RunKept:
    """Take the good rows of a checked file.

    :raises IllegalTransition: not checked, or started already
    """
    run = _locked(actor, run_id)
    run.state = IMPORT_RUN.after("start", run.state)
    run.rows_done, run.step_started_at = 0, at
    run.save(update_fields=["state", "rows_done", "step_started_at"])
    audit.note(DocumentRef(RUN, run.pk), run.store_id, started=True)
    _defer("write_import", run)
    return RunKept(run.pk, run.state)


@command(permissions.OPEN)
def stop_import(*, actor: Actor, run_id: int, at: datetime) -> RunKept:
    """Stop a run: at once when it waits, after the present batch when it works. What was written stays."""
    run = _locked(actor, run_id)
    if run.state in RUNNING:
        run.is_stop_asked = True
    else:
        run.state, run.finished_at = IMPORT_RUN.after("discard", run.state), at
    run.save(update_fields=["is_stop_asked", "state", "finished_at"])
    audit.note(DocumentRef(RUN, run.pk), run.store_id, stopped=True)
    return RunKept(run.pk, run.state)


@command(permissions.OPEN)
def report_progress(*, actor: Actor, run_id: int, rows_done: int, rows_total: int, at: datetime) -> bool:
    """Note how far a running step is; whether somebody asked to stop it."""
    run = _locked(actor, run_id)
    run.rows_done, run.rows_total = rows_done, rows_total
    run.save(update_fields=["rows_done", "rows_total"])
    return bool(run.is_stop_asked)


@command(permissions.OPEN)
def conclude_step(
    *,
    actor: Actor,
    run_id: int,
    verb: str,
    counts: Mapping[str, int],
    files: Mapping[str, bytes],
    at: datetime,
) -> RunKept:
    """Note the end of a step: its counts and its files."""
    run = _locked(actor, run_id)
    run.state = IMPORT_RUN.after(verb, run.state)
    for name, count in counts.items():
        setattr(run, name, count)
    run.finished_at = None if verb == "finish_check" else at
    run.save(update_fields=["state", "finished_at", *counts])
    for role, content in files.items():
        keep_file(run, role, content)
    audit.note(DocumentRef(RUN, run.pk), run.store_id, step=verb, **counts)
    return RunKept(run.pk, run.state)


@command(permissions.OPEN)
def forget_import_files(*, actor: Actor, store_id: int, at: datetime) -> int:
    """Erase the files of runs older than the parameter says: they hold personal data; the counts stay (I.4).

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.OPEN, store_id)
    before = at - timedelta(days=int(value(KEPT_DAYS, store_id, at)))
    files = ImportFile.objects.visible_to(actor, permissions.OPEN).filter(store_id=store_id)
    old = files.filter(run__uploaded_at__lt=before).exclude(run__state__in=RUNNING)
    count = int(old.count())
    old.delete()
    runs = ImportRun.objects.visible_to(actor, permissions.OPEN).filter(store_id=store_id, uploaded_at__lt=before)
    runs.exclude(file_name="").update(file_name="")
    audit.note(None, store_id, erased_import_files=count)
    return count


def keep_file(run: ImportRun, role: str, content: bytes) -> None:
    """Write or replace a file of a run."""
    ImportFile.objects.across_stores(reason="files of one visible run").filter(run=run, role=role).delete()
    ImportFile.objects.create(store_id=run.store_id, run=run, role=role, content=content)


def problems_as_json(problems: list[dict[str, Any]]) -> bytes:
    """The first problems, for the page."""
    return json.dumps(problems, ensure_ascii=False).encode()


def _locked(actor: Actor, run_id: int) -> ImportRun:
    run: ImportRun = ImportRun.objects.visible_to(actor, permissions.OPEN).locked().one(pk=run_id)
    if not kind_of(run.kind).may_be_run_by(actor, run.store_id):
        raise NotFound
    return run


def _defer(name: str, run: ImportRun) -> None:
    from anxin.platform.importing import tasks

    jobs.defer(getattr(tasks, name), run_id=run.pk, store_id=run.store_id, once=f"{name}:{run.pk}")
