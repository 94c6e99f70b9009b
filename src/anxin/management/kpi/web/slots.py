"""Figures on lower pages: where the targets of a workbook go, and the days that a review looks at."""

from django.template.loader import render_to_string

from anxin.management.kpi import permissions
from anxin.management.kpi.web.reviewed import figures_of_review, printed_figures
from anxin.platform.documents.contributions import register_contribution
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot


def targets_go_here(request: PageRequest, subject: object) -> str:
    """From the import of monthly figures to that of targets."""
    return render_to_string("kpi/_targets_go_here.html", {}, request=request)


register_contribution("order_review", printed_figures)
register_slot("order_review.figures", figures_of_review)
register_slot("figures.import", targets_go_here, permission=permissions.SET_TARGETS)
