"""What is going to happen to a car, minute by minute: plain values that both writers read. No database.

People, bays and cars are places in lists of the store (``floor``); codes are those of the catalogue.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class PlannedBooking:
    """A booking; ``missed_at`` when nobody came."""

    car: int
    advisor: int
    booked_at: datetime
    wanted_at: datetime
    kind: str
    words: str
    is_complaint: bool
    package_code: str
    missed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedAddition:
    """What the technician found: proposed at once, decided later; ``decided_at`` None still waits."""

    found_at: datetime
    words: str
    harm: str
    parts: tuple[str, ...]
    decided_at: datetime | None
    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlannedJob:
    """A job from dispatch to finish; the time between two stretches is waiting for ``pause_reason``."""

    title: str
    complaint: str
    cause: str
    correction: str
    package_code: str
    payer: str
    technician: int
    bay: int
    planned_from: datetime
    planned_to: datetime
    stretches: tuple[tuple[datetime, datetime], ...]
    pause_reason: str = ""
    addition: PlannedAddition | None = None

    @property
    def started_at(self) -> datetime:
        """The first tap."""
        return self.stretches[0][0]

    @property
    def finished_at(self) -> datetime:
        """The last tap, rework apart."""
        return self.stretches[-1][1]


@dataclass(frozen=True, slots=True)
class PlannedRework:
    """The general inspection sends the first job back."""

    failed_at: datetime
    note: str
    started_at: datetime
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A follow-up call with its answers by question code; the second round comes after a bad first one."""

    at: datetime
    result: str
    answers: tuple[tuple[str, str], ...] = ()
    words: str = ""
    round: int = 1


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit from the booking to the call; ``until`` is the first instant that has not come yet."""

    serial: int
    day: date
    car: int
    advisor: int
    purpose: str
    odometer_km: int
    booking: PlannedBooking | None
    arrived_at: datetime
    walked_at: datetime
    interviewed_at: datetime
    opened_at: datetime
    signed_at: datetime
    promised_at: datetime
    dispatched_at: datetime
    jobs: tuple[PlannedJob, ...]
    rework: PlannedRework | None
    inspected_at: datetime
    settled_at: datetime
    paid_at: datetime
    methods: tuple[tuple[str, int], ...]
    delivered_at: datetime
    calls: tuple[PlannedCall, ...]
    until: datetime | None = None

    @property
    def checked_at(self) -> datetime:
        """When the advisor makes the final inspection: right before the bill (R-DL05)."""
        return self.settled_at - timedelta(minutes=2)

    @property
    def work_finished_at(self) -> datetime:
        """When the last job was done for good."""
        last = max(job.finished_at for job in self.jobs)
        return self.rework.finished_at if self.rework else last


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """A technician's or advisor's day on the shift clock; ``ends_at`` None still runs."""

    person: str
    place: int
    starts_at: datetime
    ends_at: datetime | None

    @property
    def meeting(self) -> tuple[datetime, datetime] | None:
        """The workshop's morning meeting, before the first car is dispatched."""
        minute = timedelta(minutes=1)
        return (self.starts_at + minute, self.starts_at + 11 * minute) if self.person == "technician" else None


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A business day of one store."""

    day: date
    visits: tuple[PlannedVisit, ...]
    missed: tuple[PlannedBooking, ...]
    shifts: tuple[PlannedShift, ...]
    expected: tuple[PlannedBooking, ...] = ()
