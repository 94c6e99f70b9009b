"""Who could take a job instead: every technician of the day with when and why, for a change in one tap."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.formats import format_time, plate_or_vin
from anxin.visit.repair_orders.queries import OpenJobRow
from anxin.visit.workshop import permissions, placing
from anxin.visit.workshop.placing import Left, Pick
from anxin.visit.workshop.queries.field import day_of, without, work_of
from anxin.visit.workshop.queries.floor import TechnicianPlan, day_plan
from anxin.visit.workshop.queries.groups import led_team, teams_of
from anxin.visit.workshop.queries.load import hours_of
from anxin.visit.workshop.queries.reasons import left_words, promise_words

MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A technician for a job: when it could begin, and what is still planned of the day in words.

    ``question`` is what to ask first, because the promise would suffer; "" where nothing is.
    """

    technician_id: int
    name: str
    starts_at: datetime | None
    words: str
    bay_id: int | None = None
    question: str = ""

    @property
    def is_possible(self) -> bool:
        """There is a time at which the technician can do it."""
        return self.starts_at is not None


@query(permissions.SEE)
def list_choices_of(
    actor: Actor, job: OpenJobRow, wanted_at: datetime, now: datetime, bay_id: int | None = None
) -> list[Choice]:
    """Technicians on duty for a job that should begin at an instant, those who can do it soonest and have least first.

    A team leader sees the own team (R-WS08).
    """
    day = store_info(job.store_id).clock.day(wanted_at)
    plan = without(day_plan(actor, job.store_id, day), job.job_id)
    own = led_team(actor, job.store_id, day)
    work, field = work_of(job, plan, teams_of(actor, job.store_id, day)), day_of(job.store_id, plan, now, own)
    field.not_before = max(field.not_before, wanted_at)
    rows = []
    for person in plan.technicians:
        if person.id in field.people:
            found = placing.place_one(work, field, technician_ids=frozenset({person.id}), bay_id=bay_id)
            minutes = sum(block.minutes for block in person.blocks)
            is_busy = bool(field.people[person.id].held)
            rows.append((_choice(person, found, job, (wanted_at, is_busy), minutes), minutes))
    latest = datetime.max.replace(tzinfo=wanted_at.tzinfo)
    rows.sort(key=lambda row: (row[0].starts_at or latest, row[1], row[0].technician_id))
    return [choice for choice, _minutes in rows[:MOST_CHOICES]]


def _choice(
    person: TechnicianPlan, found: Pick | Left, job: OpenJobRow, wanted: tuple[datetime, bool], minutes: int
) -> Choice:
    """``wanted`` is from when on, and whether something goes on with the technician now."""
    if isinstance(found, Left):
        return Choice(person.id, person.name, None, left_words(found))
    wanted_at, is_busy = wanted
    free = _("这时有空") if found.starts_at <= wanted_at else _("%(time)s 起有空") % {"time": format_time(found.starts_at)}
    words = [_at_now(person)] if is_busy else []
    words += [free, _("后面还排 %(hours)s h") % {"hours": hours_of(minutes)}]
    suffers = promise_words(found.ends_at, job.promised_at, job.store_id, store_info(job.store_id).clock.day(wanted_at))
    question = ""
    if suffers:
        said = {"name": person.name, "time": format_time(found.starts_at), "suffers": suffers}
        question = _("%(name)s %(time)s 开工，%(suffers)s。仍然派给他？") % said
    return Choice(person.id, person.name, found.starts_at, " · ".join(words), found.bay_id, question)


def _at_now(person: TechnicianPlan) -> str:
    if person.running_job_id is None:
        return _("正在%(what)s") % {"what": person.elsewhere}
    return _("正在施工 %(plate)s") % {
        "plate": plate_or_vin(person.running_plate, person.running_vin) or person.running_number
    }
