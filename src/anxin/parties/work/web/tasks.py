"""The queue: list, one task, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.work import commands, permissions, queries
from anxin.parties.work.parameters import PLAIN
from anxin.parties.work.queries.tasks import ANY_STATE
from anxin.parties.work.web import forms
from anxin.platform import clock
from anxin.platform.ui.addresses import name_documents
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

LIST, DETAIL = "work/tasks.html", "work/task.html"
COLUMNS = (
    Column("title", _("任务")),
    Column("kind_label", _("类型"), sort="kind", wide_only=True),
    Column("acting_name", _("责任人"), value=lambda row: row.acting_name or row.post_label),
    Column("due_at", _("到期"), kind="time", sort="due"),
    Column("state_label", _("状态")),
    Column("result", _("结果"), wide_only=True),
)


@page(permissions.DO)
def list_tasks(request: PageRequest) -> HttpResponse:
    """Tasks of the person, or of the store."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, queries.TaskFilter, COLUMNS, default_sort="due")
    rows = queries.page_tasks(actor, store_id, listing.filter, listing.order, listing.window, clock.now())
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(str(_("任务")))
    context = {
        "list": listing,
        "whose": (("mine", _("我的")), ("store", _("全店"))),
        "states": (("OPEN", _("待办")), ("DONE", _("已完成")), ("CANCELLED", _("已取消")), (ANY_STATE, _("全部"))),
    }
    return render_page(request, LIST, context, partial="table")


@page(permissions.DO)
def create_task(request: PageRequest) -> HttpResponse:
    """A task that a person makes for himself or a colleague."""
    actor, store_id = request.actor, request.store_id
    form = forms.TaskForm(request.POST or None, actor=actor, store_id=store_id)
    context: dict[str, Any] = {"form": form, "title": _("新任务"), "back": reverse("tasks")}
    if request.method != "POST":
        return render_page(request, "ui/edit.html", context)

    def act(given: Any) -> Any:
        assignee = forms.read_assignee(given["owner_id"])
        return commands.create_task(
            actor=actor,
            store_id=store_id,
            kind=PLAIN,
            subject=None,
            title=given["title"],
            due_at=given["due_at"],
            priority=given["priority"],
            at=clock.now(),
            **assignee,
        )

    return submit(
        request, form, act, back=("ui/edit.html", lambda: context), url=reverse("tasks"), toast=_("任务已加入队列")
    )


@page(permissions.DO)
def show_task(request: PageRequest, task_id: int) -> HttpResponse:
    """One task."""
    return render_page(request, DETAIL, _context(request, task_id)())


@require_POST
@page(permissions.DO)
def complete_task(request: PageRequest, task_id: int) -> HttpResponse:
    """Finish it."""
    form = forms.CompleteForm(request.POST)
    return _change(request, task_id, form, "complete_form", commands.complete_task, toast=_("已完成"))


@require_POST
@page(permissions.DO)
def postpone_task(request: PageRequest, task_id: int) -> HttpResponse:
    """Move its due time."""
    form = forms.PostponeForm(request.POST)
    return _change(request, task_id, form, "postpone_form", commands.postpone_task, toast=_("已延期"))


@require_POST
@page(permissions.DO)
def reassign_task(request: PageRequest, task_id: int) -> HttpResponse:
    """Give it to somebody else."""
    actor, store_id = request.actor, request.store_id
    form = forms.ReassignForm(request.POST, actor=actor, store_id=store_id)

    def command(owner_id: str, **given: Any) -> Any:
        return commands.reassign_task(**forms.read_assignee(owner_id), **given)

    return _change(request, task_id, form, "reassign_form", command, toast=_("已改派"))


@require_POST
@page(permissions.DO)
def cancel_task(request: PageRequest, task_id: int) -> HttpResponse:
    """Take it out of the queue."""
    form = forms.CancelForm(request.POST)
    return _change(request, task_id, form, "cancel_form", commands.cancel_task, toast=_("已取消"), versioned=False)


def _change(
    request: PageRequest,
    task_id: int,
    form: Any,
    name: str,
    command: Callable[..., Any],
    *,
    toast: Any,
    versioned: bool = True,
) -> HttpResponse:
    given: dict[str, Any] = {"actor": request.actor, "task_id": task_id}
    if versioned:
        given["version"] = posted_version(request)
    return submit(
        request,
        form,
        lambda cleaned: command(at=clock.now(), **given, **cleaned),
        back=(DETAIL, _context(request, task_id)),
        name=name,
        url=reverse("tasks"),
        toast=toast,
    )


def _context(request: PageRequest, task_id: int) -> Callable[[], dict[str, Any]]:
    actor = request.actor

    def context() -> dict[str, Any]:
        task = queries.get_task(actor, task_id, clock.now())
        return {
            "task": task,
            "version": task.version,
            "subject": name_documents(actor, [task.subject]).get(task.subject),
            "complete_form": forms.CompleteForm(),
            "postpone_form": forms.PostponeForm(initial={"due_at": task.due_at}),
            "reassign_form": forms.ReassignForm(actor=actor, store_id=task.store_id),
            "cancel_form": forms.CancelForm(),
        }

    return context
