"""The customer of a sale as people say him: by plate, VIN, phone or name; where several fit, one is chosen."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from anxin.parties.customers.queries import CustomerHit, get_customer, get_vehicle, search_customers, search_vehicles
from anxin.platform.errors import Invalid
from anxin.platform.ui.forms import set_choices
from anxin.platform.web import PageRequest
from anxin.visit.counter_sales.web.forms import SellForm

LONGEST = 40


def offer(request: PageRequest, form: SellForm) -> None:
    """Let the form choose among those who fit what was typed, names with masked phones; one alone is taken."""
    found = _found(request, request.POST.get("customer", "")[:LONGEST])
    form.offers_several = len(found) > 1
    set_choices(form, "customer_id", [("", ""), *((one.id, _words(one)) for one in found)])


def chosen(request: PageRequest, given: Mapping[str, Any]) -> int | None:
    """Whose sale it is; None for a walk-in.

    :raises Invalid: nobody fits, or several do and none is chosen
    """
    if not given["customer"]:
        return None
    found = {one.id for one in _found(request, given["customer"])}
    if not found:
        words = gettext("没有找到这位客户，请核对，或先在“客户”里建档；散客请空着。")
        raise Invalid(words, field="customer", rule="R-PT06")
    if given["customer_id"] is None and len(found) > 1:
        raise Invalid(gettext("找到几位客户，请选一位。"), field="customer_id", rule="R-PT06")
    return given["customer_id"] if given["customer_id"] in found else found.pop()


def _found(request: PageRequest, text: str) -> list[CustomerHit]:
    if not text.strip():
        return []
    hits = search_customers(request.actor, text)
    if hits:
        return hits
    cars = [get_vehicle(request.actor, one.id) for one in search_vehicles(request.actor, text)]
    owners = dict.fromkeys(car.owner_id for car in cars if car.owner_id is not None)
    people = [get_customer(request.actor, one) for one in owners]
    return [CustomerHit(one.id, one.name, one.kind, one.data.phone) for one in people]


def _words(one: CustomerHit) -> str:
    return f"{one.name} {one.masked_phone}".strip()
