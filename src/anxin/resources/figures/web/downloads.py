"""Workbooks to download: the template, and a year as it holds."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext

from anxin.platform.ui.lists import XLSX_TYPE
from anxin.resources.figures.current import FigureCell
from anxin.resources.figures.kinds import all_kinds
from anxin.resources.figures.workbook import write_workbook


def download_months(year: int, cells: Mapping[tuple[str, date], FigureCell], title: str) -> HttpResponse:
    """A year's workbook; without cells the template."""
    months = [date(year, number, 1) for number in range(1, 13)]
    content = write_workbook(list(all_kinds().values()), months, cells, translate=gettext)
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title, safe='')}.xlsx"
    return response
