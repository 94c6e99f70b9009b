"""Approval requests: list, one request, deciding."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.work import commands, permissions, queries
from anxin.parties.work.lifecycle import APPROVAL, PENDING
from anxin.parties.work.web.forms import DecideForm
from anxin.platform import clock
from anxin.platform.ui.addresses import name_documents
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

DETAIL = "work/approval.html"


@page(permissions.DO)
def list_approvals(request: PageRequest) -> HttpResponse:
    """Requests of the store in one state."""
    asked = request.GET.get("state", PENDING)
    state = asked if asked in APPROVAL.labels else PENDING
    rows = queries.list_approvals(request.actor, request.store_id, state)
    states = [(code, _(label)) for code, label in APPROVAL.labels.items()]
    return render_page(request, "work/approvals.html", {"approvals": rows, "states": states, "state": state})


@page(permissions.DO)
def show_approval(request: PageRequest, approval_id: int) -> HttpResponse:
    """One request with what was decided so far."""
    return render_page(request, DETAIL, _context(request, approval_id))


@require_POST
@page(permissions.DECIDE)
def decide_approval(request: PageRequest, approval_id: int) -> HttpResponse:
    """Approve or refuse."""
    actor = request.actor
    approve = request.POST.get("decision") == "approve"

    def act(given: Any) -> Any:
        return commands.decide_approval(
            actor=actor, approval_id=approval_id, approve=approve, words=given["words"], at=clock.now()
        )

    return submit(
        request,
        DecideForm(request.POST),
        act,
        back=(DETAIL, lambda: _context(request, approval_id)),
        url=_back(request) or reverse("approval", args=[approval_id]),
        toast=_("已同意") if approve else _("已回复不同意"),
    )


@require_POST
@page(permissions.ASK)
def withdraw_approval(request: PageRequest, approval_id: int) -> HttpResponse:
    """Take one's own request back."""
    commands.withdraw_approval(actor=request.actor, approval_id=approval_id, at=clock.now())
    return redirect_after_post(request, reverse("approval", args=[approval_id]), toast=Toast(str(_("已撤回"))))


def _back(request: PageRequest) -> str:
    """The page of this site from which somebody decided with one tap."""
    wished = request.GET.get("back", "")
    return wished if wished and url_has_allowed_host_and_scheme(wished, None) else ""


def _context(request: PageRequest, approval_id: int) -> dict[str, Any]:
    approval = queries.get_approval(request.actor, approval_id)
    return {
        "approval": approval,
        "state_label": _(APPROVAL.labels[approval.state]),
        "form": DecideForm(),
        "may_decide": queries.may_decide_approval(request.actor, approval_id, clock.now()),
        "subject": name_documents(request.actor, [approval.subject]).get(approval.subject),
    }
