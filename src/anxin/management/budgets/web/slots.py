"""On the pages of figures: the forecast is proposed to the other side, and a target says who agreed on it."""

from typing import Any

from django.template.loader import render_to_string

from anxin.management.budgets import permissions, queries
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot


def propose_here(request: PageRequest, subject: Any) -> str:
    """The numbers on the page of the forecast, to be proposed; ``subject`` is the place, the year and what is given."""
    place = subject["place"] if subject else None
    if place is None or place.level != "store" or place.unit_id != request.store_id:
        return ""
    if not request.actor.may(permissions.FORECAST, place.unit_id):
        return ""
    numbers = [(name, f"{value.normalize():f}") for name, value in subject["given"].items()]
    context = {"year": subject["year"], "numbers": numbers}
    return render_to_string("budgets/_propose_here.html", context, request=request)


def agreed_here(request: PageRequest, subject: Any) -> str:
    """Who proposed and who confirmed a target of the store; ``subject`` is the figure's code and the year."""
    if not request.actor.may(permissions.SEE_PROPOSALS, request.store_id):
        return ""
    found = queries.find_agreement(request.actor, request.store_id, subject["year"], subject["code"])
    return render_to_string("budgets/_agreed.html", {"found": found}, request=request) if found else ""


register_slot("kpi.forecast", propose_here, permission=permissions.FORECAST)
register_slot("kpi.target", agreed_here, permission=permissions.SEE_PROPOSALS)
