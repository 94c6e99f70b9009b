"""What a piece of evidence says, in numbers and words: the figure's own, a member's, and what a part would have to be."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Finding, Suspect
from anxin.management.kpi.rules.chance import Parts
from anxin.management.kpi.rules.evidence import Evidence, Kind
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.needs import CAPACITY, CAPACITY_COLUMNS, Need
from anxin.management.kpi.rules.standing import shown
from anxin.management.kpi.web import labels
from anxin.platform.facts import registry


def evidence_words(one: Finding) -> str:
    """What the evidence says, in numbers; nothing where only members stand out."""
    if one.against is not None:
        return _against_words(one)
    if one.evidence.kind in (Kind.MEMBERS, Kind.MIX):
        return ""
    given = {
        "count": f"{one.part.bottom:,.0f}",
        "own": _ratio(one.evidence, one.part),
        "rest": _ratio(one.evidence, one.rest),
    }
    said = _("%(count)s 笔，其中 %(own)s，其余 %(rest)s") % given
    if one.usual is None:
        return said
    whole = one.part.bottom + one.rest.bottom
    shares = {"now": f"{one.part.bottom / whole * 100:.0f}", "usual": f"{one.usual * 100:.0f}"}
    return f"{said}; " + _("占 %(now)s%%，之前一年占 %(usual)s%%") % shares


def suspect_words(one: Suspect, evidence: Evidence) -> str:
    """A member beside what it is held against."""
    given = {
        "top": f"{one.own.top:,.0f}",
        "of": f"{one.own.bottom:,.0f}",
        "own": _ratio(evidence, one.own),
        "rest": _ratio(evidence, one.others),
    }
    if evidence.kind is Kind.MIX:
        if _is_total(evidence):
            return _("每个营业日 %(own)s（平时 %(rest)s）") % given
        return _("%(own)s（平时 %(rest)s）") % given
    if _is_share(evidence):
        return _("%(top)s / %(of)s = %(own)s（其余 %(rest)s）") % given
    if any(_is_money(each) for each in _measures(evidence)):
        return _("%(own)s（同样的业务，其余 %(rest)s）") % given
    return _("%(own)s（其余 %(rest)s）") % given


def need_words(one: Need) -> str:
    """What a part of the formula would have to be, with all others as they are."""
    if one.term is None:
        evidence = catalogue().evidence[one.factor]
        name, now = factor_name(evidence), _value(evidence, one.now)
        needed = _value(evidence, one.needed)
    else:
        measure = catalogue().measures[one.term.measure]
        name, now = labels.say_measure(measure, one.term), _rounded(measure, one.now, one.now)
        needed = _rounded(measure, one.needed, one.now)
    given = {"name": name, "now": now, "needed": needed}
    if one.needed < one.now:
        return _("%(name)s: 现在 %(now)s，其他不变要降到 %(needed)s") % given
    return _("%(name)s: 现在 %(now)s，其他不变要到 %(needed)s") % given


def need_rows(one: Need) -> str:
    """The measure whose rows stand behind a part."""
    if one.term is not None:
        return one.term.measure
    formula = catalogue().evidence[one.factor].formula
    return formula.terms[0].measure


def factor_name(one: Evidence) -> str:
    """A factor as its figure is called, or as what it divides."""
    # Of the same number asked otherwise (of a month) it is called as the number itself.
    judges = sorted(catalogue().judged_by(one), key=lambda each: bool(each.same_as))
    if judges:
        return labels.say(judges[0].name)
    measures = catalogue().measures
    return " ÷ ".join(labels.say_measure(measures[term.measure], term) for term in one.formula.terms)


def _against_words(one: Finding) -> str:
    assert one.against is not None
    evidence, against = one.evidence, one.against
    given = {
        "own": _value(evidence, one.part.ratio),
        "asked": _value(evidence, against.value),
        "worse": f"{one.worse * 100:.0f}",
        "figure": labels.say(catalogue().definitions[against.code].name) if against.code else "",
    }
    match against.kind:
        case "target":
            return (_("%(figure)s %(own)s，目标 %(asked)s，差 %(worse)s%%") % given) + _spare(one)
        case "left":
            return _("现在 %(own)s；其他几项都达标时，这里要 %(asked)s，差 %(worse)s%%") % given
    if _is_total(evidence):
        return _("现在 %(own)s，按平时同样的营业日有 %(asked)s，差了 %(worse)s%%") % given
    return _("现在 %(own)s，之前一年 %(asked)s，差了 %(worse)s%%") % given


def _spare(one: Finding) -> str:
    """Of a ratio to what is there: how little of it the work needs by the target."""
    fraction, measures = fraction_of(one.evidence.formula), catalogue().measures
    assert one.against is not None
    if fraction is None or len(fraction.bottom.weights) != 1 or len(fraction.top.weights) != 1 or not one.against.value:
        return ""
    (top,), (bottom,) = fraction.top.weights, fraction.bottom.weights
    there = measures[bottom.measure]
    if there.fact not in CAPACITY and there.column not in CAPACITY_COLUMNS:
        return ""
    enough = one.part.top / one.against.value
    given = {
        "top": labels.say_measure(measures[top.measure], Term(top.measure)),
        "tops": _rounded(measures[top.measure], one.part.top, one.part.top),
        "bottom": labels.say_measure(there, Term(bottom.measure)),
        "bottoms": _rounded(there, one.part.bottom, one.part.bottom),
        "enough": _rounded(there, enough, one.part.bottom),
        "spare": _rounded(there, one.part.bottom - enough, one.part.bottom),
    }
    return "; " + _("%(bottom)s %(bottoms)s，而%(top)s %(tops)s 按目标只要 %(enough)s，多 %(spare)s") % given


def _value(evidence: Evidence, value: Decimal | None) -> str:
    """What a factor or another figure comes to, with its unit."""
    if value is None:
        return "—"
    if judges := catalogue().judged_by(evidence):
        definition = judges[0]
        sign = str(labels.UNITS[definition.unit])
        number = labels.number(shown(value, definition.unit), definition)
        return f"{number}{sign}" if sign == "%" else f"{number} {sign}".strip()
    return _ratio(evidence, Parts(value, Decimal(1)))


def _ratio(evidence: Evidence, parts: Parts) -> str:
    ratio = parts.ratio
    if ratio is None:
        return "—"
    fraction = fraction_of(evidence.formula)
    tops = [catalogue().measures[term.measure] for term in fraction.top.weights] if fraction else []
    bottoms = [catalogue().measures[term.measure] for term in fraction.bottom.weights] if fraction else []
    if all(_is_money(each) for each in tops) and not any(_is_money(each) for each in bottoms):
        return f"¥ {ratio / 100:,.0f}"
    if _is_share(evidence) or (tops and bottoms and all(_is_money(each) for each in (*tops, *bottoms))):
        return f"{ratio * 100:.0f}%"
    return f"{ratio.quantize(Decimal('0.01'))}"


def _is_share(one: Evidence) -> bool:
    """Whether the ratio is a share of what is counted; of hours over hours it is a number."""
    return not _is_total(one) and all(each.aggregate == "count" for each in _measures(one))


def _is_total(one: Evidence) -> bool:
    fraction = fraction_of(one.formula)
    return fraction is not None and fraction.is_total


def _measures(one: Evidence) -> list[Measure]:
    return [catalogue().measures[term.measure] for term in one.formula.terms]


def _is_money(one: Measure) -> bool:
    fact = registry.get(one.fact)
    return bool(fact and one.column and fact.columns[one.column] == "money")


def _rounded(measure: Measure, value: Decimal, now: Decimal) -> str:
    """As much as it takes: what is counted by the whole, up where more is asked and down where less."""
    if _is_money(measure):
        return f"¥ {value / 100:,.0f}"
    fact = registry.get(measure.fact)
    is_whole = measure.aggregate in ("count", "distinct") or (fact is not None and fact.columns[measure.column] == "count")
    if not is_whole and value != value.to_integral_value():
        return f"{value:,.1f}"
    return f"{value.quantize(Decimal(1), ROUND_CEILING if value >= now else ROUND_FLOOR):,}"
