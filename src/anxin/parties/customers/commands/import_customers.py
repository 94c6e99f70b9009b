"""Bulk import of customer files: a batch is one transaction and one event; the same file twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import business_day, require_store
from anxin.parties.customers.commands.cleaning import clean_customer, sort_keys
from anxin.parties.customers.events import CustomersImported
from anxin.parties.customers.models import Customer, CustomerStore, NameToken
from anxin.parties.customers.models.bulk import insert_rows
from anxin.parties.customers.rules import CustomerData, name_tokens
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import InvalidFields
from anxin.platform.events import publish
from anxin.platform.findings import Finding
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, RowOutcome, refused


@dataclass(frozen=True, slots=True)
class TakenCustomer:
    """A customer of the batch: its id, and what became of the row."""

    customer_id: int
    outcome: RowOutcome


@command(permissions.IMPORT)
def import_customers(*, actor: Actor, store_id: int, rows: Sequence[CustomerData], at: datetime) -> list[RowOutcome]:
    """Take up to a thousand customer files into a store (M02.01).

    A customer is the same when name and phone are. Values that a row leaves empty stay as they are.
    """
    require_store(actor, permissions.IMPORT, store_id)
    outcomes: list[RowOutcome | None] = [None] * len(rows)
    good: dict[int, CustomerData] = {}
    for index, row in enumerate(rows):
        try:
            good[index] = clean_customer(row)
        except InvalidFields as invalid:
            outcomes[index] = refused_because(invalid)
    taken = take_customers(store_id, list(good.values()), at=at)
    for index, one in zip(good, taken, strict=True):
        outcomes[index] = one.outcome
    created, updated = count_of(taken)
    audit.note(None, store_id, created=created, updated=updated)
    publish(CustomersImported(store_id=store_id, created=created, updated=updated), at=at)
    return [one for one in outcomes if one is not None]


def take_customers(store_id: int, rows: Sequence[CustomerData], *, at: datetime) -> list[TakenCustomer]:
    """Write cleaned customer files of one store; answers row by row."""
    known = _known(store_id, rows)
    fresh: dict[tuple[str, str], CustomerData] = {}
    changed: dict[int, Customer] = {}
    columns: set[str] = set()
    outcomes: list[RowOutcome] = []
    for row in rows:
        key = (row.name, row.phone)
        if key in known:
            filled = _fill(known[key], row)
            if filled:
                changed[known[key].pk] = known[key]
                columns |= filled
            outcomes.append(UPDATED if filled else UNCHANGED)
        else:
            outcomes.append(UNCHANGED if key in fresh else CREATED)
            fresh.setdefault(key, row)
    for made in _create(store_id, list(fresh.values()), at=at):
        known[made.name, made.phone] = made
    if changed:
        Customer.objects.across_stores(reason="files of one store's import").bulk_update(changed.values(), sorted(columns))
    return [TakenCustomer(known[row.name, row.phone].pk, outcome) for row, outcome in zip(rows, outcomes, strict=True)]


def refused_because(invalid: InvalidFields) -> RowOutcome:
    """A row that the rules of the file refuse, with the first field to mend."""
    field, message = next(iter(invalid.errors.items()))
    return refused(Finding(invalid.code, str(message), ""), field)


def count_of(taken: Sequence[TakenCustomer]) -> tuple[int, int]:
    """How many rows were created and updated."""
    return sum(one.outcome is CREATED for one in taken), sum(one.outcome is UPDATED for one in taken)


def _known(store_id: int, rows: Sequence[CustomerData]) -> dict[tuple[str, str], Customer]:
    names, phones = {row.name for row in rows}, {row.phone for row in rows}
    if not names:
        return {}
    seen = Customer.objects.across_stores(reason="files of one store's import")
    mine = seen.filter(store_ids__contains=[store_id], erased_at=None)
    nameless = {row.name for row in rows if not row.phone}
    found: set[int] = set()
    for asked in (Q(phone__in=phones - {""}), Q(phone="", name__in=nameless)):
        found |= set(mine.filter(asked).values_list("pk", flat=True))
    # Locked, so that an edit at the counter waits or is read here; of two with one name and phone the older counts.
    locked = mine.filter(pk__in=found).order_by("pk").locked()
    return {(one.name, one.phone): one for one in reversed(locked)}


def _fill(customer: Customer, row: CustomerData) -> set[str]:
    """Take the values that the row has and name their columns; an empty cell never erases.

    ``kind`` and ``source`` stay as people set them.
    """
    given = {name: value for name, value in _values(row).items() if value and name not in ("kind", "source")}
    new: dict[str, Any] = {name: value for name, value in given.items() if getattr(customer, name) != value}
    if new:
        new["version"] = customer.version + 1
    for name, value in new.items():
        setattr(customer, name, value)
    return set(new)


def _create(store_id: int, rows: Sequence[CustomerData], *, at: datetime) -> list[Customer]:
    if not rows:
        return []
    day = business_day(store_id, at)
    made = [
        Customer(
            created_at=at,
            created_on=day,
            created_store_id=store_id,
            store_ids=[store_id],
            **_values(row) | {"source": row.source or Customer.Source.IMPORT},
            **sort_keys(row),
        )
        for row in rows
    ]
    ids = {(name, phone): key for key, name, phone in insert_rows(made, ("id", "name", "phone"))}
    for one in made:
        one.pk = ids[one.name, one.phone]
    CustomerStore.objects.bulk_create(CustomerStore(customer=one, store_id=store_id, since_at=at) for one in made)
    NameToken.objects.bulk_create(
        NameToken(customer=one, token=token, store_ids=[store_id]) for one in made for token in sorted(name_tokens(one.name))
    )
    return made


def _values(row: CustomerData) -> dict[str, str]:
    return {name: getattr(row, name) for name in CustomerData.__dataclass_fields__}
