"""Targets out of a workbook: upload, what it would change by cell, take it."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.management.kpi import commands, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import Cell, NewTarget, TargetLine, TargetsDisagree, YearTarget
from anxin.management.kpi.rules.definitions import OPERATORS
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.target_words import difference_words, month_words, seen_in
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, Refusal
from anxin.platform.files.uploads import read_at_most
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.figures.commands import largest_workbook

TEMPLATE = "kpi/target_import.html"
MOST_SHOWN = 500
CHANGES = {
    "new": ("run", gettext_lazy("新增")),
    "changed": ("risk", gettext_lazy("改动")),
    "same": ("", gettext_lazy("没有变化")),
}


@page(permissions.SET_TARGETS)
def check_target_workbook(request: PageRequest) -> HttpResponse:
    """Upload a workbook; what its targets would change is shown by cell, nothing is set yet (M30.08)."""
    if request.method != "POST":
        return render_page(request, TEMPLATE, {})
    upload, at = request.FILES.get("file"), clock.now()
    try:
        if upload is None:
            raise Invalid(_("请选择要导入的文件。"), field="file")
        found = _checked(request, upload, at)
    except Invalid as refusal:
        return render_page(request, TEMPLATE, {"error": refusal.message}, status=422)
    taken = [one for one in found.lines if one.change != "same"]
    context = {
        "file_name": upload.name,
        "has_errors": found.has_errors,
        "other_sums": sum(one.finding.code == "target_other_sum" for one in found.problems),
        "problems": [one.words_in(_) for one in found.problems],
        "has_figures": found.has_figures,
        "rows": [_row(one) for one in found.lines[:MOST_SHOWN]],
        "more": max(0, len(found.lines) - MOST_SHOWN),
        "to_write": len(taken),
        "cells": json.dumps([_sent(one.asked) for one in taken]),
        "seen": found.seen,
    }
    return render_page(request, TEMPLATE, context, status=422 if found.has_errors else 200)


@require_POST
@page(permissions.SET_TARGETS)
def import_targets(request: PageRequest) -> HttpResponse:
    """Take the targets that were looked at, all or none."""
    sent, seen = request.POST.get("cells", ""), request.POST.get("seen", "")
    try:
        targets = _given(sent)
        done = commands.import_targets(
            actor=request.actor,
            store_id=request.store_id,
            targets=targets,
            seen=seen_in(seen),
            is_sure=request.POST.get("is_sure") == "1",
            at=clock.now(),
        )
    except (Invalid, Conflict, TargetsDisagree) as refusal:
        return _again(request, refusal, sent, seen)
    year = max(one.year for one in targets)
    words = _("已导入 %(count)s 个目标") % {"count": done.changed}
    return redirect_after_post(request, f"{reverse('kpi:targets')}?year={year}", Toast(words))


def _checked(request: PageRequest, upload: Any, at: datetime) -> commands.CheckedTargets:
    return commands.check_target_workbook(
        actor=request.actor,
        store_id=request.store_id,
        file_name=upload.name or "",
        content=read_at_most(upload, largest_workbook(request.store_id, at)),
        at=at,
    )


def _again(request: PageRequest, refusal: Refusal, sent: str, seen: str) -> HttpResponse:
    is_asked = isinstance(refusal, TargetsDisagree)
    context = {
        "refusal": refusal,
        "differences": [difference_words(one) for one in getattr(refusal, "found", ())],
        "cells": sent if is_asked else "",
        "seen": seen,
        "must_be_sure": is_asked,
    }
    return render_page(request, TEMPLATE, context, status=refusal.status)


def _sent(one: YearTarget) -> list[Any]:
    target = one.target
    until = None if target.until is None else str(target.until)
    return [one.year, target.cell.code, target.cell.month, target.operator, str(target.value), until]


def _given(sent: str) -> list[YearTarget]:
    """The targets of the form as the check wrote them.

    :raises Invalid: anything that it would not have written
    """
    try:
        return [_one(*each) for each in json.loads(sent)]
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        raise Invalid(_("请重新上传文件。"), field="file") from None


def _one(year: object, code: object, month: object, operator: object, low: object, high: object) -> YearTarget:
    if type(year) is not int or type(month) is not int:
        raise TypeError
    if not isinstance(code, str) or code not in catalogue().definitions or operator not in OPERATORS:
        raise ValueError
    if not isinstance(low, str) or not (high is None or isinstance(high, str)):
        raise TypeError
    until = None if high is None else Decimal(high)
    return YearTarget(year, NewTarget(Cell(code, month), str(operator), Decimal(low), until))


def _row(one: TargetLine) -> dict[str, Any]:
    level, words = CHANGES[one.change]
    target = one.asked.target
    definition = catalogue().definitions[target.cell.code]
    return {
        "name": labels.say(definition.name),
        "when": f"{one.asked.year} {month_words(target.cell.month)}",
        "before": labels.target_words(one.before),
        "value": labels.target_words(target.target),
        "unit": labels.UNITS[definition.unit],
        "level": level,
        "words": words,
        "is_odd": one.is_odd,
        "lacks_unit": one.lacks_unit,
        "place": one.place,
    }
