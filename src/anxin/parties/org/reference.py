"""Seeds what every installation starts with: the public holidays that ship with the product (M01.07)."""

from anxin.parties.org import stores
from anxin.parties.org.models import Holiday
from anxin.platform.calendar.public_holidays import load_public_holidays


def seed_public_holidays() -> int:
    """Insert the holidays and make-up days that are not there; returns how many. Edited and removed days stay."""
    known = set(Holiday.objects.filter(store=None).values_list("day", flat=True))
    missing = [day for day in load_public_holidays().list_days() if day.on not in known]
    Holiday.objects.bulk_create(
        (Holiday(store=None, day=day.on, kind=day.kind.value, name=day.name_zh) for day in missing), ignore_conflicts=True
    )
    stores.forget()
    return len(missing)
