"""Who pays, by name, and the insurers that a store knows."""

from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query, remembered
from anxin.platform.ui.formats import PAYER_LABELS
from anxin.visit.billing import permissions
from anxin.visit.billing.models import OrderInsurer
from anxin.visit.billing.parameters import MANUFACTURER

MOST_NAMES = 200
"""To choose from."""


def payer_name(payer: str, store_id: int, on: date, insurer: str = "") -> str:
    """Who a payer is: an insurer as it was named, warranty by the maker of the store's brand as of a day.

    Empty where that says nothing beyond the payer's label: the house, and an insurer that nobody has named.
    """
    return _maker(store_id, on) if payer == "warranty" else insurer


def payer_words(payer: str, store_id: int, on: date, insurer: str = "") -> str:
    """A payer with its name, as a list shows it: “保险：…”."""
    label, name = str(PAYER_LABELS.get(payer, payer)), payer_name(payer, store_id, on, insurer)
    return f"{label}：{name}" if name else label


def debtor_name(payer: str, store_id: int, on: date, insurer: str = "") -> str:
    """The account of a payer that is no customer: each insurer has its own, those not named yet share one."""
    if payer == "insurer":
        return insurer or _("保险（没写哪家公司）")
    return payer_words(payer, store_id, on)


@query(permissions.SEE)
def find_insurer(actor: Actor, number: str) -> str:
    """Which company pays the insurer's part of an order; empty while nobody said."""
    rows = OrderInsurer.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number)
    return rows.values_list("name", flat=True).first() or ""


@query(permissions.SEE)
def list_insurers(actor: Actor, store_id: int) -> list[str]:
    """Insurers that a store has named, the most frequent first: chosen from, so that no company has two accounts."""
    rows = OrderInsurer.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).order_by()
    found = rows.values("name").annotate(orders=Count("pk")).order_by("-orders", "name")[:MOST_NAMES]
    return [row["name"] for row in found]


@remembered
def _maker(store_id: int, on: date) -> str:
    """Asked once for a page of bills."""
    name: str = value(MANUFACTURER, store_id, on) or store_info(store_id).brand_name
    return name
