"""The waits of a job fitted anew to its clocks, after these were set right: together they tile its work again."""

from anxin.parties.people.queries import find_employee_of_user
from anxin.platform.actor import Actor
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.workshop import permissions, tiling
from anxin.visit.workshop.models import Inspection, JobClock, Waiting
from anxin.visit.workshop.tiling import Span


def refit_waits(actor: Actor, held: WorkedOn, job_id: int, words: str) -> None:
    """Cut the waits of a job, whose order the caller has locked, around its clocks.

    Time that is neither work nor wait becomes other waiting with the ``words``, why the clock was set right.
    """
    clocks = JobClock.objects.visible_to(actor, permissions.CORRECT).filter(job_id=job_id)
    rows = list(Waiting.objects.visible_to(actor, permissions.CORRECT).filter(job_id=job_id).locked().order_by("since"))
    checks = Inspection.objects.visible_to(actor, permissions.CORRECT).filter(job_id=job_id, level=Inspection.Level.SELF)
    fitted = tiling.fit_waits(
        [Span(since, until, "") for since, until in clocks.values_list("started_at", "ended_at")],
        [Span(row.since, row.until, row.reason) for row in rows],
        checks.values_list("at", flat=True),
        is_over=held.job_state == "FINISHED",
    )
    own = find_employee_of_user(actor, actor.id) if actor.id is not None else None
    kept: set[int] = set()
    more = []
    for place, since, until in fitted:
        if place is not None and place not in kept:
            # A piece lies inside its row, so it never meets another on the way.
            kept.add(place)
            rows[place].since, rows[place].until = since, until
            continue
        row = Waiting(store_id=held.store_id, repair_order_id=held.id, job_id=job_id, since=since, until=until)
        if place is None:
            row.reason, row.note, row.noted_by_id = Waiting.Reason.OTHER, words, own.id if own else None
        else:
            was = rows[place]
            row.reason, row.also, row.note, row.noted_by_id = was.reason, was.also, was.note, was.noted_by_id
        more.append(row)
    gone = [row.pk for place, row in enumerate(rows) if place not in kept]
    Waiting.objects.visible_to(actor, permissions.CORRECT).filter(pk__in=gone).delete()
    Waiting.objects.bulk_update([rows[place] for place in kept], ["since", "until"])
    Waiting.objects.bulk_create(more)
