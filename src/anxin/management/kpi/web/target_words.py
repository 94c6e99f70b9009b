"""How targets are said and read: what does not fit together, who set what, and the numbers that people type."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import TargetRow
from anxin.management.kpi.rules.consistency import OPEN_DAYS, OTHER_MONTHS, PEOPLE, TEAMS, Difference
from anxin.management.kpi.rules.targets import WHOLE_YEAR
from anxin.management.kpi.web import labels
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.web import PageRequest

LONGEST = 24
LONGEST_ID = 18
"""Digits."""
NO_FIGURES = {
    OPEN_DAYS: gettext_lazy("营业天数"),
    PEOPLE: gettext_lazy("分到人的目标之和"),
    TEAMS: gettext_lazy("分到班组的目标之和"),
    OTHER_MONTHS: gettext_lazy("其他月份的中位数"),
}
SIGNS = {"*": "×", "-": "−"}
WIDE_COMMA = chr(0xFF0C)
YEARS = range(2000, 2101)
ORIGINS = {
    "typed": gettext_lazy("填写"),
    "copied": gettext_lazy("按上年"),
    "shared": gettext_lazy("分解"),
    "imported": gettext_lazy("导入"),
    "spread": gettext_lazy("统一下达"),
    "agreed": gettext_lazy("商定"),
}


def today_of(request: PageRequest) -> date:
    """The store's business day."""
    return store_info(request.store_id).clock.day(clock.now())


def asked_year(request: PageRequest) -> int:
    """The year in the address or form; this one without a sound one."""
    given = request.POST.get("year") or request.GET.get("year", "")
    year = int(given) if given.isdecimal() and len(given) == 4 else 0
    return year if year in YEARS else today_of(request).year


def read_number(text: str, field: str) -> Decimal | None:
    """What somebody typed, with or without commas and spaces; None for nothing.

    :raises Invalid: no number
    """
    plain = text.strip().replace(",", "").replace(WIDE_COMMA, "").replace(" ", "").replace("−", "-").removesuffix("%")
    if not plain:
        return None
    try:
        if len(plain) > LONGEST:
            raise InvalidOperation
        return Decimal(plain)
    except InvalidOperation:
        raise Invalid(_("“%(text)s”不是数。请只填数字。") % {"text": text.strip()[:LONGEST]}, field=field) from None


def seen_in(text: str) -> int | None:
    """The newest row that a form showed; None where it says none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else None


def plain_number(value: Decimal | None) -> str:
    """A target as it stands in a field: without zeros at its end."""
    return "" if value is None else f"{value.normalize():f}"


def month_words(month: int) -> str:
    """3 月, or the year."""
    return str(_("全年")) if month == WHOLE_YEAR else _("%(month)s 月") % {"month": month}


def difference_words(one: Difference) -> dict[str, str]:
    """What does not fit, out of which numbers it should follow, and what to do."""
    known = catalogue().definitions
    definition = known[one.code]
    name, sign = labels.say(definition.name), labels.UNITS[definition.unit]
    said = {}
    for code, value in one.parts:
        part = known.get(code)
        unit = definition.unit if one.is_of_parts or one.is_odd else part.unit if part else ""
        said[code] = f"{NO_FIGURES[code] if part is None else labels.say(part.name)} {plain_number(value)}"
        said[code] += str(labels.UNITS[unit]) if unit else ""
    parts = " ".join(said.get(word, SIGNS.get(word, word)) for word in one.formula.split())
    gap = labels.number(abs(one.gap), definition)
    given = {
        "month": month_words(one.month),
        "name": name,
        "value": f"{labels.number(one.value, definition)}{sign}",
        "parts": parts,
        "expected": f"{labels.number(one.expected, definition)}{sign}",
        "gap": f"{gap}{sign}",
    }
    usual = _("把%(name)s改成 %(expected)s，或改其余的数。")
    more = _("%(month)s%(name)s定了 %(value)s；按%(parts)s，应为 %(expected)s，多 %(gap)s。")
    less = _("%(month)s%(name)s定了 %(value)s；按%(parts)s，应为 %(expected)s，少 %(gap)s。")
    if one.is_odd:
        more = less = _("%(month)s%(name)s定了 %(value)s，%(parts)s，相差太多。")
        usual = _("请核对有没有多写或少写一位、单位对不对；没有错就照样定。")
    return {
        "words": (more if one.gap > 0 else less) % given,
        "todo": (_("重新分到人，或把%(name)s改成 %(expected)s。") if one.is_of_parts else usual) % given,
        "source": one.source,
        "code": one.code,
    }


def change_words(row: TargetRow, names: Mapping[int, str]) -> dict[str, object]:
    """A line of the history."""
    definition = catalogue().definitions.get(row.cell.code)
    whom = row.cell.employee_id or row.cell.team_id
    return {
        "at": row.set_at,
        "by": row.by or _("系统"),
        "figure": labels.say(definition.name) if definition else row.cell.code,
        "month": month_words(row.cell.month),
        "whom": "" if whom is None else names.get(whom, str(whom)),
        "target": labels.target_words(row.target) or _("取消"),
        "origin": ORIGINS[row.origin],
    }
