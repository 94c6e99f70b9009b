"""Upload, progress, report and downloads of imports."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from anxin.platform import clock
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.files.uploads import read_at_most
from anxin.platform.importing import commands, permissions, queries
from anxin.platform.importing.lifecycle import IMPORT_RUN
from anxin.platform.importing.registry import kind_of, kinds_for
from anxin.platform.ui.lists import XLSX_TYPE
from anxin.platform.ui.pages import redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.platform.workbook import write_template

PAGE = "importing/imports.html"
RUN_PAGE = "importing/run.html"


@require_safe
@page(permissions.OPEN)
def list_imports(request: Any) -> HttpResponse:
    """What can be imported, the upload form, the latest runs."""
    return render_page(request, PAGE, _context(request))


@require_POST
@page(permissions.OPEN)
def upload_import(request: Any) -> HttpResponse:
    """Keep the file and show its check."""
    kind, upload = request.POST.get("kind", ""), request.FILES.get("file")
    try:
        if upload is None:
            raise Invalid(gettext("请选择要导入的文件。"), field="file")
        at = clock.now()
        kept = commands.upload_import(
            actor=request.actor,
            store_id=request.store_id,
            kind=kind,
            file_name=upload.name or "",
            content=read_at_most(upload, commands.largest_upload(request.store_id, at)),
            at=at,
        )
    except Invalid as refusal:
        return render_page(request, PAGE, {**_context(request), "chosen": kind, "error": refusal.message}, status=422)
    return redirect_after_post(request, reverse("import_run", args=[kept.run_id]))


@require_safe
@page(permissions.OPEN)
def import_run(request: Any, run_id: int) -> HttpResponse:
    """One run: progress while it works, then the report and what to do next."""
    return render_page(request, RUN_PAGE, _run_context(request, run_id))


@require_safe
@page(permissions.OPEN)
def import_progress(request: Any, run_id: int) -> HttpResponse:
    """The progress region; when the step is over, the browser loads the whole page."""
    context = _run_context(request, run_id)
    response = render_page(request, RUN_PAGE, context, partial="progress")
    if not context["run"].is_running:
        response["HX-Redirect"] = reverse("import_run", args=[run_id])
    return response


@require_POST
@page(permissions.OPEN)
def start_import(request: Any, run_id: int) -> HttpResponse:
    """Take the good rows."""
    commands.start_import(actor=request.actor, run_id=run_id, at=clock.now())
    return redirect_after_post(request, reverse("import_run", args=[run_id]))


@require_POST
@page(permissions.OPEN)
def stop_import(request: Any, run_id: int) -> HttpResponse:
    """Stop a run or discard a checked file."""
    commands.stop_import(actor=request.actor, run_id=run_id, at=clock.now())
    return redirect_after_post(request, reverse("import_run", args=[run_id]))


@require_safe
@page(permissions.OPEN)
def import_file(request: Any, run_id: int, role: str) -> HttpResponse:
    """The problem list or the rows that stayed out, as XLSX."""
    titles = {"report": gettext("问题清单"), "remaining": gettext("未导入的行")}
    if role not in titles:
        raise NotFound
    content = queries.get_file(request.actor, run_id, role)
    return _download(content, f"{titles[role]}-{run_id}")


@require_safe
@page(permissions.OPEN)
def import_template(request: Any, kind: str) -> HttpResponse:
    """The empty workbook of a kind, with instructions."""
    chosen = kind_of(kind)
    request.actor.require(chosen.permission)
    return _download(write_template([chosen.sheet]), str(chosen.title))


def _context(request: Any) -> dict[str, Any]:
    return {
        "kinds": kinds_for(request.actor),
        "runs": queries.list_runs(request.actor, request.store_id),
        "labels": {state: gettext(text) for state, text in IMPORT_RUN.labels.items()},
        "chosen": request.GET.get("kind", ""),
    }


def _run_context(request: PageRequest, run_id: int) -> dict[str, Any]:
    actor = request.actor
    run = queries.get_run(actor, run_id)
    return {
        "run": run,
        "label": gettext(IMPORT_RUN.labels[run.state]),
        "minutes_left": run.minutes_left(clock.now()),
        "problems": [] if run.is_running else queries.list_problems(actor, run_id),
    }


def _download(content: bytes, title: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title, safe='')}.xlsx"
    return response
