"""Figures on lower pages: where targets of a workbook go, since when records count, the days that a review looks at."""

from datetime import date

from django.template.loader import render_to_string

from anxin.management.kpi import permissions, queries
from anxin.management.kpi.rules.periods import months_later
from anxin.management.kpi.web.reviewed import figures_of_review, printed_figures
from anxin.platform.documents.contributions import register_contribution
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot


def targets_go_here(request: PageRequest, subject: object) -> str:
    """From the import of monthly figures to that of targets."""
    return render_to_string("kpi/_targets_go_here.html", {}, request=request)


register_contribution("order_review", printed_figures)
register_slot("order_review.figures", figures_of_review)


def records_count(request: PageRequest, subject: object) -> str:
    """Since when records count instead of what is stated; ``subject`` is the latest month on the page, or none."""
    first = queries.get_first_day(request.actor, request.store_id)
    if first is None or (isinstance(subject, date) and subject < first.replace(day=1)):
        return ""
    whole = first if first.day == 1 else months_later(first.replace(day=1), 1)
    return render_to_string("kpi/_records_count.html", {"first": first, "whole": whole}, request=request)


register_slot("figures.records", records_count, permission=permissions.SEE)
register_slot("figures.import", targets_go_here, permission=permissions.SET_TARGETS)
