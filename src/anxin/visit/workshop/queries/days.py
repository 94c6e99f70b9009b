"""A technician's shift without a gap: on which car, on what else, and waiting for work (M07.02)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague, find_employee, list_shifts
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.visit.workshop import permissions, tiling
from anxin.visit.workshop.models import IndirectTime, JobClock, Waiting
from anxin.visit.workshop.queries.indirect import IndirectDay, indirect_day
from anxin.visit.workshop.queries.stays import StayTile
from anxin.visit.workshop.reasons import WaitReason
from anxin.visit.workshop.tiling import Span

PERSONAL = (WaitReason.BREAK, WaitReason.END_OF_SHIFT)


@dataclass(frozen=True, slots=True)
class TiledDay:
    """A technician's day: one run of tiles for each shift; without a shift, from the first to the last clock."""

    technician: Colleague
    day: date
    tiles: tuple[StayTile, ...]
    elsewhere: IndirectDay

    @property
    def sums(self) -> list[tuple[str, int]]:
        """(label, minutes) by name, most first."""
        found: dict[str, int] = {}
        for one in self.tiles:
            found[one.label] = found.get(one.label, 0) + one.minutes
        return sorted(found.items(), key=lambda one: -one[1])


@query(permissions.FIGURES)
def get_tiled_day(actor: Actor, technician_id: int, day: date, now: datetime) -> TiledDay:
    """What a technician did on a business day, minute by minute.

    :raises NotFound: nobody of that id in a store whose figures the actor may see
    """
    person = find_employee(actor, technician_id)
    if person is None or not actor.may(permissions.FIGURES, person.store_id):
        raise NotFound
    clocks = JobClock.objects.visible_to(actor, permissions.FIGURES).filter(technician_id=person.id, worked_on=day)
    work = [
        Span(row.started_at, row.ended_at, tiling.WORKING, f"{row.repair_order.vehicle.plate or ''} {row.job.title}".strip())
        for row in clocks.select_related("repair_order__vehicle", "job").order_by("started_at")
    ]
    elsewhere = indirect_day(actor, person, day)
    other = [Span(row.started_at, row.ended_at, row.activity, row.note) for row in elsewhere.stretches]
    shifts = [
        (row.clocked_in_at, row.clocked_out_at or now)
        for row in list_shifts(actor, person.store_id, day, day)
        if row.employee_id == person.id
    ]
    spans = shifts or _around([*work, *other], now)
    rests = _rests(actor, person, spans)
    labels = {
        tiling.WORKING: _("施工"),
        tiling.IDLE: _("等活"),
        **{str(code): str(label) for code, label in (*WaitReason.choices, *IndirectTime.Activity.choices)},
    }
    return TiledDay(
        person,
        day,
        tuple(
            StayTile(one.since, one.until, one.name, labels[one.name], one.detail, one.minutes)
            for since, until in spans
            for one in tiling.tile(since, until, [work, other, rests], tiling.IDLE)
        ),
        elsewhere,
    )


def _around(spans: list[Span], now: datetime) -> list[tuple[datetime, datetime]]:
    if not spans:
        return []
    return [(min(one.since for one in spans), max(one.until or now for one in spans))]


def _rests(actor: Actor, person: Colleague, spans: list[tuple[datetime, datetime]]) -> list[Span]:
    """Breaks that were noted as the reason of a pause."""
    if not spans:
        return []
    local = store_info(person.store_id).clock
    begins, ends = local.bounds(local.day(spans[0][0]))
    rows = Waiting.objects.visible_to(actor, permissions.FIGURES).filter(
        store_id=person.store_id, noted_by_id=person.id, reason__in=PERSONAL, since__gte=begins, since__lt=ends
    )
    return [Span(row.since, row.until, row.reason) for row in rows.order_by("since")]
