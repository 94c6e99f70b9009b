"""The talk between workshop and front desk about a car, with what the house wrote down besides, in one stream (R-WS18)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.formats import format_time
from anxin.visit.promises import permissions, rules
from anxin.visit.promises.models import LateEstimate, Note, Telling
from anxin.visit.repair_orders import queries as orders
from anxin.visit.workshop import permissions as workshop_permissions
from anxin.visit.workshop import queries as workshop


@dataclass(frozen=True, slots=True)
class TalkLine:
    """A line of the stream. ``note_id`` is that of a note; ``is_unread``: the other side has not said that it read it."""

    at: datetime
    phase: str
    phase_label: str
    side: str
    kind: str
    kind_label: str
    words: str
    author: str
    note_id: int | None = None
    is_unread: bool = False
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """Lines of the stream, the newest first. ``older_before`` is where the next page begins, None after the last."""

    lines: tuple[TalkLine, ...]
    older_before: datetime | None


@dataclass(frozen=True, slots=True)
class UnreadNote:
    """A word that waits for a side of the house, with its car."""

    id: int
    number: str
    plate: str
    advisor_id: int
    kind: str
    words: str
    author: str
    at: datetime
    vin: str = ""


@query(permissions.SEE)
def list_talk(actor: Actor, number: str, *, before: datetime | None = None, limit: int = 50) -> Talk:
    """What was said about an order, the newest first: notes, questions, answers, findings, delays, what was told.

    ``before`` is ``older_before`` of the page before. What was said at one instant stays on one page, beyond ``limit``.

    :raises NotFound: unknown or out of scope
    """
    head = orders.get_order_head(actor, number)
    earlier = {"at__lt": before} if before else {}
    lines = [_note(row) for row in _last(_notes(actor).filter(repair_order_id=head.id, **earlier), limit)]
    said = _of(LateEstimate, actor, head.id).filter(**earlier).select_related("said_by")
    lines += [_said(row) for row in _last(said, limit)]
    told = _of(Telling, actor, head.id).filter(**earlier).select_related("told_by")
    lines += [_told(row) for row in _last(told, limit)]
    if actor.may(workshop_permissions.SEE, head.store_id):
        lines += [_found(row) for row in workshop.list_findings(actor, head.id)]
    lines += [_answer(row) for row in orders.list_answers(actor, number)]
    lines = [one for one in lines if before is None or one.at < before]
    lines.sort(key=lambda one: one.at, reverse=True)
    shown = [one for place, one in enumerate(lines) if place < limit or one.at == lines[limit - 1].at]
    return Talk(tuple(shown), shown[-1].at if len(shown) < len(lines) else None)


@query(permissions.SEE)
def list_unread(
    actor: Actor, store_id: int, side: str, *, repair_order_id: int | None = None, advisor_id: int | None = None
) -> list[UnreadNote]:
    """Words from the other side that ``side`` has not read, the oldest first; of one order or one advisor's.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.SEE, store_id)
    rows = _notes(actor).filter(store_id=store_id, read_at=None).exclude(side=side)
    if repair_order_id is not None:
        rows = rows.filter(repair_order_id=repair_order_id)
    if advisor_id is not None:
        rows = rows.filter(repair_order__advisor_id=advisor_id)
    return [
        UnreadNote(
            row.pk,
            row.repair_order.number,
            row.repair_order.vehicle.plate or "",
            row.repair_order.advisor_id,
            row.kind,
            row.words,
            row.author.name if row.author else "",
            row.at,
            row.repair_order.vehicle.vin or "",
        )
        for row in rows.select_related("repair_order__vehicle").order_by("pk")
    ]


def side_of(actor: Actor, store_id: int) -> str:
    """On which side of the house somebody stands: whoever may tell customers is the front desk."""
    return str(Note.Side.DESK if actor.may(permissions.TELL, store_id) else Note.Side.WORKSHOP)


def _notes(actor: Actor) -> Any:
    return Note.objects.visible_to(actor, permissions.SEE).select_related("author")


def _last(rows: Any, limit: int) -> list[Any]:
    """The newest rows, with all of the instant of the last one, and one that is older, if any: with it a page begins."""
    newest = rows.order_by("-at", "-pk")
    found = list(newest[:limit])
    if len(found) == limit:
        last = found[-1].at
        found += rows.filter(at=last).exclude(pk__in=[row.pk for row in found])
        found += newest.filter(at__lt=last)[:1]
    return found


def _of(model: Any, actor: Actor, repair_order_id: int) -> Any:
    return model.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)


def _note(row: Note) -> TalkLine:
    return TalkLine(
        row.at,
        row.phase,
        str(row.get_phase_display()),
        row.side,
        row.kind,
        str(row.get_kind_display()),
        row.words,
        row.author.name if row.author else "",
        row.pk,
        row.read_at is None,
        row.read_at,
    )


def _line(at: datetime, side: str, kind: str, label: str, words: str, author: str) -> TalkLine:
    # What is found, said and told belongs to the repair.
    phase = rules.phase("IN_PROGRESS")
    return TalkLine(at, phase, str(Note.Phase(phase).label), side, kind, label, words, author)


def _said(row: LateEstimate) -> TalkLine:
    words = " · ".join(filter(None, [f"{row.get_reason_display()} → {format_time(row.until)}", row.words]))
    return _line(row.at, Note.Side.WORKSHOP, "late", _("会晚"), words, row.said_by.name if row.said_by else "")


def _told(row: Telling) -> TalkLine:
    label = _("已告知客户") if row.was_in_time else _("过了承诺才告知客户")
    return _line(row.at, Note.Side.DESK, "told", label, row.words, row.told_by.name if row.told_by else "")


def _found(row: workshop.FindingRow) -> TalkLine:
    words = " · ".join(filter(None, [row.words, row.harm, row.urgency_label]))
    return _line(row.at, Note.Side.WORKSHOP, "found", _("发现问题"), words, row.found_by)


def _answer(row: orders.AnswerView) -> TalkLine:
    words = _("客户答复增项：同意 %(yes)s 项，下次再做 %(later)s 项，不做 %(no)s 项") % {
        "yes": row.approved,
        "later": row.deferred,
        "no": row.declined,
    }
    return _line(row.at, Note.Side.DESK, "answered", row.channel_label, words, row.talked_by)
