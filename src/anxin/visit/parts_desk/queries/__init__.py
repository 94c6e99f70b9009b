"""Public reads of the parts counter."""

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
    "OpenRequest",
    "Pick",
    "RequestLine",
    "WorkshopRequest",
    "get_request",
    "list_requests",
    "picks_of",
]
