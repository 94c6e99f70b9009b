"""The way from the parts desk to the pre-pick list."""

from django.template.loader import render_to_string

from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.appointments import permissions


def pre_pick_link(request: PageRequest, subject: object) -> str:
    """To what tomorrow's bookings need."""
    return render_to_string("appointments/pre_pick_link.html", {}, request=request)


register_slot("parts.head", pre_pick_link, permission=permissions.SEE)
