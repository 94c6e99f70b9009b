"""Who works on a car of the demo, in which bay and when: nobody and no bay does two jobs at a time. Pure; no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random

from anxin.faces.twin.catalogue import DemoBrand, MenuLine
from anxin.faces.twin.chances import MINUTE, choose_line, draw_addition, local
from anxin.faces.twin.plan import PlannedJob, PlannedRework, PlannedShift

TECHNICIANS, BAYS, ADVISORS, BODY_TECHNICIANS = 12, 10, 5, 2
REWORK, FINDING = 0.03, 0.22
FIRST, FIRSTS_SHARE = 0, 0.4


@dataclass(slots=True)
class Crew:
    """The people and bays of a store: ``free`` says from when each can take the next job."""

    random: Random
    brand: DemoBrand
    menu: Sequence[MenuLine]
    free: dict[tuple[str, int], datetime] = field(default_factory=dict)
    running_day: date | None = None

    def shifts(self, day: date) -> tuple[PlannedShift, ...]:
        """Who is there from when to when on a day."""
        people = [("technician", place) for place in range(TECHNICIANS)] + [("advisor", place) for place in range(ADVISORS)]
        return tuple(
            PlannedShift(
                kind,
                place,
                local(day, 7, 45) + self.random.randint(0, 14) * MINUTE,
                local(day, 18, 0) + self.random.randint(0, 40) * MINUTE,
            )
            for kind, place in people
            if not self._rests(day, place)
        )

    def advisor(self, day: date) -> int:
        """The advisor of a car that comes unannounced."""
        on_duty = [place for place in range(ADVISORS) if not self._rests(day, place)]
        return FIRST if day == self.running_day and self.random.random() < FIRSTS_SHARE else self.random.choice(on_duty)

    def jobs(self, day: date, line: MenuLine, dispatched: datetime, *, needs_finding: bool) -> list[PlannedJob]:
        """The jobs of a visit, one after the other with one technician in one bay."""
        lines = [line]
        second = choose_line(self.random, self.menu)
        if self.random.random() < 0.18 and second.code != line.code and second.skill == line.skill:
            lines.append(second)
        technician, bay, start = self._place(day, line.skill, dispatched + self.random.randint(2, 8) * MINUTE)
        jobs: list[PlannedJob] = []
        for place, each in enumerate(lines):
            found = place == 0 and (needs_finding or self.random.random() < FINDING)
            jobs.append(self._job(each, technician, bay, start, found=found))
            start = max(jobs[-1].planned_to, jobs[-1].finished_at) + 2 * MINUTE
        self.free["technician", technician] = self.free["bay", bay] = start
        return jobs

    def rework(self, jobs: Sequence[PlannedJob], done: datetime) -> tuple[PlannedRework | None, datetime]:
        """The work done again after a failed inspection, if it fails, and when everything is done."""
        if self.random.random() >= REWORK:
            return None, done
        failed = done + self.random.randint(4, 10) * MINUTE
        start = max(failed + 5 * MINUTE, self._free("technician", jobs[0].technician))
        end = start + self.random.randint(10, 30) * MINUTE
        self.free["technician", jobs[0].technician] = end + 2 * MINUTE
        return PlannedRework(failed, "路试仍有轻微异响，请复检紧固", start, end), end

    def _job(self, line: MenuLine, technician: int, bay: int, start: datetime, *, found: bool) -> PlannedJob:
        random = self.random
        sold = max(15, int(line.hours * 60))
        worked = max(8, int(sold * random.uniform(0.7, 1.15)))
        payer = {"warranty": "warranty", "accident": "insurer"}.get(line.purpose, "customer")
        stretches: tuple[tuple[datetime, datetime], ...] = ((start, start + worked * MINUTE),)
        reason, addition = "", None
        if found:
            half = start + max(4, worked // 2) * MINUTE
            addition = draw_addition(random, self.brand, half - 2 * MINUTE)
            assert addition.decided_at is not None
            stretches = ((start, half), (addition.decided_at + 2 * MINUTE, addition.decided_at + (2 + worked) * MINUTE))
            reason = "approval"
        elif random.random() < 0.12:
            half = start + max(4, worked // 2) * MINUTE
            again = half + random.randint(5, 25) * MINUTE
            stretches = ((start, half), (again, again + worked // 2 * MINUTE + MINUTE))
            reason = random.choice(("parts", "bay", "tool", "unclear_order"))
        return PlannedJob(
            title=line.title,
            complaint=line.complaint,
            cause="按里程与时间到期" if line.purpose == "maintenance" else "检查确认磨损或失效",
            correction=line.title,
            package_code=line.code,
            payer=payer,
            technician=technician,
            bay=bay,
            planned_from=start,
            planned_to=max(start + sold * MINUTE, stretches[-1][1]),
            stretches=stretches,
            pause_reason=reason,
            addition=addition,
        )

    def _place(self, day: date, skill: str, earliest: datetime) -> tuple[int, int, datetime]:
        fit = [TECHNICIANS - 1 - one for one in range(BODY_TECHNICIANS)] if skill == "body" else list(range(TECHNICIANS))
        # Somebody of the trade is always there: a body technician's rest day goes to the other one.
        on_duty = [one for one in fit if not self._rests(day, one)] or fit
        first = FIRST if day == self.running_day else None
        technician = min(
            on_duty, key=lambda one: (max(self._free("technician", one), earliest), one != first, self.random.random())
        )
        bay = min(range(BAYS), key=lambda one: (max(self._free("bay", one), earliest), one))
        return technician, bay, max(earliest, self._free("technician", technician), self._free("bay", bay))

    def _free(self, kind: str, place: int) -> datetime:
        return self.free.get((kind, place), datetime(2000, 1, 1, tzinfo=UTC))

    def _rests(self, day: date, place: int) -> bool:
        # The first of each desk is whom a visitor signs in as: on the running day he is there and has work.
        return _rests(day, place) and (day != self.running_day or place != FIRST)


def _rests(day: date, place: int) -> bool:
    return (day.toordinal() + place) % 7 == 0
