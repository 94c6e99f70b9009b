"""Deliveries drawn for the front-desk manager's check, and what the checks showed (R-DL10)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.appointments.queries import require_span
from anxin.visit.reception import permissions
from anxin.visit.reception.models import DeliverySample

MOST_SAMPLES = 1000


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A drawn delivery; ``results`` are (item, in order: None where it does not apply), empty while nobody checked it."""

    id: int
    version: int
    order_number: str
    plate: str
    advisor_name: str
    drawn_on: date
    checked_at: datetime | None
    results: tuple[tuple[str, bool | None], ...]
    words: str
    vin: str = ""

    @property
    def is_passed(self) -> bool | None:
        """Whether all was in order; None while nobody checked it."""
        return None if self.checked_at is None else all(said is not False for _item, said in self.results)


@query(permissions.CHECK_DELIVERIES)
def list_samples(actor: Actor, store_id: int, since: date, until: date) -> list[SampleRow]:
    """What was drawn on the days of a span, both included, the newest first.

    :raises Invalid: days that are no span, or one of more than a year
    """
    require_span(since, until)
    rows = _rows(actor).filter(store_id=store_id, drawn_on__range=(since, until)).order_by("-drawn_on", "-pk")
    return [_row(one) for one in rows[:MOST_SAMPLES]]


@query(permissions.CHECK_DELIVERIES)
def get_sample(actor: Actor, sample_id: int) -> SampleRow:
    """One drawn delivery.

    :raises NotFound: unknown or out of scope
    """
    return _row(_rows(actor).one(pk=sample_id))


def _rows(actor: Actor) -> Any:
    rows = DeliverySample.objects.visible_to(actor, permissions.CHECK_DELIVERIES)
    return rows.select_related("repair_order__vehicle", "repair_order__advisor")


def _row(one: DeliverySample) -> SampleRow:
    order = one.repair_order
    return SampleRow(
        one.pk,
        one.version,
        order.number,
        order.vehicle.plate or "",
        order.advisor.name,
        one.drawn_on,
        one.checked_at,
        tuple(one.results.items()),
        one.words,
        vin=order.vehicle.vin or "",
    )
