"""A stretch of somebody's time that is set right: against what its corrector saw, and never over other time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ExclusionViolation

from anxin.parties.org.queries import names_by_key, store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict
from anxin.platform.scoped import ScopedQuerySet
from anxin.visit.workshop.commands.clock import ClockOverlap
from anxin.visit.workshop.models import ClockCorrection, IndirectCorrection, IndirectTime, JobClock


class CorrectedMeanwhile(Conflict):
    """The stretch no longer says what its corrector saw: somebody else set it right, or work on a car cut it."""

    code = "corrected_meanwhile"
    default_rule = "M07.14"


@dataclass(frozen=True, slots=True)
class Seen:
    """From when to when the stretch was said to last when its corrector looked."""

    started_at: datetime
    ended_at: datetime


def require_as_seen(
    actor: Actor,
    row: JobClock | IndirectTime,
    seen: Seen,
    made: ScopedQuerySet[ClockCorrection] | ScopedQuerySet[IndirectCorrection],
) -> None:
    """Compared to the second, which is what pages show; ``made`` are the corrections that may have led to the row's times.

    :raises CorrectedMeanwhile: it says something else now; names who set it right, if somebody did, and why
    """
    if row.ended_at is None or (_second(row.started_at), _second(row.ended_at)) == (
        _second(seen.started_at),
        _second(seen.ended_at),
    ):
        return
    local = store_info(row.store_id).clock.local
    span = f"{local(row.started_at):%m-%d %H:%M:%S}–{local(row.ended_at):%H:%M:%S}"
    last = made.filter(started_after=row.started_at, ended_after=row.ended_at).order_by("-pk").first()
    if last is None:
        raise CorrectedMeanwhile(_("这段时间刚刚变成了 %(span)s，您填的还没有保存；请核对后再提交。") % {"span": span})
    who = names_by_key(actor, {last.actor_key}).get(last.actor_key) or _("别人")
    words = _("%(who)s刚把这段时间更正为 %(span)s（%(reason)s），您填的还没有保存；请核对后再提交。")
    raise CorrectedMeanwhile(words % {"who": who, "span": span, "reason": last.reason})


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


@contextmanager
def no_overlap() -> Iterator[None]:
    """Write within: what overlaps other time of the technician is refused, anything else is an error.

    :raises ClockOverlap: the technician's other time covers it
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not isinstance(error.__cause__, ExclusionViolation):
            raise
        raise ClockOverlap(field="started_at") from None
