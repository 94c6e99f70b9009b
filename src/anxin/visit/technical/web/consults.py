"""Experts outside the store: the store asks and invites, the group's experts read and answer."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.platform import clock
from anxin.platform.files.queries import read_file
from anxin.platform.ui.forms import attempt, submit
from anxin.platform.ui.late import LateFile
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, ShownOnce, page
from anxin.visit.technical import commands, permissions, queries
from anxin.visit.technical.access import program
from anxin.visit.technical.web.cases import TEMPLATE, act_on, context_of
from anxin.visit.technical.web.forms import AnswerForm, EndForm, ExpertForm, QuestionForm


class ConsultFile(LateFile):
    """A photo of another store: checked on the expert's behalf, then read on that of the store that opened it."""

    def __init__(self, store_id: int, key: str) -> None:
        super().__init__(bytes, "image/jpeg", "inline")
        self.place = (store_id, key)

    def finish(self) -> HttpResponse:
        """Read the bytes."""
        store_id, key = self.place
        found = read_file(program(store_id), key)
        self.content, self["Content-Type"] = found.data, found.content_type
        self["X-Content-Type-Options"], self["Cache-Control"] = "nosniff", "private, no-cache"
        return self


@require_POST
@page(permissions.LEAD)
def consult_experts(request: PageRequest, case_id: int) -> HttpResponse:
    """The masked question and the chosen photos go out."""
    photos = [key for key in request.POST.getlist("photos") if key]
    return act_on(
        request,
        case_id,
        "question",
        QuestionForm(request.POST),
        lambda given, by: commands.consult_experts(question=given["question"], photo_keys=photos, **by),
        _("已请集团专家看，客户和车辆信息已隐去"),
    )


@require_POST
@page(permissions.LEAD)
def end_consult(request: PageRequest, case_id: int) -> HttpResponse:
    """What came of it; the links end."""
    return act_on(
        request,
        case_id,
        "end",
        EndForm(request.POST),
        lambda given, by: commands.end_consult(result=given["result"], **by),
        _("远程支持已结束，链接已失效"),
    )


@require_POST
@page(permissions.LEAD)
def invite_expert(request: PageRequest, case_id: int) -> HttpResponse:
    """A link for one outside expert, shown this once."""
    url = reverse("technical:case", args=[case_id])
    form = ExpertForm(request.POST)
    made = attempt(
        form,
        lambda given: commands.invite_expert(actor=request.actor, case_id=case_id, at=clock.now(), **given),
    )
    context = context_of(request, case_id)
    if made is None:
        return render_page(request, TEMPLATE, {**context, "expert_form": form}, status=422)
    address = (settings.PUBLIC_URL.rstrip("/") if settings.PUBLIC_URL else request.build_absolute_uri("/")[:-1]) + made.path
    shown = render_page(request, TEMPLATE, {**context, "expert_address": address, "expert_until": made.expires_at})
    return ShownOnce(shown, redirect_after_post(request, url, Toast(str(_("链接只显示一次，请重新生成")), level="late")))


@require_POST
@page(permissions.LEAD)
def revoke_expert_link(request: PageRequest, link_id: int) -> HttpResponse:
    """End a link before its time."""
    commands.revoke_expert_link(actor=request.actor, link_id=link_id, at=clock.now())
    case_id = request.POST.get("case", "")
    known = case_id.isdecimal() and len(case_id) < 18
    url = reverse("technical:case", args=[int(case_id)]) if known else reverse("technical:cases")
    return redirect_after_post(request, url, Toast(str(_("链接已撤回"))))


@page(permissions.ADVISE)
def list_consults(request: PageRequest) -> HttpResponse:
    """What waits for the experts of the group."""
    return render_page(request, "technical/consults.html", {"consults": queries.list_consults(request.actor)})


@page(permissions.ADVISE)
def show_consult(request: PageRequest, consult_id: int) -> HttpResponse:
    """One question with its thread."""
    context = {"consult": queries.get_consult(request.actor, consult_id), "form": AnswerForm()}
    return render_page(request, "technical/consult.html", context)


@require_POST
@page(permissions.ADVISE)
def note_consult_opened(request: PageRequest, consult_id: int) -> HttpResponse:
    """Opening a question from the list is logged."""
    commands.note_consult_opened(actor=request.actor, consult_id=consult_id, at=clock.now())
    return redirect_after_post(request, reverse("technical:consult", args=[consult_id]))


@require_POST
@page(permissions.ADVISE)
def answer_consult(request: PageRequest, consult_id: int) -> HttpResponse:
    """A word in the thread."""
    url = reverse("technical:consult", args=[consult_id])
    by: dict[str, Any] = {"actor": request.actor, "consult_id": consult_id, "at": clock.now()}
    return submit(
        request,
        AnswerForm(request.POST),
        lambda given: commands.answer_consult(words=given["words"], **by),
        back=("technical/consult.html", lambda: {"consult": queries.get_consult(request.actor, consult_id)}),
        url=url,
        toast=_("已答复"),
    )


@require_safe
@page(permissions.ADVISE)
def consult_file(request: PageRequest, consult_id: int, key: object) -> HttpResponse:
    """A photo of an open question."""
    return ConsultFile(queries.find_consult_file(request.actor, consult_id, str(key)), str(key))
