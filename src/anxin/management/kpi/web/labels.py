"""How figures are said: words of a definition in the language of the screen, numbers with their unit."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import handbook, wording
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition, Target, Words
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period
from anxin.management.kpi.rules.standing import Standing
from anxin.parties.org.queries import all_roles
from anxin.platform.facts import registry

UNITS = wording.UNITS
OPERATORS = wording.OPERATORS
number = wording.number
target_words = wording.target_words
DIRECTIONS = {
    "up": gettext_lazy("越高越好"),
    "down": gettext_lazy("越低越好"),
    "range": gettext_lazy("在范围内为好"),
    "none": gettext_lazy("只作观察"),
}
CLASSES = {"sales": gettext_lazy("销售类"), "after_sales": gettext_lazy("售后类"), "composite": gettext_lazy("综合类")}
PERIODS = {
    Period.DAY: gettext_lazy("日"),
    Period.WEEK: gettext_lazy("周"),
    Period.MONTH: pgettext_lazy("期间", "月"),
    Period.QUARTER: gettext_lazy("季"),
    Period.YEAR: gettext_lazy("年"),
}
GRAINS = {
    "technician": gettext_lazy("技师"),
    "advisor": gettext_lazy("服务顾问"),
    "team": gettext_lazy("班组"),
    "store": gettext_lazy("门店"),
    "brand": gettext_lazy("品牌"),
    "region": gettext_lazy("区域"),
    "group": gettext_lazy("集团"),
}
MEMBERS = {
    "advisor_id": GRAINS["advisor"],
    "technician_id": GRAINS["technician"],
    "team_id": GRAINS["team"],
    "store_id": GRAINS["store"],
    "clerk_id": gettext_lazy("经办人"),
    "consultant_id": gettext_lazy("销售顾问"),
    "bay_id": gettext_lazy("工位"),
    "article_id": gettext_lazy("配件"),
    "trade": gettext_lazy("工种"),
    "kind": gettext_lazy("业务类型"),
    "order_kind": gettext_lazy("业务类型"),
    "line_kind": gettext_lazy("项目"),
    "payer": gettext_lazy("付款方"),
}
UNKNOWN = "—"
SHIFTS = {"": "", "last_year": gettext_lazy("去年同期"), "last_period": gettext_lazy("上期")}
STANDINGS = {
    Standing.MET: ("ok", gettext_lazy("达标")),
    Standing.NEAR: ("risk", gettext_lazy("接近")),
    Standing.MISSED: ("late", gettext_lazy("未达标")),
    Standing.NONE: ("", ""),
}
TIERS = {"": "", "mid": gettext_lazy("中端"), "high": gettext_lazy("高端")}


def say(words: Words) -> str:
    """The words in the language of the screen."""
    return handbook.say(words)


def say_measure(measure: Measure, term: Term) -> str:
    """A measure's name, with whether it is of an earlier period."""
    name = say(Words(measure.zh, measure.en))
    return f"{name} ({SHIFTS[term.shift]})" if term.shift else name


def amount(value: Decimal | None, measure: Measure) -> str:
    """What a measure came to: money in yuan, anything else whole where it is whole."""
    if value is None:
        return "—"
    fact = registry.get(measure.fact)
    if fact is not None and measure.column and fact.columns[measure.column] == "money":
        return f"{'−' if value < 0 else ''}¥ {abs(value) / 100:,.2f}"
    plain = f"{value:,.0f}" if value == value.to_integral_value() else f"{value.normalize():,f}"
    return plain.replace("-", "−")


def in_currency(words: str, definition: Definition) -> tuple[str, str]:
    """A number and the unit after it, of an unknown one none; English writes money with its sign in front: ¥595, 595 元."""
    if words == UNKNOWN:
        return words, ""
    if definition.unit == "yuan" and (get_language() or "").startswith("en"):
        return f"¥{words}" if words[:1] not in "−—" else words.replace("−", "−¥"), ""
    return words, str(UNITS[definition.unit])


def parts_words(parts: Mapping[Term, Decimal | None]) -> str:
    """What a member's figure is made of: its measures, one after the other."""
    known = catalogue().measures
    return " / ".join(amount(value, known[term.measure]) for term, value in parts.items())


def rounded(target: Target, definition: Definition) -> Target:
    """A target as precise as its figure is shown, as a share of the days is no round number; what is shorter stays so."""
    value, known = target.value, max(definition.decimals, 2)
    if value == value.quantize(Decimal(1).scaleb(-known), ROUND_HALF_UP):
        return target
    return replace(target, value=value.quantize(Decimal(1).scaleb(-definition.decimals), ROUND_HALF_UP))


def looks_back_words(definition: Definition) -> str:
    """What the handbook says of a figure that looks back; empty of another."""
    if not definition.looks_back:
        return ""
    words = _("要往前看 %(months)s 个月。门店的记录不满这么久的（新店从开业算），算得出也只是一部分：不判达标，也不比。")
    return words % {"months": definition.looks_back}


def rows_words(measure: Measure) -> str:
    """Which of the rows behind a measure count."""
    if measure.needs_whole_window:
        return _("%(months)s 个月的记录，符合条件的才算") % {"months": measure.months}
    return _("出现几次都只算一次") if measure.aggregate == "distinct" else _("每一行都算进了指标")


def progress(done: Decimal | None, passed: Decimal | None) -> str:
    """How much of a total's target is reached, and how much of the time has passed."""
    if done is None:
        return ""
    if passed is None:
        return _("完成 %(done)s%%") % {"done": f"{done:.0f}"}
    return _("完成 %(done)s%%，时间过了 %(passed)s%%") % {"done": f"{done:.0f}", "passed": f"{passed:.0f}"}


def standing_words(reading: Reading) -> str:
    """How a figure stands; of a running total also how far it is, which says against what; that nobody writes it down."""
    if reading.whole_from:
        return _("%(day)s 起才有") % {"day": f"{reading.whole_from:%Y-%m-%d}"}
    if reading.is_unrecorded:
        return _("没人记")
    word, far = str(STANDINGS[reading.standing][1]), progress(reading.done, reading.passed)
    return f"{word} · {far}" if word and reading.passed is not None else word or far


def owner(definition: Definition) -> str:
    """Who answers for the figure."""
    return all_roles()[definition.owner].label(get_language())


def change(now: Decimal | None, then: Decimal | None, definition: Definition) -> str:
    """Points for percent, percent for everything else, signed; a dash where one is unknown, and of what is a change."""
    if now is None or then is None or definition.is_change or (definition.unit != "percent" and then <= 0):
        return "—"
    if definition.unit == "percent":
        return _("%(points)s 点") % {"points": _signed(now - then)}
    return f"{_signed((now / then - 1) * 100)}%"


def off(points: Decimal | None, definition: Definition) -> str:
    """By how much something moves the figure, signed, without the unit; a dash where that is not known."""
    if points is None:
        return "—"
    rounded = points.quantize(Decimal(1).scaleb(-definition.decimals), ROUND_HALF_UP)
    return f"{rounded:+,}".replace("-", "−") if rounded else "0"


def off_in_unit(points: Decimal | None, definition: Definition) -> str:
    """The same with its unit: points of percent, else that of the figure."""
    words = off(points, definition)
    if words == "—":
        return words
    if definition.unit == "percent":
        return _("%(points)s 点") % {"points": words}
    return f"{words} {UNITS[definition.unit]}".strip()


def _signed(value: Decimal) -> str:
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:+}".replace("-", "−") if rounded else "0.0"
