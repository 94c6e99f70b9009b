"""How a form is submitted: the command is run, or the same page comes back with what is to be mended."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms import ChoiceField, Form
from django.http import HttpRequest, HttpResponse

from anxin.platform.errors import Conflict, Invalid, InvalidFields, VersionConflict
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page


def set_choices(form: Form, name: str, choices: Iterable[Any]) -> None:
    """Give a field of choices those that hold for this page; ``choices`` are (value, label), grouped or not.

    :raises TypeError: the field has no choices
    """
    field = form.fields[name]
    if not isinstance(field, ChoiceField):
        raise TypeError(name)
    field.choices = list(choices)


def attempt(form: Form, act: Callable[[Mapping[str, Any]], Any]) -> Any:
    """What the act returns; None when the form is not valid or the command refused a value (now an error of the form).

    :raises Refusal: whatever is not mended in this form
    """
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except InvalidFields as refusal:
        for field, message in refusal.errors.items():
            form.add_error(field if field in form.fields else None, str(message))
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
    return None


def submit(
    request: HttpRequest,
    form: Form,
    act: Callable[[Mapping[str, Any]], Any],
    *,
    back: tuple[str, Callable[[], Mapping[str, Any]]],
    name: str = "form",
    partial: str | None = None,
    url: str | Callable[[Any], str],
    toast: Any,
) -> HttpResponse:
    """Redirect to ``url``, or to what it makes of what the act returned, when the act succeeded; else the template of
    ``back`` with its context and the form.

    ``act`` returns anything but None; ``name`` is what the template calls the form. A changed version gives 409 with
    the differences and the new version, another conflict 409 with its words. ``partial`` is the part of the template
    that htmx asks for.
    """
    template, context = back
    try:
        done = attempt(form, act)
        if done is not None:
            there = url if isinstance(url, str) else url(done)
            return redirect_after_post(request, there, toast=Toast(str(toast)))
    except VersionConflict as refusal:
        more = {name: form, "differences": refusal.differences, "version": refusal.details.get("now")}
        return render_page(request, template, {**context(), **more}, partial=partial, status=409)
    except Conflict as refusal:
        form.add_error(None, refusal.shown)
        return render_page(request, template, {**context(), name: form}, partial=partial, status=409)
    return render_page(request, template, {**context(), name: form}, partial=partial, status=422)
