"""Pages of the kit itself: the sheet of states, and the pages for refused requests.

Does not own: signing in, search, or anything with a table.
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.ui.pages import render_page, render_refusal, wants_region


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The `next` address of the request if it stays on this site, else the fallback."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else fallback


@require_GET
def states(request: HttpRequest) -> HttpResponse:
    """Every part of the kit on one page, for those who build screens."""
    now = clock.now().replace(second=0, microsecond=0)
    promise = SimpleNamespace(
        promised_at=now + dt.timedelta(minutes=30),
        expected_at=now + dt.timedelta(minutes=65),
        level="risk",
        minutes=35,
        left_minutes=30,
        share=82,
        reason=_("等客户确认增项 42 分"),
        label="",
    )
    steps = [
        SimpleNamespace(label=_("接待"), state="done", note="09:04"),
        SimpleNamespace(label=_("施工"), state="now", note="1 / 3"),
        SimpleNamespace(label=_("质检"), state="", note=""),
        SimpleNamespace(label=_("交车"), state="", note=""),
    ]
    context = {
        "promise": promise,
        "steps": steps,
        "differences": {_("工时"): ("1.4 h", "1.0 h"), _("措施"): (None, _("更换前片，路试 3 km"))},
        "lines": [SimpleNamespace(at=now, title=_("签字"), text=_("五项确认"), icon="signature", url="", hot=False)],
        "values": [82, 84, 83, 86, 88, 86],
        "marks": [{"kind": "scratch", "zone": "front_bumper_left", "x": 0.11, "y": 0.72, "note": ""}],
        "places": [_("前"), _("仪表")],
        "tabs": [("mine", _("我的"), 9), ("all", _("全店"), 47)],
    }
    return render_page(request, "ui/states.html", context)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: unknown address, or not visible to this person."""
    return render_refusal(request, NotFound(), who=_("如果同事发来的链接打不开，请问他是哪家店的。"))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: says whom to ask."""
    return render_refusal(request, Denied())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is broken."""
    refusal = Invalid(_("请回到上一页刷新后再试。"))
    response = render_refusal(request, refusal)
    response.status_code = 400
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose page is too old: nothing was saved, reload and send again."""
    return render_refusal(request, Denied(_("页面打开太久或换过登录，没有保存。请返回刷新后再提交；填过的内容还在。")))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: needs neither database nor session."""
    context = {"request_id": getattr(request, "request_id", "")}
    if wants_region(request):
        return HttpResponse(status=500)
    return HttpResponse(render_to_string("ui/server_error.html", context), status=500)
