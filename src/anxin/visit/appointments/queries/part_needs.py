"""What bookings want of the stock: when the missing parts of a package come, and the needs that the parts desk sees."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q, QuerySet

from anxin.holdings.parts.permissions import ASK
from anxin.holdings.parts.queries import PartNeed, all_there_at, list_availability, register_need_source
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.queries import package_parts
from anxin.visit.appointments.lifecycle import ARRIVED, BOOKED
from anxin.visit.appointments.models import Appointment

KIND = "appointments.appointment"
MOST_BOOKINGS = 500


def parts_arrive_at(
    actor: Actor, store_id: int, package_code: str, at: datetime, document: DocumentRef | None = None
) -> datetime | None:
    """When the last missing part of a package comes; None when none is missing, or nobody knows of one (R-AP06).

    What lies ready for ``document``, the booking that asks, is not missing.
    """
    if not package_code or not actor.may(ASK, store_id):
        return None
    wanted = package_parts(actor, store_id, [package_code])
    parts = next(iter(wanted.values()), {})
    stock = list_availability(actor, store_id, parts, at, document)
    known_until, is_open = all_there_at(stock.values())
    return None if is_open else known_until


def needs_of_bookings(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> list[PartNeed]:
    """Parts of the bookings from today on. Only what is laid ready is firm, and that alone is asked for by article."""
    today = store_info(store_id).clock.day(clock.now())
    stores = sorted(actor.stores_for(ASK))
    if article_ids is None:
        found = list(_wanting(stores, store_id, today)[:MOST_BOOKINGS])
    else:
        found = _laid_ready(stores, store_id, today)
    parts = package_parts(actor, store_id, {one.package_code for one in found})
    return [
        PartNeed(
            article_id,
            DocumentRef(KIND, one.pk),
            quantity,
            one.parts_ready_at is not None,
            one.wanted_at,
            f"{one.vehicle.plate or ''} {one.number}".strip(),
        )
        for one in found
        for article_id, quantity in parts.get(one.package_code, {}).items()
        if article_ids is None or article_id in article_ids
    ]


def _wanting(stores: list[int], store_id: int, today: date) -> QuerySet[Appointment]:
    rows: QuerySet[Appointment] = Appointment.objects.in_stores(stores)
    wanting = rows.filter(waits_for_parts(), store_id=store_id, wanted_on__gte=today).exclude(package_code="")
    return wanting.select_related("vehicle").order_by("wanted_at", "pk")


@prepared
def _laid_ready(stores: list[int], store_id: int, today: date) -> QuerySet[Appointment]:
    return _wanting(stores, store_id, today).filter(parts_ready_at__isnull=False)[:MOST_BOOKINGS]


def waits_for_parts() -> Q:
    """Expected, or here without a visit yet: the order that is opened then asks for the parts itself."""
    return Q(state=BOOKED) | Q(state=ARRIVED, document_id=None)


register_need_source(KIND, needs_of_bookings)
