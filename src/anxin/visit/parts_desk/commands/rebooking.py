"""A booked car whose part does not come in time: its advisor is asked to agree on another time (R-PT07, M14.03)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import TELL
from anxin.parties.org.queries import store_info, system_actor
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.platform.turns import take_turn
from anxin.visit.appointments.queries import get_appointment, list_pre_picks
from anxin.visit.parts_desk.parameters import REBOOK

BOOKING_KIND = "appointments.appointment"
ADVISORS = "service_advisor"


class NothingMissing(Conflict):
    """All parts of the booking are there, or it waits for none any more."""

    code = "nothing_missing"
    default_rule = "R-PT07"
    default_message = _("这个预约现在不缺件，不用改约；请刷新后再看。")


class AskedAlready(Conflict):
    """The advisor was asked and has not answered yet."""

    code = "asked_already"
    default_rule = "R-PT07"
    default_message = _("已经请顾问改约了，任务还没办。")


@dataclass(frozen=True, slots=True)
class AskedRebooking:
    """The task of the advisor, or of all advisors where the booking has none (``advisor_id`` None)."""

    number: str
    task_id: int
    advisor_id: int | None


@command(TELL, rule="R-PT07")
def ask_rebooking(*, actor: Actor, number: str, at: datetime) -> AskedRebooking:
    """Ask the advisor of a booking to agree on another time, for a part is missing; the task names what and until when.

    :raises NotFound: unknown, or in a store where the actor may not answer shortages
    :raises NothingMissing: nothing is short, or it is laid ready
    :raises AskedAlready: the task is still open
    """
    booking = get_appointment(actor, number)
    if not actor.may(TELL, booking.store_id):
        raise NotFound
    take_turn(f"parts_desk.rebook:{booking.id}")
    system, subject = system_actor("parts_desk"), DocumentRef(BOOKING_KIND, booking.id)
    if find_open_task(system, REBOOK, subject):
        raise AskedAlready
    day = store_info(booking.store_id).clock.day(booking.wanted_at)
    picks = list_pre_picks(system, booking.store_id, day, at)
    missing = [line for pick in picks if pick.row.id == booking.id and pick.is_short for line in pick.lines if line.shortage]
    if not missing:
        raise NothingMissing
    said = {"number": booking.number, "parts": "、".join(line.name for line in missing)}
    made = create_task(
        actor=system,
        store_id=booking.store_id,
        kind=REBOOK,
        subject=subject,
        title=shortened(_now("%(number)s 缺 %(parts)s，请和客户改约") % said, LONGEST_TITLE),
        due_at=at,
        owner_id=booking.advisor_id,
        post="" if booking.advisor_id else ADVISORS,
        at=at,
    )
    return AskedRebooking(booking.number, made.id, booking.advisor_id)
