"""What a review of repair orders says of the days it looks at: figures beside those of the days before."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from anxin.management.kpi import permissions
from anxin.management.kpi.queries import DaysBeside, DaysReading, Level, read_days_beside
from anxin.management.kpi.rules.periods import Span
from anxin.management.kpi.rules.standing import harm_sign
from anxin.management.kpi.web import labels
from anxin.management.kpi.web.tiles import in_full
from anxin.management.reviews.queries import ReviewRow
from anxin.platform.actor import Actor
from anxin.platform.requests import PageRequest


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in words; ``url`` is empty for whoever does not see the store's figures."""

    name: str
    value: str
    before: str
    change: str
    is_worse: bool
    url: str


def figures_of_review(request: PageRequest, review: ReviewRow) -> str:
    """The panel on the page of the review."""
    beside = _beside(review)
    context = {
        "days_before": _words(beside.before),
        "began": f"{beside.began:%Y-%m-%d}" if beside.began else "",
        "lines": [_line(one, review, request.actor) for one in beside.readings],
    }
    return render_to_string("kpi/_reviewed.html", context, request=request)


def printed_figures(actor: Actor, review: ReviewRow) -> Mapping[str, Any]:
    """The same on its paper: the days of both periods, and a row for each figure."""
    beside = _beside(review)
    lines = [_line(one, review, actor) for one in beside.readings]
    rows = [[one.name, one.value, one.before, one.change] for one in lines]
    return {"figure_days": [_words(beside.span), _words(beside.before)], "figures": rows}


def _beside(review: ReviewRow) -> DaysBeside:
    # Whoever sees the review sees how the work went that it is about; the other figures need their own permission.
    return read_days_beside(Actor.system("kpi", [review.store_id]), review.store_id, review.first, review.last)


def _line(one: DaysReading, review: ReviewRow, actor: Actor) -> Line:
    definition = one.definition
    moved = Decimal(0) if one.value is None or one.before is None else one.value - one.before
    place = f"?level={Level.STORE}&unit={review.store_id}&period=month&day={review.last.isoformat()}"
    may_see = actor.may(permissions.SEE, review.store_id)
    return Line(
        labels.say(definition.name),
        "—" if one.value is None else in_full(one.value, definition),
        "—" if one.before is None else in_full(one.before, definition),
        labels.change(one.value, one.before, definition),
        moved * harm_sign(definition, moved) > 0,
        f"{reverse('kpi:figure', args=[definition.code])}{place}" if may_see else "",
    )


def _words(span: Span) -> str:
    return f"{span.first:%Y-%m-%d} – {span.last:%Y-%m-%d}"
