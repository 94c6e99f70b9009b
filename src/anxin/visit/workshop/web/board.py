"""The workshop board: the live wall of a day, and placing on it by drag, click or key."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import list_teams, store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid, Refusal
from anxin.platform.ui.formats import format_time
from anxin.platform.ui.pages import Toast, announce, redirect_after_post, render_page, respond_with_region
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import OpenJobRow, list_open_jobs
from anxin.visit.workshop import commands, permissions, queries
from anxin.visit.workshop.web.dispatch import read_day, read_number, store_of

TEMPLATE = "workshop/board.html"
LANES = ("bay", "technician")
DENSITIES = ((9, ""), (16, " ax-wall--m"))
"""How many rows of lanes a wall of 1080 lines shows in large letters, and in middling ones."""


class WishForm(forms.Form):
    """Where a job was dropped."""

    from_at = forms.DateTimeField()
    bay = forms.IntegerField(required=False, min_value=1)
    technician = forms.IntegerField(required=False, min_value=1)
    seen = forms.IntegerField(required=False, min_value=0)

    def wish(self, job_id: int) -> commands.Wish:
        """The command's form of it."""
        given = self.cleaned_data
        return commands.Wish(job_id, given["from_at"], given["bay"], given["technician"], given["seen"])


@page(permissions.SEE)
def board(request: PageRequest) -> HttpResponse:
    """The day of the workshop; ``?job=`` picks a job up, ``?propose=1`` shows where the waiting ones would go."""
    return render_page(request, TEMPLATE, _context(request), partial=("board",))


@page(permissions.SEE)
def board_wall(request: PageRequest) -> HttpResponse:
    """Today for a screen on the wall: large letters, nothing to touch, fresh by itself."""
    store_id, now = store_of(request), clock.now()
    store, by_technician = store_info(store_id), request.GET.get("by") == "technician"
    day = store.clock.day(now)
    board = queries.get_board(request.actor, store_id, day, now, by_technician=by_technician)
    context = {
        "board": board,
        "lanes": [(lane, ()) for lane in board.lanes],
        "by": "technician" if by_technician else "bay",
        "wall": True,
        "density": _density(sum(lane.rows for lane in board.lanes)),
        "day": day,
        "now": now,
        "store_name": store.name,
        "unplaced": queries.unplaced_jobs(request.actor, store_id),
        "shop": board.shop,
        "queue": board.shop.queue,
        "version": queries.floor_version(request.actor, store_id, now),
    }
    return render_page(request, "workshop/board_wall.html", context, partial=("board",))


def _density(rows: int) -> str:
    """Nobody scrolls a wall: the more rows it shows, the smaller they are written."""
    return next((words for most, words in DENSITIES if rows <= most), " ax-wall--s")


@page(permissions.DISPATCH)
def placing_preview(request: PageRequest) -> HttpResponse:
    """What a drop would do, for the script: words, and whether it is possible."""
    job_id = read_number(request.GET.get("job", ""))
    form = WishForm(request.GET)
    if job_id is None or not form.is_valid():
        return HttpResponse(status=204)
    seen = queries.preview_placing(request.actor, store_of(request), form.wish(job_id), clock.now())
    span = f"{format_time(seen.starts_at)}–{format_time(seen.ends_at)}"
    return JsonResponse(
        {
            "possible": seen.is_possible,
            "from": seen.starts_at.isoformat(),
            "better": seen.better_at.isoformat() if seen.better_at else "",
            "betterText": _("改到 %(time)s") % {"time": format_time(seen.better_at)} if seen.better_at else "",
            "level": "late" if not seen.is_possible else "risk" if seen.problems else "plan",
            "text": " · ".join(part for part in (span, seen.names, seen.reason) if part),
            "problems": [problem.words for problem in seen.problems],
        }
    )


@require_POST
@page(permissions.DISPATCH)
def drop_job(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Put a job where it was dropped."""
    form = WishForm(request.POST)
    if not form.is_valid():
        return _refused(request, Invalid(_("请把项目放到看板的一个时间上。"), field="from_at", rule="R-WS17"))
    try:
        done = commands.drop_job(actor=request.actor, number=number, wish=form.wish(job_id), at=clock.now())
    except (Conflict, Invalid) as refusal:
        return _refused(request, refusal)
    undo = f"{reverse('workshop:recall_job', args=[number, job_id])}?back=board&day={_given_day(request)}"
    toast = Toast(_("已派工 %(time)s") % {"time": format_time(done.planned_from)}, undo_url=undo)
    return _shown(request, toast, job=str(job_id))


@require_POST
@page(permissions.DISPATCH)
def place_waiting_jobs(request: PageRequest) -> HttpResponse:
    """Accept the proposal, as a whole or for one job."""
    chosen = [number for given in request.POST.getlist("job") if (number := read_number(given)) is not None]
    seen, day = request.POST.get("seen") or None, _read_day(request)
    try:
        done = commands.place_waiting_jobs(
            actor=request.actor, store_id=store_of(request), day=day, job_ids=chosen or None, seen=seen, at=clock.now()
        )
    except (Conflict, Invalid) as refusal:
        return _refused(request, refusal, propose="1")
    placed = [one.job.job_id for one in done.placed]
    words = _("已派 %(placed)s 项，%(left)s 项排不上") % {"placed": len(placed), "left": len(done.left.left)}
    undo = f"{reverse('workshop:recall_placed')}?{urlencode({'jobs': ','.join(map(str, placed)), 'day': day})}"
    more = {} if chosen and not done.left.placed and not done.left.left else {"propose": "1"}
    return _shown(request, Toast(words, undo_url=undo if placed else ""), **(more if chosen or done.left.left else {}))


@require_POST
@page(permissions.DISPATCH)
def recall_placed(request: PageRequest) -> HttpResponse:
    """Take back what one tap has placed."""
    ids = [number for part in request.GET.get("jobs", "").split(",") if (number := read_number(part)) is not None]
    rows = list_open_jobs(request.actor, store_of(request), ids) if ids else []
    for row in rows:
        commands.recall_job(actor=request.actor, number=row.number, job_id=row.job_id, at=clock.now())
    return redirect_after_post(request, _address(request), Toast(_("已撤回 %(n)s 项") % {"n": len(rows)}))


def _shown(request: PageRequest, toast: Toast, **more: str) -> HttpResponse:
    """The board after an act: the region under htmx, else the page anew."""
    url = _address(request, **more)
    return respond_with_region(request, TEMPLATE, "board", _context(request, **more), url=url, toast=toast)


def _refused(request: PageRequest, refusal: Refusal, **more: str) -> HttpResponse:
    """The board as it is now, with what refused: nothing was moved and nothing is lost."""
    context = {**_context(request, **more), "refusal": refusal}
    response = render_page(request, TEMPLATE, context, partial=("board",), status=refusal.status)
    return announce(response, toast=Toast(refusal.shown, level="late"))


def _read_day(request: PageRequest) -> date:
    return read_day(request.GET.get("day", ""), store_info(store_of(request)).clock.day(clock.now()))


def _given_day(request: PageRequest) -> str:
    return _read_day(request).isoformat()


def _address(request: PageRequest, **more: str) -> str:
    lanes = request.GET.get("by", "")
    given = {"day": _given_day(request), **({"by": lanes} if lanes in LANES else {}), **more}
    return f"{reverse('workshop:board')}?{urlencode(given)}"


def _context(request: PageRequest, **more: str) -> dict[str, Any]:
    actor, now, store_id = request.actor, clock.now(), store_of(request)
    day, by_technician = _read_day(request), request.GET.get("by") == "technician"
    asked = {**request.GET.dict(), **more} if request.method == "GET" else more
    may_place = actor.may(permissions.DISPATCH, store_id)
    job = _picked(actor, store_id, read_number(asked.get("job", "")))
    kept = {**({"job": str(job.job_id)} if job else {}), **({"propose": "1"} if asked.get("propose") else {})}
    teams = list_teams(actor, store_id)
    own = queries.led_team(actor, store_id, day)
    wished = read_number(request.GET.get("team", "")) if "team" in request.GET else own
    team = next((one for one in teams if one.id == wished), None)
    board = queries.get_board(actor, store_id, day, now, by_technician=by_technician, team_id=team.id if team else None)
    proposal = queries.propose_placings(actor, store_id, day, now) if asked.get("propose") and may_place else None
    return {
        "board": board,
        "teams": teams,
        "team": team,
        "lanes": [(lane, _hints(board, lane, proposal)) for lane in board.lanes],
        "day": day,
        "today": store_info(store_id).clock.day(now),
        "now": now,
        "yesterday": day - timedelta(days=1),
        "tomorrow": day + timedelta(days=1),
        "by": "technician" if by_technician else "bay",
        "may_place": may_place,
        "may_see_figures": actor.may(permissions.FIGURES, store_id),
        "unplaced": queries.unplaced_jobs(actor, store_id, own if own is not None else team.id if team else None),
        "shop": board.shop,
        "queue": board.shop.queue,
        "proposal": proposal,
        "version": queries.floor_version(actor, store_id, now),
        "address": _address(request, **kept),
        "query": urlencode({"day": day.isoformat(), "by": "technician" if by_technician else "bay"}),
        "job": job,
        **(_choices(actor, job, day, now) if job and may_place else {}),
    }


def _hints(board: queries.Board, lane: queries.Lane, proposal: queries.Proposal | None) -> list[Any]:
    """What is proposed for a lane, with its columns."""
    placed = proposal.placed if proposal else ()
    own = [one for one in placed if lane.id == (one.pick.bay_id if lane.kind == "bay" else one.pick.technician_id)]
    return [(one, board.grid.cell(one.pick.starts_at, one.pick.ends_at)) for one in own if lane.kind != "none"]


def _picked(actor: Actor, store_id: int, job_id: int | None) -> OpenJobRow | None:
    rows = list_open_jobs(actor, store_id, [job_id]) if job_id else []
    return rows[0] if rows and rows[0].state in ("OPEN", "IN_PROGRESS") else None


def _choices(actor: Actor, job: OpenJobRow, day: date, now: datetime) -> dict[str, Any]:
    """Where the picked job stands or would best go, and who could do it instead."""
    placed = queries.find_placed_job(actor, job.job_id)
    found = () if placed else queries.propose_placings(actor, job.store_id, day, now, {job.job_id}).placed
    best = next(iter(found), None)
    wanted, bay_id, chosen = now, None, frozenset[int]()
    if placed is not None:
        wanted, bay_id, chosen = placed.planned_from or now, placed.bay_id, frozenset(placed.technician_ids)
    elif best is not None:
        wanted, bay_id, chosen = best.pick.starts_at, best.pick.bay_id, frozenset({best.pick.technician_id})
    is_begun = placed is not None and placed.state == "IN_PROGRESS"
    people = [] if is_begun else queries.list_choices_of(actor, job, max(wanted, now), now, bay_id)
    return {
        "placed": placed,
        "best": best,
        "stand": queries.stand_of(actor, job.job_id),
        "placed_reason": queries.reasons_of(actor, job.job_id),
        "others": [one for one in people if one.technician_id not in chosen],
    }
