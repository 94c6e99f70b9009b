"""From a figure's page to judging its last month that is over."""

from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string

from anxin.management.assessments import permissions
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot


def assess_here(request: PageRequest, subject: Any) -> str:
    """The link, on a store's page; of a running month to the one before."""
    if not subject.store_id or not request.actor.may(permissions.ASSESS, subject.store_id):
        return ""
    first = subject.day.replace(day=1)
    month = (
        first if (subject.day.year, subject.day.month) < (subject.today.year, subject.today.month) else first - timedelta(1)
    )
    return render_to_string("assessments/_assess_here.html", {"about": subject, "month": month}, request=request)


register_slot("kpi.figure", assess_here, permission=permissions.ASSESS)
