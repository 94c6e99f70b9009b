"""Time on no car set right afterwards (M07.02): by the act that sets the job clock right, and kept in the same way."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.correction import Correction, require_anothers, require_recent, require_sound
from anxin.visit.workshop.commands.indirect import IndirectStretch, stretch_of
from anxin.visit.workshop.commands.stretch import Seen, no_overlap, require_as_seen
from anxin.visit.workshop.models import IndirectCorrection, IndirectTime


class IndirectTimeRuns(Conflict):
    """The stretch still runs, so that its end is nobody's to say yet."""

    code = "indirect_time_runs"
    default_rule = "R-WS10"
    default_message = _("这段时间还没有结束，请先结束再更正。")


@command(permissions.CORRECT, rule="R-WS10")
def correct_indirect_time(
    *, actor: Actor, stretch_id: int, seen: Seen, stretch: Correction, at: datetime
) -> IndirectStretch:
    """Set a finished stretch on no car right; what it said before is kept with the reason.

    Work on a car is never cut by it: a stretch that would cover a job clock is refused.

    :raises NotFound: unknown, or in a store where the actor may not correct
    :raises IndirectTimeRuns: it has not ended
    :raises CorrectedMeanwhile: it no longer says what the actor saw
    :raises ClockOverlap: the technician worked on a car then, or was elsewhere
    :raises TooLongAgo: so long ago that the month's hours have been settled
    :raises OwnClock: the actor's own hours
    :raises Invalid: the span does not run forward, lies ahead or is too long, or no reason
    """
    mine = IndirectTime.objects.visible_to(actor, permissions.CORRECT)
    found = mine.one(pk=stretch_id)
    take_turn(f"workshop:technician:{found.technician_id}")
    row: IndirectTime = mine.locked().one(pk=stretch_id)
    if row.ended_at is None:
        raise IndirectTimeRuns
    made = IndirectCorrection.objects.visible_to(actor, permissions.CORRECT)
    require_as_seen(actor, row, seen, made.filter(technician_id=row.technician_id))
    wished = require_sound(stretch, at)
    require_recent(row.store_id, (row.started_at, wished.started_at), at)
    require_anothers(actor, row.store_id, row.technician_id, at)
    IndirectCorrection.objects.create(
        store_id=row.store_id,
        technician_id=row.technician_id,
        activity=row.activity,
        started_before=row.started_at,
        ended_before=row.ended_at,
        started_after=wished.started_at,
        ended_after=wished.ended_at,
        reason=wished.reason,
        at=at,
        actor_key=actor.key,
    )
    row.started_at, row.ended_at = wished.started_at, wished.ended_at
    row.worked_on = store_info(row.store_id).clock.day(row.started_at)
    with no_overlap():
        row.save(update_fields=["started_at", "ended_at", "worked_on"])
    audit.note(DocumentRef("people.employee", row.technician_id), row.store_id, indirect=row.activity, corrected=True)
    return stretch_of(row)
