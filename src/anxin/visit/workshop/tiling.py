"""Time without a gap: what an order's steps make of a car's stay, and of a technician's shift. Pure.

Owns the cutting of a span into named tiles that follow each other and sum to it to the minute. Does not own the facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

RECEIVED, SIGNATURE, DISPATCH, TECHNICIAN, REWORK = "received", "signature", "dispatch", "technician", "rework"
INSPECTION, WASH, SETTLEMENT, PAYMENT, PICK_UP = "inspection", "wash", "settlement", "payment", "pick_up"
WORKING, REWORKING, CLOSED, IDLE = "working", "reworking", "closed", "idle"

LEADS_TO: Mapping[str, tuple[tuple[str, ...], str]] = {
    "opened": ((RECEIVED,), SIGNATURE),
    "signed": ((RECEIVED, SIGNATURE), DISPATCH),
    "assigned": ((RECEIVED, SIGNATURE, DISPATCH), TECHNICIAN),
    "unassigned": ((TECHNICIAN,), DISPATCH),
    "begun": ((RECEIVED, SIGNATURE, DISPATCH, INSPECTION, SETTLEMENT), TECHNICIAN),
    "signed_more": ((INSPECTION, SETTLEMENT), TECHNICIAN),
    "finished": ((TECHNICIAN, REWORK), INSPECTION),
    "failed": ((TECHNICIAN, INSPECTION, SETTLEMENT), REWORK),
    "passed": ((TECHNICIAN, REWORK, INSPECTION), SETTLEMENT),
    "settled": ((RECEIVED, SIGNATURE, DISPATCH, TECHNICIAN, REWORK, INSPECTION, SETTLEMENT), PAYMENT),
    "paid": ((PAYMENT,), PICK_UP),
}
"""A step → the phases out of which it leads, and into which. In any other phase it changes nothing."""
STEPS = tuple(LEADS_TO)


@dataclass(frozen=True, slots=True)
class Mark:
    """A step of an order at its instant."""

    at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class Span:
    """Something with a name that lasts; without an end it still runs. ``detail`` says who or which."""

    since: datetime
    until: datetime | None
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A piece of a stay; ``minutes`` of all pieces sum to the whole minutes of the stay."""

    since: datetime
    until: datetime
    name: str
    detail: str
    minutes: int


def phases(begins: datetime, marks: Iterable[Mark]) -> list[Span]:
    """What a car is in, from ``begins`` on, by the steps of its order; the order in which the marks are given is free."""
    found, now, since = [], RECEIVED, begins
    for mark in sorted(marks, key=lambda one: (one.at, STEPS.index(one.step))):
        out_of, into = LEADS_TO[mark.step]
        if now not in out_of:
            continue
        if mark.at > since:
            found.append(Span(since, mark.at, now))
            since = mark.at
        now = into
    return [*found, Span(since, None, now)]


def tile(begins: datetime, ends: datetime, layers: Sequence[Sequence[Span]], ground: str) -> list[Tile]:
    """Cut a stay into tiles: at each instant the first layer that covers it gives the name, ``ground`` where none does.

    Spans of one layer may overlap: the first of them names, and the details of its namesakes are joined.
    """
    if ends <= begins:
        return []
    clipped = [[cut for span in layer if (cut := clip(span, begins, ends))] for layer in layers]
    edges = sorted(
        {begins, ends, *(edge for layer in clipped for span in layer for edge in (span.since, span.until or ends))}
    )
    named: list[tuple[datetime, str, str]] = []
    for at in edges[:-1]:
        name, detail = _named(clipped, at, ground)
        if not named or named[-1][1:] != (name, detail):
            named.append((at, name, detail))
    ended = [at for at, _name, _detail in named[1:]] + [ends]
    return [
        Tile(since, until, name, detail, _minutes(begins, until) - _minutes(begins, since))
        for (since, name, detail), until in zip(named, ended, strict=True)
    ]


def stay_tiles(
    begins: datetime,
    ends: datetime,
    marks: Sequence[Mark],
    *,
    work: Sequence[Span] = (),
    waits: Sequence[Span] = (),
    closed: Sequence[Span] = (),
    washes: Sequence[Span] = (),
) -> list[Tile]:
    """A car's stay: work first, then closed hours, then what a begun job waits for, the wash, and the phase of the order.

    Of several reasons at once the one that began first counts. Work after a failed inspection is rework.
    """
    steps = phases(begins, marks)
    redone = [span for span in steps if span.name == REWORK]
    worked = [
        Span(part.since, part.until, REWORKING if is_rework else WORKING, span.detail)
        for span in work
        for part, is_rework in _split(span, redone)
    ]
    waited = sorted(waits, key=lambda one: (one.since, one.name))
    return tile(begins, ends, [worked, closed, waited, washes, steps], RECEIVED)


def wash_spans(passed: Iterable[datetime], ends: Iterable[datetime], until: datetime | None) -> list[Span]:
    """Where a wash was agreed: from each passed inspection to the first look that found the car clean, or to what sent it
    back to work. Nobody looked: until ``until``, the settlement, by when it must have been done."""
    found = []
    for since in sorted(passed):
        end = min((at for at in ends if at > since), default=until)
        if end is None or end > since:
            found.append(Span(since, end, WASH))
    return found


def minutes_by_name(tiles: Iterable[Tile]) -> dict[str, int]:
    """Minutes of each name, in order of first appearance."""
    sums: dict[str, int] = {}
    for one in tiles:
        sums[one.name] = sums.get(one.name, 0) + one.minutes
    return sums


def gaps(begins: datetime, ends: datetime | None, spans: Iterable[Span]) -> list[tuple[datetime, datetime | None]]:
    """What of a stretch no span covers; without an end the stretch still runs, and so may the last gap."""
    found: list[tuple[datetime, datetime | None]] = []
    reached = begins
    for span in sorted(spans, key=lambda one: one.since):
        if ends is not None and span.since >= ends:
            break
        if span.since > reached:
            found.append((reached, span.since))
        if span.until is None:
            return found
        reached = max(reached, span.until)
    return [*found, (reached, ends)] if ends is None or reached < ends else found


def work_periods(
    work: Sequence[Span], finished: Iterable[datetime], *, is_over: bool = False
) -> list[tuple[datetime, datetime | None]]:
    """From the first stretch of work on a job to its finish, and again each time it went back to work.

    Of a job that ``is_over`` a stretch that was set right to after its last finish ends with itself.
    """
    periods: list[tuple[datetime, datetime | None]] = []
    rest = sorted(work, key=lambda one: one.since)
    for end in sorted(finished):
        inside = [one for one in rest if one.since < end]
        if inside:
            periods.append((inside[0].since, max(end, *(one.until or end for one in inside))))
            rest = rest[len(inside) :]
    if not rest:
        return periods
    ends = [one.until for one in rest if one.until is not None] if is_over else []
    return [*periods, (rest[0].since, max(ends, default=None))]


def fit_waits(
    work: Sequence[Span], waits: Sequence[Span], finished: Iterable[datetime], *, is_over: bool = False
) -> list[tuple[int | None, datetime, datetime | None]]:
    """What a job waits for between its stretches of work: each wait, by its place, cut to where nobody works.

    None stands for time that is neither work nor wait: a lost piece. Equal to the waits as they are, nothing is wrong.
    """
    fitted: list[tuple[int | None, datetime, datetime | None]] = []
    for begins, ends in work_periods(work, finished, is_over=is_over):
        for since, until in gaps(begins, ends, work):
            cuts = [(place, cut) for place, wait in enumerate(waits) if (cut := clip(wait, since, until))]
            fitted += [(place, cut.since, cut.until) for place, cut in cuts]
            fitted += [(None, *lost) for lost in gaps(since, until, [cut for _place, cut in cuts])]
    return sorted(fitted, key=lambda one: one[1])


def clip(span: Span, begins: datetime, ends: datetime | None) -> Span | None:
    """The part of a span inside a stretch; None when there is none."""
    since = max(span.since, begins)
    until = span.until if ends is None else min(span.until or ends, ends)
    return Span(since, until, span.name, span.detail) if until is None or since < until else None


def _split(span: Span, redone: Sequence[Span]) -> list[tuple[Span, bool]]:
    parts, rest = [], span
    for phase in redone:
        inside = clip(rest, phase.since, phase.until) if phase.until else clip(rest, phase.since, rest.until)
        if inside is None:
            continue
        if rest.since < inside.since:
            parts.append((Span(rest.since, inside.since, span.name, span.detail), False))
        parts.append((inside, True))
        if inside.until is None or inside.until == rest.until:
            return parts
        rest = Span(inside.until, rest.until, span.name, span.detail)
    return [*parts, (rest, False)]


def _named(layers: Sequence[Sequence[Span]], at: datetime, ground: str) -> tuple[str, str]:
    for layer in layers:
        here = [span for span in layer if span.since <= at and (span.until is None or at < span.until)]
        if here:
            name = here[0].name
            details = sorted({span.detail for span in here if span.name == name and span.detail})
            return name, "、".join(details)
    return ground, ""


def _minutes(begins: datetime, at: datetime) -> int:
    return (at - begins) // timedelta(minutes=1)
