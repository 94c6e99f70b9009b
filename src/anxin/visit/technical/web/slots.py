"""Cases on lower pages: the tile and the banner on the technician's phone, and the panel beside an order."""

from typing import Any

from django.template.loader import render_to_string

from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.technical import permissions, queries


def help_tile(request: PageRequest, job: Any) -> str | None:
    """求助 on the phone, or the way to the case that is open."""
    context = {"job": job, "case": queries.find_open_cases(request.actor, [job.job_id]).get(job.job_id)}
    return render_to_string("technical/_tile.html", context, request=request)


def case_banner(request: PageRequest, job: Any) -> str | None:
    """How the open case of a job stands; nothing without one."""
    case = queries.find_open_cases(request.actor, [job.job_id]).get(job.job_id)
    return render_to_string("technical/_banner.html", {"case": case}, request=request) if case else None


def cases_panel(request: PageRequest, order: Any) -> str | None:
    """Cases of an order; nothing without one."""
    rows = queries.list_cases_of_order(request.actor, order.id)
    return render_to_string("technical/_panel.html", {"cases": rows}, request=request) if rows else None


register_slot("workshop.job_tiles", help_tile, permission=permissions.CALL)
register_slot("workshop.job", case_banner, permission=permissions.SEE)
register_slot("repair_order.side", cases_panel, order=22, permission=permissions.SEE)


def consults_link(request: PageRequest, subject: object) -> str:
    """From the cases to what other stores ask."""
    return render_to_string("technical/_consults_link.html", {}, request=request)


register_slot("technical.ways", consults_link, permission=permissions.ADVISE)
