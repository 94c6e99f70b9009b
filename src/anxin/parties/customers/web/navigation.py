"""Vehicles and customers in the rail, the search box, and what the search finds."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.queries import search_customers, search_vehicles
from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef
from anxin.platform.search import Hit, register_provider
from anxin.platform.ui.navigation import NavigationEntry, register_entry, register_shell_link


def find_vehicles(actor: Actor, text: str) -> list[Hit]:
    """Vehicles for the search box."""
    if not actor.may(permissions.SEE):
        return []
    return [
        Hit(
            _("车辆"),
            " ".join(filter(None, (one.brand_name, one.model_name))) or one.vin,
            " · ".join(filter(None, (one.owner_name, one.vin))),
            reverse("vehicle", args=[one.id]),
            one.plate,
            DocumentRef("customers.vehicle", one.id),
        )
        for one in search_vehicles(actor, text)
    ]


def find_customers(actor: Actor, text: str) -> list[Hit]:
    """Customers for the search box."""
    if not actor.may(permissions.SEE):
        return []
    return [
        Hit(_("客户"), one.name, one.masked_phone, reverse("customer", args=[one.id]))
        for one in search_customers(actor, text)
    ]


register_provider("customers.vehicles", find_vehicles, order=10)
register_provider("customers.customers", find_customers, order=30)
register_shell_link("search", "search")
register_entry(NavigationEntry("vehicles", _("车辆"), "car", "vehicles", permissions.SEE, order=500))
register_entry(NavigationEntry("customers", _("客户"), "users", "customers", permissions.SEE, order=510))
