"""Runs a command for a page that shows its refusal beside what stands in the books, or asks why before it runs."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse

from anxin.platform.errors import Conflict, Denied, NotFound, Refusal
from anxin.platform.scope import current_unit, undone_when_caught
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest

BACK = "billing/back.html"


def refusal_of(run: Callable[[], Any]) -> Refusal | None:
    """None when the commands were carried out; else why not, and the page shows what stands without any of them.

    :raises NotFound: there is nothing to show
    :raises Denied: the page is not for this person
    """
    try:
        with undone_when_caught(current_unit()):
            run()
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return refusal
    return None


def ask_why(
    request: PageRequest, form: forms.Form, context: dict[str, object], run: Callable[[str], None], done: str
) -> HttpResponse:
    """A page that asks why before it takes something back; ``back`` of the context is where it came from."""
    if request.method != "POST":
        return render_page(request, BACK, context)
    if not form.is_valid():
        return render_page(request, BACK, context, status=422)
    refused = refusal_of(lambda: run(form.cleaned_data["reason"]))
    if isinstance(refused, Conflict):
        raise refused
    if refused is not None:
        form.add_error("reason", refused.shown)
        return render_page(request, BACK, context, status=refused.status)
    return redirect_after_post(request, str(context["back"]), toast=Toast(done))
