"""Public reads of the parts counter."""

from anxin.visit.parts_desk.queries.options import Choice, Choices, choices_for
from anxin.visit.parts_desk.queries.requests import (
    ORDER_KIND,
    OpenRequest,
    Pick,
    RequestLine,
    WorkshopRequest,
    get_request,
    list_requests,
    picks_of,
)

__all__ = [
    "ORDER_KIND",
    "Choice",
    "Choices",
    "OpenRequest",
    "Pick",
    "RequestLine",
    "WorkshopRequest",
    "choices_for",
    "get_request",
    "list_requests",
    "picks_of",
]
