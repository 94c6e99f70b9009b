"""Time: the one reading of the wall clock, and the business day of a store."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from anxin.platform.errors import Invalid

FIRST_YEAR, LAST_YEAR = 2000, 2200


def now() -> datetime:
    """This instant, aware, in UTC. Views, jobs and the command line call it; commands receive ``at``."""
    return datetime.now(UTC)


def is_plausible(at: datetime) -> bool:
    """Whether the instant has a zone and a year that no calendar arithmetic leaves: far ones cannot be converted."""
    return at.utcoffset() is not None and FIRST_YEAR <= at.year <= LAST_YEAR


def require_plausible(**typed: datetime | None) -> None:
    """Every command asks this of the times that a person typed (field=time), before it stores or compares them.

    :raises Invalid: without a zone, or in a year before 2000 or after 2200; names the field
    """
    for field, at in typed.items():
        if at is not None and not is_plausible(at):
            raise Invalid(_("时间的年份不可信，请核对。"), field=field)


@dataclass(frozen=True, slots=True)
class StoreClock:
    """A store's time zone and the local time at which its business day begins."""

    zone: ZoneInfo
    day_starts_at: time = time(0, 0)

    def local(self, at: datetime) -> datetime:
        """The instant on the store's wall clock."""
        return at.astimezone(self.zone)

    def day(self, at: datetime) -> date:
        """Business day of an instant: before the cut it is still yesterday."""
        local = self.local(at)
        cut = timedelta(hours=self.day_starts_at.hour, minutes=self.day_starts_at.minute)
        return (local.replace(tzinfo=None) - cut).date()

    def at(self, day: date, moment: time) -> datetime:
        """The instant, in UTC, of a local time on a day."""
        return datetime.combine(day, moment, self.zone).astimezone(UTC)

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """First instant of a business day and of the next one."""
        return self.at(day, self.day_starts_at), self.at(day + timedelta(days=1), self.day_starts_at)


GROUP_CLOCK = StoreClock(ZoneInfo("Asia/Shanghai"))
"""Clock of what belongs to no store: grants, rows of the whole group."""
