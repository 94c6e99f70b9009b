"""The front-desk manager's sample check, the farewells of some days, and the words that go on the note."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.web import words

SHOWN = timedelta(days=30)
SAID = {"yes": True, "no": False, "none": None}


@page(permissions.CHECK_DELIVERIES)
def samples(request: PageRequest) -> HttpResponse:
    """What was drawn in the last weeks, with what the checks showed, and how cars left (R-DL08 to R-DL10)."""
    today = store_info(request.store_id).clock.day(clock.now())
    rows = queries.list_samples(request.actor, request.store_id, today - SHOWN, today)
    checked = [row for row in rows if row.checked_at]
    faults = {
        str(label): sum(dict(row.results).get(code) is False for row in checked) for code, label in words.SAMPLED.items()
    }
    context = {
        "rows": rows,
        "checked": len(checked),
        "passed": sum(row.is_passed is True for row in checked),
        "faults": {label: count for label, count in faults.items() if count},
        "may_word": request.actor.may(permissions.WORD_PRECAUTIONS),
        "left": queries.send_off_figures(request.actor, request.store_id, today - SHOWN, today),
    }
    return render_page(request, "reception/samples.html", context)


@require_POST
@page(permissions.CHECK_DELIVERIES)
def draw(request: PageRequest) -> HttpResponse:
    """Draw one delivery of today."""
    try:
        kept = commands.draw_sample(actor=request.actor, store_id=request.store_id, at=clock.now())
    except commands.NothingToDraw as refusal:
        return redirect_after_post(request, reverse("delivery_samples"), toast=Toast(refusal.shown))
    return redirect_after_post(request, reverse("check_delivery", args=[kept.id]))


@page(permissions.CHECK_DELIVERIES)
def check(request: PageRequest, sample_id: int) -> HttpResponse:
    """Check a drawn delivery item by item."""
    sample = queries.get_sample(request.actor, sample_id)
    given = {code: request.POST.get(code, "") for code in words.SAMPLED}
    problem, status = "", 200
    if request.method == "POST":
        try:
            commands.check_delivery(
                actor=request.actor,
                sample_id=sample_id,
                results={code: SAID[said] for code, said in given.items() if said in SAID},
                words=request.POST.get("words", ""),
                version=posted_version(request),
                at=clock.now(),
            )
        except (Invalid, Conflict) as refusal:
            problem, status = refusal.shown, refusal.status
        else:
            return redirect_after_post(request, reverse("delivery_samples"), toast=Toast(gettext("已记下")))
    items = [(code, label, given[code]) for code, label in words.SAMPLED.items()]
    context = {"sample": sample, "items": items, "problem": problem, "words": request.POST.get("words", "")}
    return render_page(request, "reception/check_delivery.html", context, status=status)


@page(permissions.WORD_PRECAUTIONS)
def precautions(request: PageRequest) -> HttpResponse:
    """What to mind after each service: the program's words, the group's, the store's (R-DL01)."""
    actor, store_id = request.actor, request.store_id
    may_group = permissions.WORD_PRECAUTIONS in actor.group_permissions
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in ("word", "words", "words_en")}
    problem, status = "", 200
    if request.method == "POST":
        scope = None if request.POST.get("scope") == "group" else store_id
        try:
            commands.word_precaution(actor=actor, store_id=scope, at=clock.now(), **given)
        except (Invalid, Conflict) as refusal:
            problem, status = refusal.shown, refusal.status
        else:
            return redirect_after_post(request, request.path, toast=Toast(gettext("已保存")))
    rows = queries.list_precautions(actor, store_id)
    chosen = next((row for row in rows if row.word == request.GET.get("word")), None)
    if chosen is not None and request.method != "POST":
        given = {"word": chosen.word, "words": chosen.words, "words_en": chosen.words_en}
    context = {"rows": rows, "given": given, "problem": problem, "may_group": may_group}
    return render_page(request, "reception/precautions.html", context, status=status)
