"""The way from the stock to its count sheets."""

from django.template.loader import render_to_string

from anxin.holdings.stocktaking import permissions
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot


def sheets_link(request: PageRequest, subject: object) -> str:
    """To the count sheets of the store."""
    return render_to_string("stocktaking/link.html", {}, request=request)


register_slot("parts.head", sheets_link, permission=permissions.SEE)
