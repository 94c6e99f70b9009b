"""Dates and times as people and spreadsheets write them.

Owns the reading of one value; times are the store's wall clock, without a zone, which the caller adds. An order of
day and month that cannot be known is a problem, never a guess.
"""

# ruff: noqa: DTZ001 — these are readings of a wall clock; the caller adds the zone.
import re
from datetime import date, datetime, time, timedelta

from anxin.platform.findings import Finding, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.text import shortened, to_half_width

_EPOCH = datetime(1899, 12, 30)
# 1930-01-01 and 2100-01-01: outside, a bare number is more likely a year or a mileage than a date.
_FIRST_SERIAL, _END_SERIAL = 10959, 73051
_YEARS = range(1900, 2200)

_YEAR_FIRST = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_COMPACT_TIME = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?", re.ASCII)
_NO_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}月?|\d{4}年?|\d{1,2}月\d{1,2}[日号]?", re.ASCII)
_TIME = re.compile(
    r"(上午|下午|晚上|中午|AM|PM)?(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2})?(?:\.\d+)?)?秒?(AM|PM)?",
    re.IGNORECASE | re.ASCII,
)
_SPLIT = re.compile(r"(.*?\d[日号]?)(?:T|\s+|(?<=[日号]))((?:上午|下午|晚上|中午|AM|PM|\d{1,2}[:时点]).*)", re.IGNORECASE)
_AFTERNOON = {"下午", "晚上", "PM"}

_WRITE_DATE = _("请写成 2025-03-05 这样的年-月-日。")
_WRITE_TIME = _("请写成 2025-03-05 14:30。")


def parse_date(value: str | int | float | date) -> date:
    """A day: 2025/3/5, 2025年3月5日, 20250305, 25/3/2025, or a spreadsheet's serial number.

    :raises Unreadable: no date, no such day, or day and month cannot be told apart
    """
    return parse_datetime(value, cure=_WRITE_DATE).date()


def parse_datetime(value: str | int | float | date, *, cure: str = _WRITE_TIME) -> datetime:
    """A day and time of the store's wall clock, midnight when only a day is given.

    :raises Unreadable: no date, no such day or time, or day and month cannot be told apart
    """
    if isinstance(value, datetime):
        return _plausible(value.replace(tzinfo=None), value.isoformat(" "), cure)
    if isinstance(value, date):
        return _plausible(datetime.combine(value, time()), value.isoformat(), cure)
    if isinstance(value, int | float):
        return _from_number(value, cure)
    text = to_half_width(value).replace("：", ":").strip()
    compact = _COMPACT_TIME.fullmatch(text)
    if compact:
        text = f"{compact[1]} {compact[2]}:{compact[3]}:{compact[4] or '00'}"
    split = _SPLIT.fullmatch(text)
    day_text, time_text = (split[1], split[2]) if split else (text, "")
    day = _day("".join(day_text.split()), value, cure)
    clock = _clock("".join(time_text.split()), value) if time_text else time()
    return _plausible(datetime.combine(day, clock), value, cure)


def _day(text: str, value: str, cure: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        return _calendar_day(int(found[1]), int(found[3]), int(found[4]), value, cure)
    if found := _COMPACT.fullmatch(text):
        return _calendar_day(int(found[1]), int(found[2]), int(found[3]), value, cure)
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first <= 12 and second <= 12 and first != second:
            candidates = f"{year}-{first:02}-{second:02} / {year}-{second:02}-{first:02}"
            raise _ambiguous(value, candidates)
        month, day = (second, first) if first > 12 else (first, second)
        return _calendar_day(year, month, day, value, cure)
    if _SHORT_YEAR.fullmatch(text):
        raise _ambiguous(value, "")
    if text.isdecimal() and len(text) == 5:
        return _from_number(int(text), cure).date()
    if _NO_DAY.fullmatch(text):
        raise _unreadable("date_incomplete", value, _("“%(value)s”缺少年份、月份或日期。"), cure)
    raise _unreadable("date_unreadable", value, _("“%(value)s”不是日期。"), cure)


def _clock(text: str, value: str) -> time:
    found = _TIME.fullmatch(text)
    if found:
        half = (found[1] or found[5] or "").upper()
        hour, minute, second = int(found[2]), int(found[3] or 0), int(found[4] or 0)
        if half in _AFTERNOON and hour < 12:
            hour += 12
        elif half in {"上午", "AM"} and hour == 12:
            hour = 0
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    raise _unreadable("time_unreadable", value, _("“%(value)s”里的时间看不懂。"), _WRITE_TIME)


def _from_number(value: int | float, cure: str) -> datetime:
    if _FIRST_SERIAL <= value < _END_SERIAL:
        # A serial carries its time as a fraction; spreadsheets show whole seconds.
        return _EPOCH + timedelta(seconds=round(value * 86400))
    if float(value).is_integer() and 19000101 <= value <= 21991231:
        return datetime.combine(_day(str(int(value)), str(int(value)), cure), time())
    raise _unreadable("date_unreadable", format(value, "g"), _("数字“%(value)s”不是日期。"), cure)


def _calendar_day(year: int, month: int, day: int, value: str, cure: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _unreadable("date_impossible", value, _("日历上没有“%(value)s”这一天。"), cure) from None


def _plausible(moment: datetime, value: str, cure: str) -> datetime:
    if moment.year not in _YEARS:
        raise _unreadable("date_implausible", value, _("“%(value)s”的年份不可信。"), cure)
    return moment


def _ambiguous(value: str, candidates: str) -> Unreadable:
    message = _("“%(value)s”分不清年、月、日的先后。")
    if not candidates:
        return _unreadable("date_ambiguous", value, message, _WRITE_DATE)
    cure = _("请写成年-月-日，可能是 %(candidates)s。")
    return Unreadable(Finding("date_ambiguous", message, cure, {"value": shortened(value), "candidates": candidates}))


def _unreadable(code: str, value: str, message: str, cure: str) -> Unreadable:
    return Unreadable(Finding(code, message, cure, {"value": shortened(value)}))
