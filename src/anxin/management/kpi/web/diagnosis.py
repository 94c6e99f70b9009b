"""Why a figure is off target, in sentences: since when, what facts say of obstacles, how far they can be trusted."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.management.kpi import queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Finding, Suspect
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.evidence import Parts
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.members import member_names
from anxin.management.kpi.web.places import Place
from anxin.platform.web import PageRequest

LAST_LEVELS = 2
MOST_DAYS = 5


def diagnosis_view(request: PageRequest, place: Place, reading: Reading) -> dict[str, object]:
    """What the panel of reasons shows; nothing where the figure meets its target or is above its range."""
    definition = reading.definition
    # Obstacles are why a figure with a range is too low: of one that is too high they say nothing.
    is_too_high = definition.direction == "range" and reading.bad_side > 0
    is_asked = reading.value is not None and reading.standing is not Standing.MET and not is_too_high
    if not is_asked or not (definition.obstacles or catalogue().evidence_for(definition)):
        return {"diagnosis": None}
    found = queries.diagnose_figure(request.actor, definition.code, place.level, place.unit_id, place.period, place.day)
    names = _names(request, place, found)
    # What is only held against the year before says nothing of what was always so.
    looked_at = [one for one in catalogue().evidence_for(definition) if not one.is_rate]
    steady = set(found.quiet) - {code for one in looked_at for code in one.obstacles}
    return {
        "diagnosis": {
            "findings": [_finding(one, names, reading) for one in found.findings],
            "quiet": [_obstacle(one) for one in found.quiet if one not in steady],
            "steady": [_obstacle(one) for one in found.quiet if one in steady],
            "unknown": [_obstacle(one) for one in found.unknown],
        }
    }


def level_sentences(course: queries.CourseOfFigure, definition: Definition) -> list[str]:
    """Since when the figure lies on another level, the newest first, and which months stood alone."""
    unit = str(labels.UNITS[definition.unit])
    said = [
        _("%(month)s 起换了水平: 之前平均 %(before)s，之后 %(after)s %(unit)s")
        % {
            "month": f"{one.since:%Y-%m}",
            "before": labels.number(one.before, definition),
            "after": labels.number(one.after, definition),
            "unit": unit,
        }
        for one in reversed(course.levels[-LAST_LEVELS:])
    ]
    shown = {one.span.first for one in course.points[-12:]}
    odd = [f"{one:%Y-%m}" for one in course.odd if one in shown]
    return [*said, *([_("单月异常: %(months)s") % {"months": ", ".join(odd)}] if odd else [])]


def flag_sentences(request: PageRequest, place: Place, reading: Reading) -> list[str]:
    """What to know of the facts before one judges by the figure."""
    code = reading.definition.code
    flags = queries.read_data_flags(request.actor, code, place.level, place.unit_id, place.period, place.day)
    said = []
    if not flags.is_over:
        said.append(_("本期还没过完"))
    if flags.until is not None:
        said.append(_("数据到 %(day)s") % {"day": f"{flags.until:%m-%d}"})
    if flags.is_small:
        said.append(_("只有 %(count)s 笔，可能只是偶然") % {"count": flags.size})
    if flags.silent:
        days = ", ".join(f"{one:%m-%d}" for one in flags.silent[:MOST_DAYS])
        more = _("等 %(count)s 天") % {"count": len(flags.silent)} if len(flags.silent) > MOST_DAYS else ""
        said.append(_("营业却没有记录: %(days)s %(more)s") % {"days": days, "more": more})
    known = catalogue().measures
    for name, count in flags.lacking:
        label = labels.say_measure(known[name], next(one for one in reading.parts if one.measure == name))
        said.append(_("“%(measure)s”另有 %(count)s 笔缺数据，没算进去") % {"measure": label, "count": count})
    return [one.strip() for one in said]


def _obstacle(code: str) -> str:
    return labels.say(catalogue().obstacles[code].name)


def _names(request: PageRequest, place: Place, found: queries.Diagnosis) -> dict[tuple[str, int | str], str]:
    ids: dict[str, set[int | str]] = {}
    for finding in found.findings:
        for one in finding.suspects:
            ids.setdefault(one.column, set()).add(one.id)
    return {
        (column, member): name
        for column, members in ids.items()
        for member, name in member_names(request.actor, place, column, members).items()
    }


def _finding(one: Finding, names: Mapping[tuple[str, int | str], str], reading: Reading) -> dict[str, object]:
    is_share, harm = _is_share(one), reading.bad_side or -1
    return {
        "obstacles": [_obstacle(code) for code in one.evidence.obstacles],
        "evidence": labels.say(one.evidence.name),
        "words": evidence_words(one),
        "suspects": [f"{names[each.column, each.id]}: {_suspect(each, is_share=is_share)}" for each in one.suspects],
        "effect": labels.off(None if one.effect is None else harm * one.effect, reading.definition),
        "rows": one.rows,
    }


def evidence_words(one: Finding) -> str:
    """What the evidence says, in numbers; nothing where only members stand out."""
    kind = "rate" if one.evidence.is_rate else "exposed" if one.evidence.exposed else "members"
    is_share = _is_share(one)
    given = {
        "count": f"{one.part.bottom:,.0f}",
        "own": _ratio(one.part, is_share=is_share),
        "rest": _ratio(one.rest, is_share=is_share),
        "worse": f"{one.worse * 100:.0f}",
    }
    if kind == "rate":
        return _("现在 %(own)s，之前一年 %(rest)s，差了 %(worse)s%%") % given
    if kind == "members":
        return ""
    said = _("%(count)s 笔，其中 %(own)s，其余 %(rest)s") % given
    if one.usual is None:
        return said
    whole = one.part.bottom + one.rest.bottom
    shares = {"now": f"{one.part.bottom / whole * 100:.0f}", "usual": f"{one.usual * 100:.0f}"}
    return f"{said}; " + _("占 %(now)s%%，之前一年占 %(usual)s%%") % shares


def _suspect(one: Suspect, *, is_share: bool) -> str:
    given = {
        "top": f"{one.own.top:,.0f}",
        "of": f"{one.own.bottom:,.0f}",
        "own": _ratio(one.own, is_share=is_share),
        "rest": _ratio(one.others, is_share=is_share),
    }
    if is_share:
        return _("%(top)s / %(of)s = %(own)s（其余 %(rest)s）") % given
    return _("%(own)s（其余 %(rest)s）") % given


def _is_share(one: Finding) -> bool:
    """Whether the ratio is a share of what is counted; of hours over hours it is a number."""
    known = catalogue().measures
    return all(known[term.measure].aggregate == "count" for term in one.evidence.formula.terms)


def _ratio(parts: Parts, *, is_share: bool) -> str:
    ratio = parts.ratio
    if ratio is None:
        return "—"
    return f"{ratio * 100:.0f}%" if is_share else f"{ratio.quantize(Decimal('0.01'))}"
