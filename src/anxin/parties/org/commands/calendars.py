"""Opening hours of stores, public holidays and stores' own exceptions (M01.07)."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org import stores
from anxin.parties.org.commands.checked import cleaned
from anxin.parties.org.models import Holiday, Store, StoreHours
from anxin.parties.org.permissions import MANAGE_UNITS
from anxin.parties.org.rules import WeeklyHours, first_wrong_day
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.calendar.public_holidays import load_public_holidays
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.references import DocumentRef

PUBLIC_KINDS = (Holiday.Kind.HOLIDAY, Holiday.Kind.MAKEUP)
STORE_KINDS = (Holiday.Kind.CLOSED, Holiday.Kind.OPEN)


class HoursOverlap(Invalid):
    """The opening hours of a weekday end before they begin, or overlap."""

    code = "hours_overlap"


@command(MANAGE_UNITS)
def set_store_hours(*, actor: Actor, store_id: int, hours: WeeklyHours, at: datetime) -> int:
    """Replace a store's weekly opening hours: weekday (0 Monday) to (opens, closes) pairs; a missing day is closed.

    :raises NotFound: unknown, or the actor may not manage the store
    :raises HoursOverlap: a day's hours are out of order; its field is ``weekday_<n>``
    :raises Invalid: no day is open, or a time has a zone
    """
    if store_id not in actor.stores_for(MANAGE_UNITS):
        raise NotFound
    Store.objects.select_for_update().get(pk=store_id)
    if any(weekday not in range(7) for weekday in hours):
        raise Invalid(_("星期只能是 0 到 6（0 是周一）。"), field="hours")
    if any(one.tzinfo for spans in hours.values() for span in spans for one in span):
        raise Invalid(_("请填门店当地时间，不带时区，例如 08:00。"), field="hours")
    wrong = first_wrong_day(hours)
    if wrong is not None:
        raise HoursOverlap(_("关门要晚于开门，上下午不能重叠；跨夜请分成两天填。"), field=f"weekday_{wrong}")
    rows = [
        StoreHours(store_id=store_id, weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday, spans in hours.items()
        for opens, closes in spans
    ]
    if not rows:
        raise Invalid(_("一周至少要有一天营业；门店停业请在门店资料里改。"), field="weekday_0")
    StoreHours.objects.visible_to(actor, MANAGE_UNITS).filter(store_id=store_id).delete()
    StoreHours.objects.bulk_create(rows)
    stores.forget()
    said = [[row.weekday, f"{row.opens_at:%H:%M}", f"{row.closes_at:%H:%M}"] for row in rows]
    audit.note(DocumentRef("org.store", store_id), store_id, hours=said)
    return len(rows)


@command(MANAGE_UNITS)
def set_holiday(*, actor: Actor, store_id: int | None, day: date, kind: str, name: str, at: datetime) -> int:
    """Make a day special: ``holiday`` or ``makeup`` for the group (no store), ``closed`` or ``open`` for one store.

    A day that is special already is changed. Returns the id of its row.

    :raises NotFound: the actor may not manage the store
    :raises Invalid: the kind does not fit
    """
    _require(actor, store_id)
    if kind not in (PUBLIC_KINDS if store_id is None else STORE_KINDS):
        raise Invalid(_("全集团的日子选放假或调休上班，一家店的日子选休息或营业。"), field="kind")
    values = {"kind": kind, "name": cleaned(name, "name", 40, required=store_id is None)}
    row, _made = _special_days(store_id).update_or_create(
        day=day,
        store_id=store_id,
        defaults=values,  # type: ignore[misc]
    )
    stores.forget()
    audit.note(DocumentRef("org.holiday", row.pk), store_id, day=day.isoformat(), kind=kind)
    return row.pk


@command(MANAGE_UNITS)
def remove_holiday(*, actor: Actor, store_id: int | None, day: date, at: datetime) -> None:
    """Make a special day plain again.

    :raises NotFound: the day is not special, or the actor may not manage the store
    """
    _require(actor, store_id)
    row = _special_days(store_id).select_for_update().filter(day=day).first()
    if row is None or row.kind == Holiday.Kind.PLAIN:
        raise NotFound
    row_id = row.pk
    if store_id is None and load_public_holidays().find_day(day):
        row.kind = Holiday.Kind.PLAIN
        row.save(update_fields=["kind"])
    else:
        row.delete()
    stores.forget()
    audit.note(DocumentRef("org.holiday", row_id), store_id, day=day.isoformat(), kind=Holiday.Kind.PLAIN)


def _special_days(store_id: int | None) -> QuerySet[Holiday]:
    return Holiday.objects.filter(store=None) if store_id is None else Holiday.objects.filter(store_id=store_id)


def _require(actor: Actor, store_id: int | None) -> None:
    if store_id is None:
        actor.require_in_group(MANAGE_UNITS)
    elif store_id not in actor.stores_for(MANAGE_UNITS):
        raise NotFound
