"""Template filters over `formats`: {{ order.total|money }}, {{ order.promised_at|local_time }}."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from anxin.platform.ui import formats

register = template.Library()

register.filter("money", formats.format_money)
register.filter("yuan_short", formats.format_yuan_short)
register.filter("plate", formats.format_plate)
register.filter("plate_or_vin", formats.plate_or_vin)
register.filter("is_new_energy", formats.is_new_energy_plate)
register.filter("masked_phone", formats.format_masked_phone)
register.filter("km", formats.format_kilometres)
register.filter("percent", formats.format_percent)
register.filter("quantity", formats.format_quantity)
register.filter("number", formats.format_number)
register.filter("duration", formats.format_duration)


@register.filter
def local_time(value: datetime | None) -> str:
    """15:30, 明日 11:00, 11-24 09:00; a dash for nothing."""
    return formats.format_time(value)


@register.filter
def local_clock(value: datetime | None) -> str:
    """15:30 on whatever day; a dash for nothing."""
    return formats.format_clock(value)


@register.filter
def local_day(value: date | None) -> str:
    """11-20, with the year if it is not this year; a dash for nothing."""
    return formats.format_day(value)


@register.filter
def payer_label(value: str) -> str:
    """自费, 保修, 保险, 内部 or 善意 for a payer code; the code itself when it is unknown."""
    return str(formats.PAYER_LABELS.get(str(value).lower(), value))
