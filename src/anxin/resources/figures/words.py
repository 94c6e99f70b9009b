"""How kinds are called in the language at hand."""

from django.utils.translation import get_language

from anxin.resources.figures.kinds import FigureKind


def name_of(kind: FigureKind) -> str:
    """The kind's name in the language at hand."""
    return kind.en if (get_language() or "").startswith("en") else kind.zh
