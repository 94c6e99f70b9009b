"""Rework: the list, a case with its judgement, and a report that a car will come back."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.parties.people.queries import list_employees
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.quality import commands, permissions, queries
from anxin.visit.quality.lifecycle import REWORK
from anxin.visit.quality.queries import ReworkFilter, ReworkRow
from anxin.visit.quality.web.forms import JudgeForm, ReportForm
from anxin.visit.repair_orders.queries import get_repair_order
from anxin.visit.workshop.queries import list_send_backs

COLUMNS = (
    Column("plate", gettext_lazy("车牌"), kind="plate"),
    Column("title", gettext_lazy("项目")),
    Column("origin_label", gettext_lazy("内返外返")),
    Column("state_label", gettext_lazy("状态")),
    Column("opened_on", gettext_lazy("日期"), kind="day", sort="opened_on"),
    Column("number", gettext_lazy("返修工单"), wide_only=True),
    Column("first_number", gettext_lazy("原工单"), wide_only=True),
    Column("cause_label", gettext_lazy("原因"), wide_only=True),
    Column("responsible_label", gettext_lazy("责任方"), wide_only=True),
    Column("who", gettext_lazy("责任人"), wide_only=True),
    Column("minutes", gettext_lazy("返修工时"), kind="duration", sort="minutes", wide_only=True),
    Column("amount", gettext_lazy("店方承担（元）"), kind="money", sort="amount", wide_only=True),
)


@page(permissions.SEE)
def list_rework(request: PageRequest) -> HttpResponse:
    """Rework of the store at hand, filtered and sorted by the address."""
    listing = read_list(request, ReworkFilter, COLUMNS, default_sort="-opened_on")
    rows = queries.page_rework(request.actor, request.store_id, listing.filter, listing.order, listing.window, url=_url)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(_("返修"))
    return render_page(request, "quality/rework.html", {"list": listing}, partial="table")


@page(permissions.SEE)
def rework_case(request: PageRequest, case_id: int) -> HttpResponse:
    """One case with what the rule says, and the form that judges it."""
    return _show(request, queries.get_rework(request.actor, case_id))


@page(permissions.JUDGE)
def judge_rework(request: PageRequest, case_id: int) -> HttpResponse:
    """Name cause, responsibility and measure."""
    case = queries.get_rework(request.actor, case_id)
    if request.method != "POST":
        return redirect_after_post(request, _url(case_id))
    form = JudgeForm(request.POST, people=_people(request, case))
    if not form.is_valid():
        return _show(request, case, form, status=422)
    try:
        commands.judge_rework(
            actor=request.actor,
            case_id=case_id,
            judgement=form.judgement(),
            version=posted_version(request),
            at=clock.now(),
        )
    except (Invalid, Conflict) as refusal:
        field = "person" if refusal.field == "person_id" else refusal.field
        if field is None or field not in form.fields:
            return _show(request, case, form, problem=refusal.shown, status=refusal.status)
        form.add_error(field, refusal.shown)
        return _show(request, case, form, status=refusal.status)
    return redirect_after_post(request, _url(case_id), Toast(_("已判定")))


@require_POST
@page(permissions.JUDGE)
def withdraw_rework(request: PageRequest, case_id: int) -> HttpResponse:
    """Take a case back that was none."""
    case = queries.get_rework(request.actor, case_id)
    reason = request.POST.get("reason", "")
    try:
        commands.withdraw_rework(
            actor=request.actor, case_id=case_id, reason=reason, version=posted_version(request), at=clock.now()
        )
    except (Invalid, Conflict) as refusal:
        return _show(request, case, problem=refusal.shown, status=refusal.status)
    return redirect_after_post(request, reverse("quality:rework"), Toast(_("已撤销")))


@page(permissions.REPORT)
def report_rework(request: PageRequest, number: str) -> HttpResponse:
    """The customer says that something is not good: the case waits for the car."""
    view = get_repair_order(request.actor, number)
    jobs = [(str(job.id), job.title) for job in view.jobs if job.state == "FINISHED"]
    first = {"job": jobs[0][0]} if len(jobs) == 1 else {}
    form = ReportForm(request.POST if request.method == "POST" else None, jobs=jobs, initial=first)
    context = {"form": form, "order": view.head, "title": _("登记返修")}
    if request.method != "POST" or not form.is_valid():
        return render_page(request, "quality/report.html", context, status=422 if request.method == "POST" else 200)
    given = form.cleaned_data
    made = commands.report_rework(
        actor=request.actor, number=number, job_id=int(given["job"]), words=given["words"], at=clock.now()
    )
    return redirect_after_post(request, _url(made.id), Toast(_("已登记，车来开单时会自动关联")))


def _url(case_id: int) -> str:
    return reverse("quality:rework_case", args=[case_id])


def _people(request: PageRequest, case: ReworkRow) -> list[tuple[str, str]]:
    """Who did the job first stands first."""
    did = [person.id for person in queries.list_who_did(request.actor, case.id)]
    staff = sorted(
        list_employees(request.actor, case.store_id),
        key=lambda person: did.index(person.id) if person.id in did else len(did),
    )
    words = _("%(name)s · %(post)s · 做过这一项")
    return [
        (
            str(person.id),
            words % {"name": person.name, "post": person.post_label}
            if person.id in did
            else f"{person.name} · {person.post_label}",
        )
        for person in staff
    ]


def _show(
    request: PageRequest, case: ReworkRow, form: JudgeForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    actor = request.actor
    may_judge = actor.may(permissions.JUDGE, case.store_id) and REWORK.allows("judge", case.state)
    context: dict[str, Any] = {
        "case": case,
        "problem": problem,
        "send_backs": list_send_backs(actor, case.job_id) if case.origin == "internal" and case.job_id else [],
        "form": (form or _judge_form(request, case)) if may_judge else None,
        "may_withdraw": actor.may(permissions.JUDGE, case.store_id) and REWORK.allows("withdraw", case.state),
        "may_raise": actor.may(permissions.RAISE_CONDUCT, case.store_id) and case.person_id is not None,
    }
    return render_page(request, "quality/rework_case.html", context, status=status)


def _judge_form(request: PageRequest, case: ReworkRow) -> JudgeForm:
    """What was judged; of a case that nobody has judged nothing is chosen beforehand: blame is not a default."""
    initial = {
        "cause": case.cause,
        "responsible": case.responsible,
        "person": str(case.person_id or ""),
        "supplier": case.supplier,
        "measure": case.measure,
        "reason": case.reason,
    }
    return JudgeForm(initial=initial, people=_people(request, case))
