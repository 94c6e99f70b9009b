"""Forms of the work queue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import all_roles
from anxin.parties.people.queries import list_employees, post_label
from anxin.parties.work.models import Task
from anxin.platform.actor import Actor
from anxin.platform.ui.forms import set_choices

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def assignee_choices(actor: Actor, store_id: int) -> list[tuple[Any, Any]]:
    """Whom a task may be given to: ``employee:id`` or ``post:code``; posts that somebody of the store holds."""
    staff = list_employees(actor, store_id)
    held = {post for one in staff for post in (one.post, *one.extra_posts)}
    people = [(f"employee:{one.id}", f"{one.name} · {one.post_label}") for one in staff]
    posts = [(f"post:{code}", post_label(code)) for code in all_roles() if code in held]
    return [("", _("请选择")), (_("员工"), people), (_("岗位"), posts)]


def read_assignee(given: str) -> dict[str, Any]:
    """The chosen ``owner_id`` or ``post`` of a command."""
    kind, _colon, value = given.partition(":")
    return {"owner_id": int(value), "post": ""} if kind == "employee" else {"owner_id": None, "post": value}


class TaskForm(forms.Form):
    """A new task."""

    title = forms.CharField(label=_("要做什么"), max_length=120)
    owner_id = forms.ChoiceField(label=_("交给谁"))
    due_at = forms.DateTimeField(label=_("到期"), widget=MOMENT, input_formats=MOMENTS)
    priority = forms.TypedChoiceField(
        label=_("轻重"), choices=Task.Priority.choices, coerce=int, initial=2, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, actor: Actor, store_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "owner_id", assignee_choices(actor, store_id))


class CompleteForm(forms.Form):
    """What came out of a task."""

    result = forms.CharField(label=_("结果"), max_length=500, required=False, widget=forms.Textarea)


class PostponeForm(forms.Form):
    """A later time."""

    due_at = forms.DateTimeField(label=_("新的到期时间"), widget=MOMENT, input_formats=MOMENTS)


class ReassignForm(forms.Form):
    """Somebody else."""

    owner_id = forms.ChoiceField(label=_("交给谁"))

    def __init__(self, *args: Any, actor: Actor, store_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "owner_id", assignee_choices(actor, store_id))


class CancelForm(forms.Form):
    """Why a task falls away."""

    reason = forms.CharField(label=_("取消原因"), max_length=500)


class DecideForm(forms.Form):
    """An approval or a refusal."""

    words = forms.CharField(
        label=_("意见"), max_length=500, required=False, widget=forms.Textarea, help_text=_("不同意时必填")
    )
