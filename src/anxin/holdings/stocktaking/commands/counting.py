"""What somebody counted, against what the ledger had at that moment; and why they differ."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import Book, lock_books
from anxin.holdings.parts.queries import Countable, ToCount, list_countable
from anxin.holdings.stocktaking import permissions, rules
from anxin.holdings.stocktaking.commands.opening import insert_lines, turn_of
from anxin.holdings.stocktaking.commands.support import LONGEST_WORDS, helper_of, locked_sheet, subject
from anxin.holdings.stocktaking.lifecycle import SHEET
from anxin.holdings.stocktaking.models import Cause, CountEntry, CountLine, CountSheet
from anxin.holdings.stocktaking.parameters import SECOND_SHARE, SECOND_VALUE
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.text import at_most
from anxin.platform.turns import take_turn
from anxin.resources.catalog.queries import find_articles

MOST = Decimal("9999999")
LOOKED_BACK = 50


class OnOtherSheet(Conflict):
    """The article stands on another open sheet."""

    code = "on_other_sheet"
    default_rule = "M14.01"

    def __init__(self, number: str) -> None:
        super().__init__(_("这个配件在盘点单 %(number)s 上，请在那张单上盘。") % {"number": number}, field="article_id")


class NotOnSheet(Conflict):
    """The article was not counted on this sheet."""

    code = "not_on_sheet"
    default_rule = "M14.01"
    default_message = _("这张盘点单上还没有盘过这个配件，请先盘。")


@dataclass(frozen=True, slots=True)
class SavedCount:
    """What was kept: whether another person has to count the article again, and how far the sheet is.

    ``is_added``: it did not stand on the sheet before it was found. What the ledger had is not told to who counts.
    """

    sheet_id: int
    article_id: int
    counted: Decimal
    second_wanted: bool
    is_added: bool
    lines: int
    lines_counted: int


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """Why an article differs."""

    sheet_id: int
    article_id: int
    cause: str
    note: str


@command(permissions.COUNT, rule="M14.01")
def count_article(*, actor: Actor, sheet_id: int, article_id: int, counted: Decimal, at: datetime) -> SavedCount:
    """Keep how much of an article lies on the shelf now; counting again replaces it, and both are kept (M14.01).

    The difference is measured against what the ledger has at this moment; what moves later does not change it (ADR 0024).
    An article that was not on the sheet is put onto it.

    :raises NotFound: unknown, or in a store where the actor may not count
    :raises IllegalTransition: the sheet is not being counted
    :raises Invalid: not a quantity of zero or more with at most three decimals; an article that is not in the catalogue
    :raises OnOtherSheet: the article stands on another open sheet
    """
    sheet = locked_sheet(actor, permissions.COUNT, sheet_id)
    sheet.state = SHEET.after("count", sheet.state)
    if not (counted.is_finite() and 0 <= counted <= MOST and counted == round(counted, 3)):
        raise Invalid(_("实盘数量不能为负，最多三位小数，请改。"), field="counted")
    known = find_articles(actor, [article_id])
    if article_id not in known:
        raise Invalid(_("目录里没有这个配件，请核对。"), field="article_id")
    line, is_added = _line_of(actor, sheet, article_id)
    book = lock_books(helper_of(sheet), sheet.store_id, [article_id])[article_id]
    before = _standing(line)
    CountEntry(
        store_id=sheet.store_id,
        line=line,
        counted=counted,
        book=book.on_hand,
        book_value=book.value,
        actor_key=actor.person_key,
        at=at,
    ).save(force_insert=True)
    _measure(line, book, counted, known[article_id].price)
    line.counted_at, line.counted_by, line.counts = at, actor.person_key, line.counts + 1
    line.second_wanted = _wants_second(line, sheet, known[article_id].price, at)
    line.save(update_fields=[*MEASURED, "counted_at", "counted_by", "counts", "second_wanted", "cause", "note"])
    _carry(sheet, before, _standing(line), lines=int(is_added))
    audit.note(subject(sheet), sheet.store_id, article=article_id, counted=str(counted), again=line.counts > 1)
    shown = (line.second_wanted, line.is_added, sheet.lines, sheet.counted)
    return SavedCount(sheet.pk, article_id, counted, *shown)


@command(permissions.LEAD, rule="M14.01")
def explain_difference(
    *, actor: Actor, sheet_id: int, article_id: int, cause: str, note: str = "", at: datetime
) -> ExplainedLine:
    """Say why an article differs; the newest word counts.

    :raises NotFound: unknown, or in a store where the actor may not lead counts
    :raises IllegalTransition: the sheet is not being counted
    :raises NotOnSheet: the article was not counted on it
    :raises Invalid: no such cause, words that are too long
    """
    sheet = locked_sheet(actor, permissions.LEAD, sheet_id)
    sheet.state = SHEET.after("count", sheet.state)
    if cause not in Cause.values:
        raise Invalid(_("请选差异原因。"), field="cause")
    line = _lines(actor, sheet, permissions.LEAD).filter(article_id=article_id, counted__isnull=False).first()
    if line is None:
        raise NotOnSheet(field="article_id")
    line.cause, line.note = cause, at_most(note, LONGEST_WORDS, "note")
    line.save(update_fields=["cause", "note"])
    audit.note(subject(sheet), sheet.store_id, article=article_id, cause=cause)
    return ExplainedLine(sheet.pk, article_id, line.cause, line.note)


MEASURED = ("counted", "book", "book_value", "difference", "worth")


def _measure(line: CountLine, book: Book, counted: Decimal, price: Money) -> None:
    said: Any = book.worth_of(counted - book.on_hand, price)
    worth_of_book: Any = book.value
    line.counted, line.book, line.book_value = counted, book.on_hand, worth_of_book
    line.difference, line.worth = counted - book.on_hand, said
    if not line.difference:
        line.cause = line.note = ""


def _wants_second(line: CountLine, sheet: CountSheet, price: Money, at: datetime) -> bool:
    """A difference that is far off, and which no two people found one after the other."""
    assert line.difference is not None
    assert line.book is not None
    assert line.worth is not None
    limits = rules.Limits(value(SECOND_SHARE, sheet.store_id, at), Money.yuan(value(SECOND_VALUE, sheet.store_id, at)))
    worth = rules.worth_for_limits(line.worth, line.difference, price)
    if not rules.is_far_off(line.difference, line.book, worth, limits):
        return False
    entries = CountEntry.objects.in_stores([sheet.store_id]).filter(line_id=line.pk).order_by("-pk")
    newest = entries.values_list("actor_key", "counted", "book")[:LOOKED_BACK]
    return not rules.is_confirmed(rules.Said(by, counted - book) for by, counted, book in newest)


def _line_of(actor: Actor, sheet: CountSheet, article_id: int) -> tuple[CountLine, bool]:
    """The line of the article, and whether it is new."""
    rows = _lines(actor, sheet, permissions.COUNT).filter(article_id=article_id)
    found: CountLine | None = rows.first()
    if found is not None:
        return found, False
    take_turn(turn_of(sheet.store_id))
    placed = list_countable(helper_of(sheet), sheet.store_id, Countable(article_ids=(article_id,)))
    if not insert_lines(sheet, placed or [ToCount(article_id, "", None)], is_added=True):
        open_lines = CountLine.objects.in_stores([sheet.store_id]).filter(article_id=article_id, is_open=True)
        raise OnOtherSheet(open_lines.select_related("sheet").get().sheet.number)
    return rows.get(), True


def _lines(actor: Actor, sheet: CountSheet, permission: str) -> Any:
    return CountLine.objects.visible_to(actor, permission).filter(sheet_id=sheet.pk)


def _standing(line: CountLine) -> rules.Standing:
    return rules.standing(line.difference, line.worth, line.second_wanted)


def _carry(sheet: CountSheet, before: rules.Standing, after: rules.Standing, lines: int) -> None:
    """The sheet's sums follow its line."""
    sheet.lines += lines
    sheet.counted += after.counted - before.counted
    sheet.different += after.different - before.different
    sheet.second += after.second - before.second
    sheet.gains += after.gain - before.gain
    sheet.losses += after.loss - before.loss
    sheet.save(update_fields=["lines", "counted", "different", "second", "gains", "losses"])
