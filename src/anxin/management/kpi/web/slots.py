"""Figures beside monthly figures: where the targets of a workbook go."""

from django.template.loader import render_to_string

from anxin.management.kpi import permissions
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot


def targets_go_here(request: PageRequest, subject: object) -> str:
    """From the import of monthly figures to that of targets."""
    return render_to_string("kpi/_targets_go_here.html", {}, request=request)


register_slot("figures.import", targets_go_here, permission=permissions.SET_TARGETS)
