"""Market notes of a store: the list, and one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.db.models import Window as Over
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from anxin.management.market import permissions
from anxin.management.market.models import MarketNote
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.platform.text import clean_text
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"seen_on": "seen_on", "entered_at": "entered_at", "answered_at": "answered_at"}
JOINED = ("author", "answered_by")


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes."""

    text: str = filter_field(_("对象或内容"), default="")
    kind: tuple[str, ...] = filter_field(_("类别"), default=(), choices=tuple(MarketNote.Kind.choices))
    is_open: bool = filter_field(_("只看没答复的"), default=False)
    seen_from: date | None = filter_field(_("看到的日期从"))
    seen_to: date | None = filter_field(_("看到的日期到"))


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note; ``seen_on`` is the store's day, ``answer`` empty until somebody answered."""

    id: int
    store_id: int
    kind: str
    kind_label: str
    about: str
    words: str
    source: str
    seen_on: date
    author: str
    entered_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    url: str = ""


@query(permissions.SEE)
def page_market_notes(
    actor: Actor,
    store_id: int,
    asked: NoteFilter,
    order: Order,
    window: Window,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[NoteRow]:
    """Notes of a store, the newest day first."""
    actor.require(permissions.SEE, store_id)
    rows = MarketNote.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    for term in clean_text(asked.text).split():
        rows = rows.filter(Q(about__icontains=term) | Q(words__icontains=term) | Q(answer__icontains=term))
    if asked.kind:
        rows = rows.filter(kind__in=asked.kind)
    if asked.is_open:
        rows = rows.filter(answered_at=None)
    if asked.seen_from:
        rows = rows.filter(seen_on__gte=asked.seen_from)
    if asked.seen_to:
        rows = rows.filter(seen_on__lte=asked.seen_to)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-seen_on", "-pk"]
    found = rows.select_related(*JOINED).order_by(*by)[window.offset : window.offset + window.limit]
    return RowPage([_row(one, url(one.pk)) for one in found], rows.count())


@query(permissions.SEE)
def list_newest_notes(actor: Actor, store_ids: Collection[int], each: int = 3) -> dict[int, list[NoteRow]]:
    """The newest notes of stores, ``each`` of a store: what is looked at before targets are set.

    A store where the actor may not see notes, or without one, is left out.
    """
    place = Over(RowNumber(), partition_by=[F("store_id")], order_by=[F("seen_on").desc(), F("pk").desc()])
    rows = MarketNote.objects.visible_to(actor, permissions.SEE).filter(store_id__in=list(store_ids))
    found: dict[int, list[NoteRow]] = {}
    for one in rows.select_related(*JOINED).annotate(place=place).filter(place__lte=each).order_by("place"):
        found.setdefault(one.store_id, []).append(_row(one))
    return found


@query(permissions.SEE)
def get_market_note(actor: Actor, note_id: int) -> NoteRow:
    """One note.

    :raises NotFound: unknown or out of scope
    """
    found = MarketNote.objects.visible_to(actor, permissions.SEE).select_related(*JOINED).filter(pk=note_id).first()
    if found is None:
        raise NotFound
    return _row(found)


def _row(one: MarketNote, url: str = "") -> NoteRow:
    return NoteRow(
        one.pk,
        one.store_id,
        one.kind,
        str(MarketNote.Kind(one.kind).label),
        one.about,
        one.words,
        one.source,
        one.seen_on,
        one.author.name,
        one.entered_at,
        one.answer,
        one.answered_by.name if one.answered_by else "",
        one.answered_at,
        url,
    )
