"""Pure decisions of the promise: when a car will be done and why, when to warn, and how a promise was kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

FIVE = timedelta(minutes=5)
GOES_ON = ("ready", "parts_ready")
"""What waits for nothing but its technician, who is kept by it as by work."""
ENDLESS = ("approval", "parts", "bay", "tool", "unclear_order", "absent", "other")
"""Reasons of waiting of which the clock cannot tell the end."""
CAUSES = ("parts", "tool", "expert")
"""What a technician says he waits for: it ends when he goes on, stops for something else, or has it."""
Add = Callable[[datetime, int], datetime]
"""An instant so many minutes of the store's working time later."""


@dataclass(frozen=True, slots=True)
class JobAhead:
    """A job that is not done: minutes sold and used, who is at it, its plan, what it waits for, what was said of it.

    ``planned_minutes`` is the store's working time in the plan; ``takes`` names the people and the bay that it needs.
    ``parts_at`` is when the last missing part comes. ``said_until`` is a technician's word, with ``said_reason``,
    empty where that has passed; ``also`` is what it waits for besides.
    """

    id: int
    sold_minutes: int
    used_minutes: int
    people: int = 1
    is_running: bool = False
    planned_from: datetime | None = None
    planned_to: datetime | None = None
    waiting: str = ""
    parts_at: datetime | None = None
    said_until: datetime | None = None
    said_reason: str = ""
    planned_minutes: int = 0
    takes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderAhead:
    """A car in the shop: its state, the jobs that somebody has, the minutes that nobody has, the end of what it holds."""

    state: str
    jobs: tuple[JobAhead, ...] = ()
    unplaced_minutes: int = 0
    held_until: datetime | None = None
    waits_for_customer: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """When the repair ends, why then, because of which job; ``is_open``: at the earliest, nobody knows how long it waits.

    ``also`` is what the job waits for besides, ``after`` the job that keeps its people or its bay until then.
    """

    expected_at: datetime
    reason: str
    job_id: int | None = None
    is_open: bool = False
    also: tuple[str, ...] = ()
    after: int | None = None


def expect(
    order: OrderAhead, now: datetime, overrun: int, add: Add, ends_of: Mapping[int, Expectation] | None = None
) -> Expectation:
    """When a car's repair ends by all that is known, on full five minutes, never before now (R-WS02).

    ``ends_of`` says when its jobs end where other cars' jobs were looked at too (:func:`end_of_each`).
    """
    if order.state == "WORK_FINISHED":
        return Expectation(on_five(now), "inspection")
    known = end_of_each(order.jobs, now, overrun, add) if ends_of is None else ends_of
    ends = [known[job.id] for job in order.jobs]
    if order.unplaced_minutes or not ends:
        alone = add(now, order.unplaced_minutes)
        # Once somebody is at it, the book holds what the floor has taken over.
        free = max(alone, order.held_until) if order.held_until and not ends else alone
        ends.append(Expectation(free, "sign" if order.state == "OPEN" else "queue"))
    last = max(ends, key=lambda one: one.expected_at)
    reason = "wait_approval" if order.waits_for_customer and last.reason in ("work", "plan", "queue") else last.reason
    if reason == "behind" and last.after in {job.id for job in order.jobs}:
        reason = "next_job"
    also = tuple(code for code in last.also if f"wait_{code}" != reason)
    return Expectation(on_five(max(last.expected_at, now)), reason, last.job_id, any(one.is_open for one in ends), also)


def end_of_each(jobs: Iterable[JobAhead], now: datetime, overrun: int, add: Add) -> dict[int, Expectation]:
    """When each of several jobs ends: a planned one begins when its people and its bay are done with those before it."""
    free: dict[str, tuple[datetime, int]] = {}
    ends: dict[int, Expectation] = {}
    for job in sorted(jobs, key=lambda one: (not one.is_running, one.planned_from or now)):
        before, whose = max((free[one] for one in job.takes if one in free), default=(now, job.id))
        end = _end_of_job(job, now, overrun, add, before)
        ends[job.id] = end = replace(end, after=whose) if end.reason == "behind" else end
        if not job.waiting or job.waiting in GOES_ON:
            until = (end.expected_at, job.id)
            free |= {one: max(free[one], until) if one in free else until for one in job.takes}
    return ends


def _end_of_job(job: JobAhead, now: datetime, overrun: int, add: Add, before: datetime) -> Expectation:
    """A technician's word before the clock, the clock before the plan; ``before`` is when people and bay are free.

    The time that he named holds even where what he waited for has passed.
    """
    if job.said_until is not None and job.said_until > now:
        return Expectation(job.said_until, _why_so_late(job), job.id, also=() if job.said_reason else job.also)
    left = -(-max(job.sold_minutes - job.used_minutes, 0) // max(job.people, 1))
    if job.waiting:
        begin = max(now, job.parts_at or now, before if job.waiting in GOES_ON else now)
        is_open = job.waiting in ENDLESS and (job.waiting != "parts" or job.parts_at is None)
        return Expectation(add(begin, left), f"wait_{job.waiting}", job.id, is_open, job.also)
    if job.is_running:
        return Expectation(add(now, left or overrun), "work" if left else "over", job.id)
    if job.planned_from is None or job.planned_to is None or job.used_minutes:
        # Who has begun goes on; who has not been told when waits for the dispatcher.
        return Expectation(add(max(now, before), left or overrun), "wait_ready" if job.used_minutes else "queue", job.id)
    begin = max(now, job.planned_from, before)
    if begin == job.planned_from:
        return Expectation(job.planned_to, "plan", job.id)
    reason = "behind" if before > max(now, job.planned_from) else "late_start"
    return Expectation(add(begin, job.planned_minutes), reason, job.id)


def _why_so_late(job: JobAhead) -> str:
    """Why a job takes until the time that was said: the word's own reason, else what is to be seen."""
    if job.said_reason:
        return f"said_{job.said_reason}"
    if job.waiting:
        return f"wait_{job.waiting}"
    if job.is_running:
        return "work" if job.used_minutes < job.sold_minutes else "over"
    return "wait_ready" if job.used_minutes else "queue"


def has_passed(
    reason: str, said_at: datetime, working_since: datetime | None, waiting: str, waiting_since: datetime | None
) -> bool:
    """Whether what a technician said he waits for has passed since: he went on, or stopped for something else."""
    if reason not in CAUSES:
        return False
    if working_since is not None:
        return working_since > said_at
    return waiting_since is not None and waiting != reason and waiting_since > said_at


def on_five(at: datetime) -> datetime:
    """The next full five minutes."""
    past = (at - datetime(2000, 1, 1, tzinfo=UTC)) % FIVE
    return at + (FIVE - past) if past else at


def new_promise(expected_at: datetime, promised_at: datetime | None, margin: int) -> datetime | None:
    """What to promise instead: the expected end with minutes to inspect, wash and settle, on full five minutes.

    None where that is no later than what is promised: there is nothing to tell.
    """
    wanted = on_five(expected_at + timedelta(minutes=margin))
    return wanted if promised_at is None or wanted > promised_at else None


def tell_by(promised_at: datetime, *, is_same_day: bool, minutes: int, days: int, now: datetime) -> datetime:
    """Until when the customer is to know that a promise will not be kept (R-WS02); now, when that has passed."""
    before = timedelta(minutes=minutes) if is_same_day else timedelta(days=days)
    return max(promised_at - before, now)


def in_time(told_at: datetime, promised_at: datetime | None) -> bool:
    """Whether the customer heard of it before the old promise had passed (R-WS04)."""
    return promised_at is None or told_at <= promised_at


def outcome(*, is_kept: bool | None, told: Sequence[bool]) -> str:
    """How a promise ended. ``is_kept`` is of the last one that the customer knew of before the one before it had passed;
    ``told`` says of each word to the customer whether it was in time.

    ``kept``, ``told`` (a new time before the old one had passed), ``told_late``, ``untold``, or "" while it is open.
    """
    if told and not told[-1]:
        return "told_late"
    if told and is_kept is not False:
        return "told"
    return {True: "kept", False: "untold", None: ""}[is_kept]


def phase(order_state: str) -> str:
    """Before, during or after the repair (R-WS18)."""
    if order_state in ("OPEN", "AUTHORISED", "DISPATCHED"):
        return "before"
    return "during" if order_state == "IN_PROGRESS" else "after"
