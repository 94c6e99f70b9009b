"""How values are written on screen: money, times, durations, plates, phones. Pure functions, no markup.

Does not own: rounding of money (the Money value does) or the choice of a store's time zone (the request does).
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anxin.platform import clock

DASH = "—"
MINUS = "−"
NEW_ENERGY_PLATE_LENGTH = 8
VIN_TAIL = 6

PAYER_LABELS = {
    "customer": _("自费"),
    "warranty": _("保修"),
    "insurer": _("保险"),
    "internal": _("内部"),
    "goodwill": _("善意"),
}


def fen_of(value: Any) -> int | None:
    """Amount in fen of a Money value or a plain number of fen; None for no amount."""
    if value is None or value == "":
        return None
    return int(getattr(value, "fen", value))


def format_money(value: Any) -> str:
    """1,234.50 from fen: two decimals, thousands commas, a true minus sign; a dash for no amount."""
    fen = fen_of(value)
    if fen is None:
        return DASH
    yuan, rest = divmod(abs(fen), 100)
    return f"{MINUS if fen < 0 else ''}{yuan:,}.{rest:02d}"


def format_yuan_short(value: Any) -> str:
    """Cockpit figure: one decimal in 万 from 10,000 yuan on, whole yuan below; in English thousands (k)."""
    fen = fen_of(value)
    if fen is None:
        return DASH
    sign, yuan = (MINUS if fen < 0 else ""), abs(fen) / 100
    if yuan < 10_000:
        return f"{sign}{yuan:,.0f}"
    if (get_language() or "").startswith("en"):
        return f"{sign}{yuan / 1000:,.1f}k"
    return sign + gettext("%(amount)s 万") % {"amount": f"{yuan / 10_000:,.1f}"}


def format_plate(value: str | None) -> str:
    """粤B·D12345: the dot after the second character; a value that is no plate is returned as it came."""
    bare = (value or "").replace("·", "").replace(" ", "").upper()
    if len(bare) < 7:
        return value or ""
    return f"{bare[:2]}·{bare[2:]}"


def plate_or_vin(plate: str | None, vin: str | None) -> str:
    """How a car is called on every page: by its plate, else by the tail of its VIN; "" where neither is known."""
    if plate or not vin:
        return format_plate(plate)
    return gettext("无牌 %(tail)s") % {"tail": vin[-VIN_TAIL:]}


def is_new_energy_plate(value: str | None) -> bool:
    """Whether a plate has eight characters, which only new-energy vehicles have."""
    return len((value or "").replace("·", "").replace(" ", "")) == NEW_ENERGY_PLATE_LENGTH


def format_masked_phone(value: str | None) -> str:
    """138 **** 2765; shorter numbers keep only their last two figures."""
    digits = (value or "").strip()
    if not digits:
        return DASH
    if len(digits) < 8:
        return f"****{digits[-2:]}"
    return f"{digits[:3]} **** {digits[-4:]}"


def format_percent(value: Any) -> str:
    """86.0% from the ratio 0.86; a dash for nothing, which is not zero."""
    if value is None or value == "":
        return DASH
    return f"{float(value) * 100:.1f}%".replace("-", MINUS)


def format_rate(value: Any) -> str:
    """12.5% from the limit 0.125, 10% from 0.10: as it was set, not as it was measured."""
    return f"{format_quantity(value * 100)}%"


def format_kilometres(value: int | None) -> str:
    """41,286 km."""
    return DASH if value is None else f"{int(value):,} km"


def format_quantity(value: Any) -> str:
    """A quantity without needless zeros: 1, 0.5, 1.25; a dash for nothing."""
    return "—" if value is None else f"{Decimal(str(value)).normalize():f}"


def format_number(value: Any, places: int = 2) -> str:
    """1,234 or 1,234.50: thousands commas, ``places`` decimals where there are any, a true minus; a dash for nothing."""
    if value is None or value == "":
        return DASH
    number = Decimal(str(value)).quantize(Decimal(10) ** -places, ROUND_HALF_UP) + 0
    shown = f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.{places}f}"
    return shown.replace("-", MINUS)


def format_duration(value: Any) -> str:
    """1 小时 10 分 from minutes or a timedelta; 3 天 from two days on; 0 分 for nothing."""
    if value is None or value == "":
        return DASH
    minutes = int(value.total_seconds() // 60) if isinstance(value, dt.timedelta) else int(value)
    sign, minutes = (MINUS if minutes < 0 else ""), abs(minutes)
    days, hours, rest = minutes // 1440, minutes // 60, minutes % 60
    if days >= 2:
        return sign + ngettext("%(count)s 天", "%(count)s 天", days) % {"count": days}
    if hours and rest:
        return sign + gettext("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": rest}
    if hours:
        return sign + gettext("%(hours)s 小时") % {"hours": hours}
    return sign + gettext("%(minutes)s 分") % {"minutes": rest}


def format_period(days: int | None, kilometres: int | None) -> str:
    """365 天 / 20,000 km, whichever there is; empty without either."""
    parts = [gettext("%(n)d 天") % {"n": days} if days else "", f"{kilometres:,} km" if kilometres else ""]
    return " / ".join(filter(None, parts))


def format_day(value: dt.date | None, today: dt.date | None = None) -> str:
    """11-20, with the year only if it is not this year; instants are read in the request's time zone."""
    if value is None:
        return DASH
    day = _local(value).date() if isinstance(value, dt.datetime) else value
    return f"{day:%m-%d}" if day.year == (today or local_today()).year else f"{day:%Y-%m-%d}"


def format_clock(value: dt.datetime | None) -> str:
    """15:30 on whatever day."""
    return DASH if value is None else f"{_local(value):%H:%M}"


def format_time(value: dt.datetime | None, today: dt.date | None = None) -> str:
    """15:30 today, 明日 11:00 tomorrow, 昨日 17:10 yesterday, 11-24 09:00 otherwise."""
    if value is None:
        return DASH
    local = _local(value)
    reference = today or local_today()
    moment = f"{local:%H:%M}"
    match (local.date() - reference).days:
        case 0:
            return moment
        case 1:
            return gettext("明日 %(time)s") % {"time": moment}
        case -1:
            return gettext("昨日 %(time)s") % {"time": moment}
    return f"{format_day(local, reference)} {moment}"


def local_today() -> dt.date:
    """Today in the time zone of the request (the store's, set by the middleware)."""
    return timezone.localtime(clock.now()).date()


def _local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
