"""Say why a figure was missed: a person names obstacles, names them anew, or takes them back (M22.05, R-KP04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import models, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.events import ObstaclesConfirmed, ObstaclesWithdrawn
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound, VersionConflict
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn

PERIODS = (Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR)
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class KeptConfirmation:
    """The row that holds now; the next form sends its id back as ``seen``."""

    id: int
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """A store's figure in a period."""

    store_id: int
    code: str
    period: Period
    span: Span


@command(permissions.CONFIRM, rule="R-KP04")
def confirm_obstacles(
    *,
    actor: Actor,
    store_id: int,
    code: str,
    period: Period,
    day: date,
    obstacles: Sequence[str],
    note: str = "",
    seen: int | None = None,
    at: datetime,
) -> KeptConfirmation:
    """Name the obstacles of a store's figure in the period of ``day``, in the place of what was named before.

    ``seen`` is the id of what the form showed, 0 for nothing: what somebody else named meanwhile is not replaced unseen.
    The same once more changes nothing. Any obstacle of the catalogue may be named, those of the figure's own list first.

    :raises Denied: a store where the actor may not confirm
    :raises NotFound: an unknown figure
    :raises Invalid: no obstacle or one that nobody knows, a period that has not begun, too long a note
    :raises VersionConflict: somebody else named some since ``seen``
    """
    actor.require(permissions.CONFIRM, store_id)
    span = period_of(store_id, code, period, day, at)
    wanted, said = _checked(code, obstacles), clean_text(note)
    if len(said) > LONGEST_NOTE:
        raise Invalid(_("说明最多 %(most)s 个字，请写要点。") % {"most": LONGEST_NOTE}, field="note")
    about = About(store_id, code, period, span)
    held = held_confirmation(actor, about)
    if held and (tuple(held.obstacles), held.note) == (wanted, said):
        return KeptConfirmation(held.pk, wanted)
    if seen is not None and seen != (held.pk if held and held.obstacles else 0):
        raise VersionConflict({"obstacles": (held.obstacles if held else [], list(wanted))}, now=held.pk if held else 0)
    row = _write(actor, about, held, wanted, said, at)
    fact = ObstaclesConfirmed(
        store_id=store_id, obstacleconfirmation_id=row.pk, code=code, period=str(period), first=span.first, last=span.last,
        obstacles=wanted,
    )  # fmt: skip
    events.publish(fact, at=at)
    return KeptConfirmation(row.pk, wanted)


@command(permissions.CONFIRM, rule="R-KP04")
def withdraw_obstacles(*, actor: Actor, confirmation_id: int, reason: str, at: datetime) -> KeptConfirmation:
    """Take back what was named; it stays in the history, with the reason.

    :raises NotFound: unknown, or in a store where the actor may not confirm
    :raises Invalid: no reason, or too long a one
    :raises Conflict: it does not hold any more
    """
    found = models.ObstacleConfirmation.objects.visible_to(actor, permissions.CONFIRM).one(pk=confirmation_id)
    said, span = clean_text(reason), Span(found.first, found.last)
    if not said or len(said) > LONGEST_NOTE:
        raise Invalid(_("请写为什么撤回，最多 %(most)s 个字。") % {"most": LONGEST_NOTE}, field="reason")
    about = About(found.store_id, found.code, Period(found.period), span)
    held = held_confirmation(actor, about)
    if held is None or held.pk != found.pk or not held.obstacles:
        raise Conflict(_("这次确认已经改过或撤回了，请刷新后看最新的。"))
    row = _write(actor, about, held, (), said, at)
    fact = ObstaclesWithdrawn(
        store_id=found.store_id, obstacleconfirmation_id=row.pk, code=found.code, period=found.period, first=span.first,
        last=span.last,
    )  # fmt: skip
    events.publish(fact, at=at)
    return KeptConfirmation(row.pk, ())


def period_of(store_id: int, code: str, period: Period, day: date, at: datetime) -> Span:
    """The days of a period of which one says why a figure was missed.

    :raises NotFound: an unknown figure
    :raises Invalid: a single day, or a period that has not begun
    """
    if code not in catalogue().definitions:
        raise NotFound
    if period not in PERIODS:
        raise Invalid(_("请按周、月、季或年确认。"), field="period")
    span = span_of(period, day)
    if span.first > store_info(store_id).clock.day(at):
        raise Invalid(_("这个期间还没开始，请选已经开始的期间。"), field="day")
    return span


def _checked(code: str, obstacles: Sequence[str]) -> tuple[str, ...]:
    known = catalogue()
    allowed = dict.fromkeys([*known.definitions[code].obstacles, *known.obstacles])
    chosen = set(obstacles)
    if not chosen:
        raise Invalid(_("请至少选一个障碍；都不是就不用确认。"), field="obstacles")
    if chosen - set(allowed):
        raise Invalid(_("没有这个障碍，请从列表里选。"), field="obstacles")
    return tuple(one for one in allowed if one in chosen)


def held_confirmation(actor: Actor, about: About) -> models.ObstacleConfirmation | None:
    """The row that holds; whoever names the same one waits here."""
    take_turn(f"kpi.obstacles:{about.store_id}:{about.code}:{about.period}:{about.span.first}")
    rows = models.ObstacleConfirmation.objects.visible_to(actor, permissions.CONFIRM).filter(
        store_id=about.store_id, code=about.code, period=about.period, first=about.span.first
    )
    found: models.ObstacleConfirmation | None = rows.order_by("-turn").first()
    return found


def _write(
    actor: Actor,
    about: About,
    held: models.ObstacleConfirmation | None,
    obstacles: tuple[str, ...],
    note: str,
    at: datetime,
) -> models.ObstacleConfirmation:
    row: models.ObstacleConfirmation = models.ObstacleConfirmation.objects.create(
        store_id=about.store_id,
        code=about.code,
        period=str(about.period),
        first=about.span.first,
        last=about.span.last,
        turn=held.turn + 1 if held else 1,
        obstacles=list(obstacles),
        note=note,
        at=at,
        actor_key=actor.key,
    )
    return row
