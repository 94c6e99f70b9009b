"""What a placing would do that nobody wants: what stands there, whose promise it breaks, hours with too few people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.ui.formats import format_time, plate_or_vin
from anxin.visit.repair_orders.parameters import PROMISE_MARGIN
from anxin.visit.repair_orders.queries import OpenJobRow
from anxin.visit.workshop import grid as grids
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.placing import Day, Left, Pick, Wish, Work, held_until, minutes_late
from anxin.visit.workshop.queries.floor import DayPlan, PlannedBlock, TechnicianPlan
from anxin.visit.workshop.queries.load import HourLoad, booked_work, expected_bookings, hour_load, opening_of


@dataclass(frozen=True, slots=True)
class Problem:
    """What a placing would do that nobody wants: ``code`` is skill, bay, time, nobody, overlap, busy, hour or promise."""

    code: str
    words: str
    number: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A placing with what was found for it; ``kept`` are those who have the job and keep it.

    ``better_at`` is when nothing that goes on now is in the way any more.
    """

    plan: DayPlan
    job: OpenJobRow
    wish: Wish
    start: datetime
    end: datetime
    found: Pick | Left
    kept: tuple[Assignment, ...]
    stand: int
    work: Work
    field: Day
    better_at: datetime | None

    @property
    def is_free(self) -> bool:
        """Nothing is planned there then."""
        return is_free(self.found, self.start)

    @property
    def technician_ids(self) -> tuple[int, ...]:
        """Who would do it."""
        if self.kept:
            return tuple(row.technician_id for row in self.kept)
        if isinstance(self.found, Pick):
            return (self.found.technician_id,)
        return (self.wish.technician_id,) if self.wish.technician_id else ()

    @property
    def bay_id(self) -> int | None:
        """Where it would be done."""
        return self.found.bay_id if isinstance(self.found, Pick) else self.wish.bay_id

    @property
    def margin(self) -> timedelta:
        """What a promise leaves for inspection, wash and settlement."""
        return timedelta(minutes=value(PROMISE_MARGIN, self.job.store_id, self.plan.day))

    @property
    def busy(self) -> list[tuple[str, datetime]]:
        """What goes on now with those people or in that bay beyond the start, in words, and until when it is expected to."""
        found = []
        for one in self.plan.technicians:
            until = held_until(self.work, self.field.people.get(one.id), None) if one.id in self.technician_ids else None
            if until is not None and until > self.start:
                found.append((busy_words(one), until))
        for bay in self.plan.bays:
            until = held_until(self.work, None, self.field.places.get(bay.id)) if bay.id == self.bay_id else None
            if until is not None and until > self.start:
                words = {"bay": bay.code, "car": bay.standing_mark}
                found.append((_("%(bay)s 上有 %(car)s") % words, until))
        return found

    @property
    def expected_end(self) -> datetime:
        """When it would be done, after what goes on now."""
        begins = max([self.start, *(until for _words, until in self.busy)])
        return begins + (self.end - self.start)


def is_free(found: Pick | Left, start: datetime) -> bool:
    """Whether a place was found at that very start."""
    return isinstance(found, Pick) and found.starts_at == start


def broken(case: Case) -> list[Problem]:
    """A promise that is left behind by so much as the card will say, or kept with too little left to inspect and settle."""
    promised_at = case.job.promised_at
    ends_at = case.expected_end
    if promised_at is None or ends_at + case.margin <= promised_at:
        return []
    late = minutes_late(ends_at, promised_at)
    words = {
        "plate": plate_or_vin(case.job.plate, case.job.vin) or case.job.number,
        "promise": format_time(promised_at),
        "end": format_time(ends_at),
        "late": late,
        "left": int((promised_at - ends_at).total_seconds() // 60),
    }
    if late:
        told = _("%(plate)s 承诺 %(promise)s，这样要到 %(end)s 才做完，晚 %(late)s 分") % words
    else:
        told = _("%(plate)s 承诺 %(promise)s，这样 %(end)s 做完，只剩 %(left)s 分质检、洗车、结算") % words
    return [Problem("promise", told, case.job.number, late)]


def busy_words(one: TechnicianPlan) -> str:
    """What somebody is at now: a car, or something else; "" for nobody at work."""
    if one.running_job_id is not None:
        car = plate_or_vin(one.running_plate, one.running_vin) or one.running_number
        return _("%(name)s 正在施工 %(car)s") % {"name": one.name, "car": car}
    return _("%(name)s 正在%(what)s") % {"name": one.name, "what": one.elsewhere} if one.elsewhere else ""


def busy_now(case: Case) -> list[Problem]:
    """Who is at another car, or which car is in the way, until it is expected to be done."""
    told = _("%(what)s，预计到 %(until)s")
    return [Problem("busy", told % {"what": words, "until": format_time(until)}) for words, until in case.busy]


def overlaps(case: Case) -> list[Problem]:
    """What stands there, and what its promise would suffer if it had to wait."""
    found: dict[tuple[int | None, datetime], Problem] = {}
    lanes = [(one.code, one.blocks) for one in case.plan.bays if one.id == case.bay_id]
    lanes += [(one.name, one.blocks) for one in case.plan.technicians if one.id in case.technician_ids]
    for name, blocks in lanes:
        for block in blocks:
            if block.starts_at < case.end and block.ends_at > case.start:
                found.setdefault((block.job_id, block.starts_at), _overlap(name, block, case))
    return list(found.values())


def _overlap(name: str, block: PlannedBlock, case: Case) -> Problem:
    words = {
        "name": name,
        "since": format_time(block.starts_at),
        "until": format_time(block.ends_at),
        "plate": plate_or_vin(block.plate, block.vin) or _("预约"),
        "title": block.title,
    }
    told = (_("%(name)s %(since)s–%(until)s 已排 %(plate)s %(title)s") % words).strip()
    late = minutes_late(case.end + (block.ends_at - block.starts_at), block.promised_at)
    if late:
        told += _("；它让位会晚 %(late)s 分") % {"late": late}
    return Problem("overlap", told, block.number, late)


def full_hours(actor: Actor, plan: DayPlan, store_id: int, span: tuple[datetime, datetime], people: int) -> list[Problem]:
    """Hours in which more would be planned than technicians are on duty, bookings counted."""
    opening = opening_of(store_id, plan.day)
    work = [((block.starts_at, block.ends_at), 1) for one in plan.technicians for block in one.blocks]
    booked = booked_work(actor, store_id, expected_bookings(actor, store_id, plan.day))
    hours = grids.grid_of(span, opening).hours()
    touched = [(hour, cell) for hour, cell in hours if hour < span[1] and hour + grids.HOUR > span[0]]
    loads = [hour_load(hour, cell, plan, opening, [*work, (span, people)], booked) for hour, cell in touched]
    return [
        Problem("hour", _full(load), minutes=load.planned_minutes - load.available_minutes) for load in loads if load.is_over
    ]


def _full(load: HourLoad) -> str:
    words = {
        "since": format_time(load.starts_at),
        "planned": load.planned_hours,
        "available": load.available_hours,
    }
    return _("%(since)s 这一小时连预约已排 %(planned)s h，当班只有 %(available)s h") % words
