"""Search over vehicles and customers: plate, VIN and phone tails, initials, parts of Chinese names.

Every condition compares an indexed column with ``=``, ``>=`` or ``<``: the only ones that PostgreSQL lets use an index
before it has checked the row's policy.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from anxin.parties.customers import permissions
from anxin.parties.customers.models import Customer, NameToken, Vehicle, VehicleParty
from anxin.parties.customers.queries.cards import masked
from anxin.parties.customers.rules import SearchTerms, name_tokens, prefix_range, read_search, tail_range
from anxin.platform.actor import Actor
from anxin.platform.phones import parse_phone
from anxin.platform.plates import parse_plate
from anxin.platform.queries import query

MOST_HITS = 20
WHOLE_NAME = 5
"""From this length on a name is a company's, and typed whole it is the one that is meant."""


@dataclass(frozen=True, slots=True)
class VehicleHit:
    """A vehicle that was found, by itself or through its owner."""

    id: int
    plate: str
    vin: str
    brand_name: str
    model_name: str
    owner_name: str


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer who was found; phone masked."""

    id: int
    name: str
    kind: str
    masked_phone: str


@query(permissions.SEE)
def search_vehicles(actor: Actor, text: str) -> list[VehicleHit]:
    """At most 20 vehicles of the actor's stores by plate tail (≥ 4), VIN tail (≥ 6), or the owner's phone or name."""
    ids = matching_vehicles(actor, text, limit=MOST_HITS)
    if len(ids) < MOST_HITS:
        people = matching_customers(actor, text, limit=MOST_HITS)
        parties = VehicleParty.objects.visible_to(actor, permissions.SEE)
        cars = parties.filter(customer_id__in=people, valid_to=None).order_by("vehicle_id")
        ids = list(dict.fromkeys([*ids, *cars.values_list("vehicle_id", flat=True)[:MOST_HITS]]))[:MOST_HITS]
    return _vehicle_hits(actor, ids)


@query(permissions.SEE)
def search_customers(actor: Actor, text: str) -> list[CustomerHit]:
    """At most 20 customers of the actor's stores by phone tail (≥ 4), initials (≥ 2) or part of a Chinese name (≥ 2)."""
    ids = matching_customers(actor, text, limit=MOST_HITS)
    rows = Customer.objects.visible_to(actor, permissions.SEE).in_bulk(ids)
    return [CustomerHit(key, rows[key].name, rows[key].kind, masked(rows[key].phone)) for key in ids if key in rows]


def matching_vehicles(actor: Actor, text: str, *, limit: int) -> list[int]:
    """Ids of the actor's vehicles whose plate or VIN fits."""
    terms = read_search(text)
    seen = Vehicle.objects.visible_to(actor, permissions.SEE)
    found: list[int] = []
    plate = parse_plate(text)
    if plate.is_usable:
        found += seen.filter(plate=plate.text).values_list("pk", flat=True)
    if not found and terms.plate_tail:
        found += _between(seen, "plate_reversed", tail_range(terms.plate_tail), limit)
    if terms.vin_tail and len(found) < limit:
        found += _between(seen, "vin_reversed", tail_range(terms.vin_tail), limit)
    return list(dict.fromkeys(found))[:limit]


def matching_customers(actor: Actor, text: str, *, limit: int) -> list[int]:
    """Ids of the actor's customers whose phone, initials or name fits."""
    terms = read_search(text)
    seen = Customer.objects.visible_to(actor, permissions.SEE)
    found: list[int] = []
    if terms.phone_tail:
        whole = parse_phone(text)
        if whole.is_usable and len(terms.phone_tail) >= 7:
            found += seen.filter(Q(phone=whole.text)).values_list("pk", flat=True)[:limit]
        else:
            found += _between(seen, "phone_reversed", tail_range(terms.phone_tail), limit)
    if terms.initials and len(found) < limit:
        found += _between(seen, "initials", prefix_range(terms.initials), limit)
    if terms.name and len(found) < limit:
        found += _by_name(actor, terms, limit)
    return list(dict.fromkeys(found))[:limit]


def _between(seen: Any, column: str, bounds: tuple[str, str], limit: int) -> list[int]:
    low, high = bounds
    rows = seen.filter(**{f"{column}__gte": low, f"{column}__lt": high})
    return list(rows.values_list("pk", flat=True)[:limit])


def _by_name(actor: Actor, terms: SearchTerms, limit: int) -> list[int]:
    """Customers whose name has three of the typed pairs of characters, and then the whole text."""
    seen = Customer.objects.visible_to(actor, permissions.SEE)
    if len(terms.name) >= WHOLE_NAME:
        whole = list(seen.filter(name=terms.name).values_list("pk", flat=True)[:limit])
        if whole:
            return whole
    tokens = NameToken.objects.visible_to(actor, permissions.SEE)
    pairs = name_tokens(terms.name)
    # Three narrow enough: a company's fifteen pairs would make fifteen joins.
    wanted = sorted(pairs, key=terms.name.index)
    wanted = [wanted[0], wanted[len(wanted) // 2], wanted[-1]]
    rows = seen.filter(name__contains=terms.name)
    for token in dict.fromkeys(wanted):
        rows = rows.filter(pk__in=tokens.filter(token=token).values("customer_id"))
    return list(rows.values_list("pk", flat=True)[:limit])


def _vehicle_hits(actor: Actor, ids: list[int]) -> list[VehicleHit]:
    rows = Vehicle.objects.visible_to(actor, permissions.SEE).select_related("brand").in_bulk(ids)
    parties = VehicleParty.objects.visible_to(actor, permissions.SEE)
    owners = dict(parties.filter(vehicle_id__in=ids, valid_to=None, role="owner").values_list("vehicle_id", "customer_id"))
    people = Customer.objects.visible_to(actor, permissions.SEE).in_bulk(set(owners.values()))
    return [
        VehicleHit(
            key,
            row.plate,
            row.vin,
            row.brand.name if row.brand else row.brand_name,
            row.model_name,
            people[owners[key]].name if owners.get(key) in people else "",
        )
        for key in ids
        if (row := rows.get(key)) is not None
    ]
