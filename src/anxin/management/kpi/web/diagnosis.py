"""Why a figure is off target, in sentences: since when, what facts say of obstacles, how far they can be trusted."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.management.kpi import queries
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Finding
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.members import member_names
from anxin.management.kpi.web.places import Place
from anxin.management.kpi.web.reasons import evidence_words, need_rows, need_words, suspect_words
from anxin.platform.web import PageRequest

LAST_LEVELS = 2
MOST_DAYS = 5


def diagnosis_view(request: PageRequest, place: Place, reading: Reading) -> dict[str, Any]:
    """What the panel of reasons shows; nothing where the target is met, or there is none and nothing tells.

    ``evident`` are the obstacles for which records speak.
    """
    code = reading.definition.code
    found = queries.diagnose_figure(
        request.actor, code, place.level, place.unit_id, place.period, place.day, reading=reading
    )
    evident = [code for one in found.findings for code in one.evidence.obstacles]
    if reading.value is None or not (found.is_off or found.says_anything):
        return {"diagnosis": None, "evident": evident}
    names = _names(request, place, found)
    return {
        "evident": evident,
        "diagnosis": {
            "findings": [_finding(one, names, reading, place) for one in found.findings],
            "needs": [{"words": need_words(one), "rows": need_rows(one)} for one in found.needs],
            "quiet": [_obstacle(one) for one in found.quiet],
            "steady": [_obstacle(one) for one in found.steady],
            "unknown": [_obstacle(one) for one in found.unknown],
        },
    }


def level_sentences(course: queries.CourseOfFigure, definition: Definition) -> list[str]:
    """Since when the figure lies on another level, the newest first, where it drifts, and which months stood alone."""
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
    said += [_drift_words(one, definition) for one in course.drifts if one.until in shown]
    odd = [f"{one:%Y-%m}" for one in course.odd if one in shown]
    return [*said, *([_("单月异常: %(months)s") % {"months": ", ".join(odd)}] if odd else [])]


def _drift_words(one: queries.Drifting, definition: Definition) -> str:
    given = {"since": f"{one.since:%Y-%m}", "until": f"{one.until:%Y-%m}"}
    given["each"] = f"{labels.number(abs(one.each), definition)} {labels.UNITS[definition.unit]}".strip()
    if one.each > 0:
        return _("%(since)s 到 %(until)s 逐步上升，平均每期 +%(each)s：不是换了水平") % given
    return _("%(since)s 到 %(until)s 逐步下降，平均每期 −%(each)s：不是换了水平") % given


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
    if flags.unended:
        said.append(_("%(count)s 个班没打下班卡，按排班或营业时间算") % {"count": flags.unended})
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


def _finding(one: Finding, names: Mapping[tuple[str, int | str], str], reading: Reading, place: Place) -> dict[str, object]:
    harm = reading.bad_side or -1
    other = one.against.code if one.against else ""
    is_other = bool(other) and other != reading.definition.code
    return {
        "obstacles": [_obstacle(code) for code in one.evidence.obstacles],
        "evidence": labels.say(one.evidence.name),
        "words": evidence_words(one),
        "suspects": [f"{names[each.column, each.id]}: {suspect_words(each, one.evidence)}" for each in one.suspects],
        "effect": labels.off_in_unit(None if one.effect is None else harm * one.effect, reading.definition),
        "url": f"{reverse('kpi:figure', args=[other])}?{place.query}"
        if is_other
        else f"?{place.query}&rows={one.rows}#rows",
    }
