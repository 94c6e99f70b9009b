"""How the group words its messages."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.contacts import commands, permissions, queries
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "contacts/template.html"


class TemplateForm(forms.Form):
    """The words of one template."""

    body = forms.CharField(label=_("内容"), max_length=600, widget=forms.Textarea)


@page(permissions.SEND)
def list_templates(request: PageRequest) -> HttpResponse:
    """Every template with its present words."""
    rows = queries.list_templates(request.actor)
    return render_page(request, "contacts/templates.html", {"templates": rows})


@page(permissions.SEND)
def change_template(request: PageRequest, code: str) -> HttpResponse:
    """One template: read by all who send, worded by those who may for the group."""
    actor = request.actor

    def context() -> dict[str, Any]:
        row = queries.get_template(actor, code)
        return {
            "template": row,
            "version": row.version,
            "may_change": actor.may_in_group(permissions.MANAGE_TEMPLATES),
            "form": TemplateForm(initial={"body": row.body}),
        }

    if request.method != "POST":
        return render_page(request, TEMPLATE, context())

    def act(given: Any) -> Any:
        version = posted_version(request)
        return commands.change_template(actor=actor, code=code, body=given["body"], version=version, at=clock.now())

    form = TemplateForm(request.POST)
    url = reverse("message_template", args=[code])
    return submit(request, form, act, back=(TEMPLATE, context), url=url, toast=_("模板已保存，马上生效"))


@require_POST
@page(permissions.MANAGE_TEMPLATES)
def reset_template(request: PageRequest, code: str) -> HttpResponse:
    """Back to the program's own words."""
    commands.reset_template(actor=request.actor, code=code, at=clock.now())
    url = reverse("message_template", args=[code])
    return redirect_after_post(request, url, toast=Toast(str(_("已恢复为系统自带的内容"))))
