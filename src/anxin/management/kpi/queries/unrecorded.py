"""Whether it looks as if nobody wrote down what a figure is made of."""

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.harm import is_unrecorded
from anxin.management.kpi.rules.standing import shown


def looks_unrecorded(definition: Definition, figure: Figure, before: Figure) -> bool:
    """Whether nobody wrote it down, now and in the period before; what is only not known yet is another matter."""
    marks = figure.marks
    if figure.needs or figure.is_awaited or marks.stated or marks.gaps or marks.is_cut or marks.lacking:
        return False
    value, then = shown(figure.value, definition.unit), shown(before.value, definition.unit)
    return is_unrecorded(definition, value, then, figure.parts, catalogue().measures)
