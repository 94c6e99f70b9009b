"""Pages of coverage: the warranty terms, and a form for the next one."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.holdings.coverage import commands, parameters, permissions, queries
from anxin.holdings.coverage.web.forms import TermForm
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import InvalidFields
from anxin.platform.parameters import value
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

PAGE = "coverage/terms.html"


@page()
def terms(request: PageRequest) -> HttpResponse:
    """The terms in force; who may change them for the group gets a form."""
    form = TermForm(request.POST if request.method == "POST" else None)
    form.know(request.actor)
    if request.method != "POST":
        return _render(request, form)
    request.actor.require_in_group(permissions.CHANGE)
    if form.is_valid():
        try:
            commands.set_warranty_terms(actor=request.actor, terms=[form.wish()], at=clock.now())
        except InvalidFields as unfit:
            for field, message in unfit.errors.items():
                form.add_error(field, str(message))
        else:
            return redirect_after_post(request, reverse("coverage_terms"), toast=Toast(gettext("质保条款已保存")))
    return _render(request, form, status=422)


@require_POST
@page(permissions.CHANGE)
def withdraw(request: PageRequest, term_id: int) -> HttpResponse:
    """Take a term off the list."""
    commands.withdraw_warranty_term(actor=request.actor, term_id=term_id, at=clock.now())
    return redirect_after_post(request, reverse("coverage_terms"), toast=Toast(gettext("质保条款已撤下")))


def _render(request: PageRequest, form: TermForm, status: int = 200) -> HttpResponse:
    store_id = request.store_id
    today = store_info(store_id).clock.day(clock.now())
    names = ("LEGAL_MONTHS", "LEGAL_KM", "WEAR_MONTHS", "WEAR_KM")
    context = {
        "form": form,
        "terms": queries.list_terms(request.actor),
        "may_change": request.actor.may_in_group(permissions.CHANGE),
        **{name.lower(): value(getattr(parameters, name), store_id, today) for name in names},
    }
    return render_page(request, PAGE, context, status=status)
