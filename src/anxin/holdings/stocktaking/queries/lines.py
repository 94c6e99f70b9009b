"""Lines of a count sheet by bin, and every count of one; what the ledger has is told to those who may know it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Abs, Greatest, Round
from django.utils.translation import gettext_lazy as _

from anxin.holdings.stocktaking import permissions, rules
from anxin.holdings.stocktaking.models import Cause, CountEntry, CountLine, CountSheet
from anxin.holdings.stocktaking.parameters import BLIND, REASON_VALUE
from anxin.parties.org.queries import names_by_key
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, NotFound
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window

FIRST_PAGE = Window()
DIFFERENT = Q(difference__isnull=False) & ~Q(difference=0)
FEN = DecimalField(max_digits=30, decimal_places=3)
# As rules.worth_for_limits.
FOR_LIMITS = Greatest(
    ExpressionWrapper(Abs(F("worth")), FEN),
    ExpressionWrapper(Round(Abs(F("difference") * F("article__price"))), FEN),
)
STANDINGS = (
    ("left", _("还没盘")),
    ("counted", _("已盘")),
    ("different", _("有差异")),
    ("second", _("要复盘")),
    ("unexplained", _("要写原因")),
)
BY_BOOK = ("different", "unexplained")


@dataclass(frozen=True)
class LineFilter:
    """Which lines: bins that begin so, an article's number as a whole, and how far they are."""

    bin: str = filter_field(_("库位"), default="")
    number: str = filter_field(_("配件号"), default="")
    standing: str = filter_field(_("进度"), default="", choices=STANDINGS)


@dataclass(frozen=True)
class BlindLineFilter(LineFilter):
    """The same to who counts blind: not by what differs from the ledger."""

    standing: str = filter_field(_("进度"), default="", choices=[one for one in STANDINGS if one[0] not in BY_BOOK])


@dataclass(frozen=True, slots=True)
class LineRow:
    """An article on a sheet with its newest count. To who counts blind ``book``, ``difference`` and ``worth`` are None,
    the cause is empty.

    ``worth`` is an estimate without tax, ``cost`` what was booked; both signed. ``needs_cause``: worth so much that a cause
    has to be said.
    """

    id: int
    article_id: int
    number: str
    name: str
    unit: str
    bin: str
    is_added: bool
    counted: Decimal | None
    book: Decimal | None
    difference: Decimal | None
    worth: Money | None
    counted_at: datetime | None
    counted_by: str
    counts: int
    second_wanted: bool
    needs_cause: bool
    cause: str
    cause_label: str
    note: str
    cost: Money | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """One count of a line; ``book`` and ``difference`` are None to who counts blind."""

    counted: Decimal
    book: Decimal | None
    difference: Decimal | None
    by: str
    at: datetime


@query(permissions.SEE)
def page_lines(
    actor: Actor,
    sheet_id: int,
    wanted: LineFilter,
    window: Window = FIRST_PAGE,
    *,
    url: Callable[[int], str] = lambda _id: "",
    blind: bool = False,
) -> RowPage[LineRow]:
    """Lines of a sheet by bin; those without a bin come first. ``blind``: without what the ledger has, whoever asks.

    :raises NotFound: unknown, or in a store where the actor does not see counts
    :raises Denied: who counts blind asks for what differs from the ledger
    """
    sheet = _sheet(actor, sheet_id)
    sees = sees_books(actor, sheet.store_id) and not blind
    if wanted.standing in BY_BOOK and not sees:
        raise Denied
    rows = _valued(CountLine.objects.in_stores([sheet.store_id]).filter(sheet_id=sheet_id))
    limit = _cause_from(sheet)
    wanted_bin, number = compact(clean_text(wanted.bin)), compact(clean_text(wanted.number))
    if wanted_bin:
        rows = rows.filter(bin__startswith=wanted_bin)
    if number:
        rows = rows.filter(article__number=number)
    if wanted.standing:
        rows = rows.filter(_narrowing(limit)[wanted.standing])
    is_whole = not (wanted_bin or number or wanted.standing)
    shown = rows.select_related("article").order_by("bin", "article_id")[window.offset : window.offset + window.limit]
    return RowPage(_rows(actor, sheet, list(shown), sees, url), sheet.lines if is_whole else rows.count())


@query(permissions.SEE)
def get_line(actor: Actor, sheet_id: int, article_id: int) -> LineRow | None:
    """The line of an article; None when it does not stand on the sheet.

    :raises NotFound: unknown sheet, or in a store where the actor does not see counts
    """
    sheet = _sheet(actor, sheet_id)
    rows = CountLine.objects.in_stores([sheet.store_id]).filter(sheet_id=sheet_id, article_id=article_id)
    found = _rows(actor, sheet, list(rows.select_related("article")), sees_books(actor, sheet.store_id))
    return found[0] if found else None


@query(permissions.SEE)
def list_counts(actor: Actor, sheet_id: int, article_id: int) -> list[CountRow]:
    """Every count of an article on a sheet, the newest first.

    :raises NotFound: unknown sheet, or in a store where the actor does not see counts
    """
    sheet = _sheet(actor, sheet_id)
    rows = CountEntry.objects.in_stores([sheet.store_id]).filter(line__sheet_id=sheet_id, line__article_id=article_id)
    found = list(rows.order_by("-pk"))
    names = names_by_key(actor, sorted({row.actor_key for row in found})) if found else {}
    sees = sees_books(actor, sheet.store_id)
    return [
        CountRow(
            row.counted,
            row.book if sees else None,
            row.counted - row.book if sees else None,
            names.get(row.actor_key, ""),
            row.at,
        )
        for row in found
    ]


def sees_books(actor: Actor, store_id: int) -> bool:
    """Whether the actor is told what the ledger has: who leads or approves, and everybody where counts are not blind."""
    may = (permissions.LEAD, permissions.APPROVE_SMALL, permissions.APPROVE)
    return any(actor.may(one, store_id) for one in may) or not is_blind(store_id)


def is_blind(store_id: int) -> bool:
    """Whether who counts, and what is printed to count by, is not told what the ledger has."""
    return bool(value(BLIND, store_id, clock.now()))


def counters_of(store_id: int, sheet_id: int) -> set[str]:
    """Who counted anything on a sheet that the caller has fetched in scope."""
    rows = CountEntry.objects.in_stores([store_id]).filter(line__sheet_id=sheet_id)
    return set(rows.values_list("actor_key", flat=True).distinct())


def unexplained_lines(store_id: int, sheet_id: int, limit: Money) -> int:
    """How many lines of a sheet, which the caller has fetched in scope, lack a cause that they need."""
    rows = _valued(CountLine.objects.in_stores([store_id]).filter(sheet_id=sheet_id))
    return int(rows.filter(_narrowing(limit)["unexplained"]).count())


def worth_for_limits(store_id: int, sheet_id: int) -> Money:
    """What limits take the differences of a sheet for, which the caller has fetched in scope: gains and losses together."""
    rows = CountLine.objects.in_stores([store_id]).filter(DIFFERENT, sheet_id=sheet_id)
    return Money(int(rows.aggregate(worth=Sum(FOR_LIMITS))["worth"] or 0))


def _valued(rows: Any) -> Any:
    return rows.alias(for_limits=FOR_LIMITS)


def _narrowing(limit: Money) -> dict[str, Q]:
    return {
        "left": Q(counted=None),
        "counted": Q(counted__isnull=False),
        "different": DIFFERENT,
        "second": Q(second_wanted=True),
        "unexplained": DIFFERENT & Q(for_limits__gte=limit.fen, cause=""),
    }


def _sheet(actor: Actor, sheet_id: int) -> CountSheet:
    row: CountSheet | None = CountSheet.objects.visible_to(actor, permissions.SEE).filter(pk=sheet_id).first()
    if row is None:
        raise NotFound
    return row


def _cause_from(sheet: CountSheet) -> Money:
    return Money.yuan(value(REASON_VALUE, sheet.store_id, sheet.opened_at))


def _rows(
    actor: Actor, sheet: CountSheet, found: list[CountLine], sees: bool, url: Callable[[int], str] = lambda _id: ""
) -> list[LineRow]:
    keys = sorted({row.counted_by for row in found if row.counted_by})
    names = names_by_key(actor, keys) if keys else {}
    limit = _cause_from(sheet)
    rows = [_row(row, names, limit, url(row.article_id)) for row in found]
    if sees:
        return rows
    hidden: dict[str, Any] = dict.fromkeys(("book", "difference", "worth", "cost"))
    hidden |= {"needs_cause": False, "cause": "", "cause_label": "", "note": ""}
    return [replace(row, **hidden) for row in rows]


def _row(row: CountLine, names: Any, limit: Money, url: str) -> LineRow:
    article = row.article
    is_dear = False
    if row.worth is not None and row.difference:
        is_dear = rules.worth_for_limits(row.worth, row.difference, article.price) >= limit
    return LineRow(
        id=row.pk,
        article_id=article.pk,
        number=article.number,
        name=article.name,
        unit=article.unit,
        bin=row.bin,
        is_added=row.is_added,
        counted=row.counted,
        book=row.book,
        difference=row.difference,
        worth=row.worth,
        counted_at=row.counted_at,
        counted_by=names.get(row.counted_by, ""),
        counts=row.counts,
        second_wanted=row.second_wanted,
        needs_cause=is_dear,
        cause=row.cause,
        cause_label=str(Cause(row.cause).label) if row.cause else "",
        note=row.note,
        cost=row.cost,
        url=url,
    )
