"""What booking does for a store: who comes booked, how long cars wait, how promises are kept (M04.07, M04.10-M04.12)."""

from datetime import date

from django.db.models import Min
from django.db.models.functions import Coalesce, Least

from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.appointments.parameters import CAME_MINUTES
from anxin.visit.appointments.queries import require_span
from anxin.visit.reception import permissions, rules
from anxin.visit.reception.lifecycle import LEFT
from anxin.visit.reception.models import Reception


@query(permissions.SEE)
def figures_of_entries(actor: Actor, store_id: int, since: date, until: date) -> rules.EntryFigures:
    """Cars of customers that came on these days, both included, and had an order; internal cars do not count (R-AP03).

    :raises Invalid: days that are no span, or one of more than a year
    """
    require_span(since, until)
    rows = (
        Reception.objects.visible_to(actor, permissions.SEE)
        .filter(store_id=store_id, arrived_on__range=(since, until), is_internal=False, repair_order__isnull=False)
        .exclude(state=LEFT)
        .annotate(
            signed_at=Min("repair_order__authorisations__at"),
            begun_at=Min("repair_order__jobs__started_at"),
            # Least passes over null: without a booking it is the reception's own.
            came_at=Least("arrived_at", "appointment__arrived_at", "seen_at"),
            due_at=Coalesce("repair_order__agreed_promise_at", "repair_order__promised_at"),
        )
    )
    names = ("came_at", "signed_at", "begun_at", "due_at", "repair_order__lane", "appointment__wanted_at")
    entries = [
        rules.Entry(
            lane=lane,
            wanted_at=wanted,
            arrived_at=arrived,
            signed_at=signed,
            begun_at=begun,
            is_on_time=None if delivered is None else inspected is not None and due is not None and inspected <= due,
        )
        for arrived, signed, begun, due, lane, wanted, inspected, delivered in rows.order_by().values_list(
            *names, "repair_order__inspected_at", "repair_order__delivered_at"
        )
    ]
    return rules.figures_of(entries, value(CAME_MINUTES, store_id, until))
