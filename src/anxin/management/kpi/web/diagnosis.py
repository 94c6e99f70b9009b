"""Why a figure is off target, in sentences."""

from django.utils.translation import gettext as _

from anxin.management.kpi import queries
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.web import labels

LAST_LEVELS = 2


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
