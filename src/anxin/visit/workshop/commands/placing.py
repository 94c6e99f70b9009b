"""Placing on the board (R-WS17): one drag, and the jobs that nobody has all at once (M07.01, R-WS01)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import permissions, queries
from anxin.visit.workshop.access import assignments_of, team_of
from anxin.visit.workshop.commands.dispatch import (
    DispatchedJob,
    Plan,
    Share,
    dispatch_job,
    move_job,
)
from anxin.visit.workshop.commands.fitness import SkillMissing
from anxin.visit.workshop.commands.groups import require_own_team
from anxin.visit.workshop.commands.reserving import CapacityTaken
from anxin.visit.workshop.commands.seen import require_seen
from anxin.visit.workshop.placing import Wish
from anxin.visit.workshop.queries import Preview, Proposal, Proposed


class FloorChanged(Conflict):
    """Something moved on the floor since the proposal was shown."""

    code = "floor_changed"
    default_rule = "R-WS17"
    default_message = _("车间刚有变化，请看新的建议再采用。")


@dataclass(frozen=True, slots=True)
class PlacedJobs:
    """What was placed, and what has no place and why."""

    placed: tuple[Proposed, ...]
    left: Proposal


@command(permissions.DISPATCH, rule="R-WS17")
def drop_job(*, actor: Actor, number: str, wish: Wish, at: datetime) -> DispatchedJob:
    """Put a job where it was dropped on the board; who does it is chosen by skill, time and load unless it is named.

    :raises PlacingChanged: somebody placed it since ``wish.seen``
    :raises NotYourTeam: a team leader, and a technician of another team
    :raises SkillMissing: nobody on duty, or the bay, is fit for it; says what would help
    :raises CapacityTaken: the bay or all who could do it are taken then; says by what and from when on it fits
    :raises NotFound: unknown order or job, or one that cannot be worked on
    """
    require_plausible(planned_from=wish.starts_at)
    hub.require_order(actor, permissions.DISPATCH, number, then=WORK)
    held = hub.hold_job(actor, number, wish.job_id)
    require_seen(assignments_of(wish.job_id), wish.seen)
    if wish.technician_id is not None:
        day = store_info(held.store_id).clock.day(at)
        named = team_of(actor, held.store_id, [wish.technician_id], day)
        require_own_team(actor, held.store_id, [one.team_id for one in named.values()], day)
    seen = queries.preview_placing(actor, held.store_id, wish, at)
    _require_possible(seen)
    plan = Plan(
        [Share(one, percent) for one, percent in zip(seen.technician_ids, seen.percents, strict=True)],
        seen.starts_at,
        seen.ends_at,
        seen.bay_id,
        seen.reasons,
        wish.seen,
    )
    act = move_job if seen.stand else dispatch_job
    return act(actor=actor, number=number, job_id=wish.job_id, plan=plan, at=at)


@command(permissions.DISPATCH, rule="R-WS01")
def place_waiting_jobs(
    *,
    actor: Actor,
    store_id: int,
    day: date,
    job_ids: Collection[int] | None = None,
    seen: str | None = None,
    at: datetime,
) -> PlacedJobs:
    """Place the jobs that nobody has, or some of them, where the placement proposes; what does not fit stays and says why.

    ``seen`` is the version of the floor for which the proposal was shown; None does not ask.

    :raises Denied: not in this store
    :raises FloorChanged: something moved since
    """
    actor.require(permissions.DISPATCH, store_id)
    require_plausible(planned_from=datetime.combine(day, at.timetz()))
    if seen is not None and seen != queries.floor_version(actor, store_id, at):
        raise FloorChanged
    proposal = queries.propose_placings(actor, store_id, day, at, job_ids)
    _lock(actor, store_id, proposal.placed)
    placed = [one for one in proposal.placed if _place(actor, one, at)]
    audit.note(
        DocumentRef("org.store", store_id), store_id, placed=[one.job.job_id for one in placed], left=len(proposal.left)
    )
    return PlacedJobs(tuple(placed), queries.propose_placings(actor, store_id, day, at, job_ids))


def _require_possible(seen: Preview) -> None:
    if seen.is_possible:
        return
    words = "；".join(problem.words for problem in seen.problems if problem.code not in ("promise", "hour"))
    if seen.better_at is None:
        raise SkillMissing(words, field="technicians")
    raise CapacityTaken(
        _("%(words)s。最早 %(better)s 起放得下，请改到那时或换工位。")
        % {"words": words, "better": f"{store_info(seen.job.store_id).clock.local(seen.better_at):%H:%M}"},
        field="bay_id",
        free_from=seen.better_at.isoformat(),
    )


def _lock(actor: Actor, store_id: int, proposed: Collection[Proposed]) -> None:
    """Everything that is written below, in the order in which those who place one job take it."""
    hub.hold_orders(actor, {one.job.number for one in proposed})
    picks = [one.pick for one in proposed]
    bays = [("bay", pick.bay_id) for pick in picks if pick.bay_id is not None]
    capacity.take_resource_turns(store_id, [*bays, *(("technician", pick.technician_id) for pick in picks)])


def _place(actor: Actor, proposed: Proposed, at: datetime) -> bool:
    pick = proposed.pick
    plan = Plan([Share(pick.technician_id)], pick.starts_at, pick.ends_at, pick.bay_id, pick.reasons, 0, pick.stretches)
    try:
        with transaction.atomic():
            dispatch_job(actor=actor, number=proposed.job.number, job_id=pick.job_id, plan=plan, at=at)
    except (Conflict, Invalid):
        # Somebody was quicker: placed it, took its bay, finished or cancelled it. The others are placed all the same.
        return False
    return True
