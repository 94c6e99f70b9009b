"""A count sheet is opened: which articles stand on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.queries import Countable, ToCount, counting_age, list_countable
from anxin.holdings.stocktaking import permissions, rules
from anxin.holdings.stocktaking.commands.support import LONGEST_WORDS, announce
from anxin.holdings.stocktaking.models import CountLine, CountSheet, Kind
from anxin.holdings.stocktaking.parameters import CYCLE_DAYS
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.platform.parameters import value
from anxin.platform.text import at_most, compact
from anxin.platform.turns import take_turn
from anxin.resources.catalog.queries import find_articles

SERIES = "K"
MOST_CHOSEN = 2000
LONGEST_DAYS = 3_650
BYS = (
    ("all", _("全部有库存或有库位的配件")),
    ("bins", _("库位范围")),
    ("accessories", _("精品")),
    ("part_class", _("配件分类")),
    ("value", _("库存金额高的")),
    ("old", _("滞销与超期")),
    ("unseen", _("多少天没盘过的")),
    ("share", _("循环盘点今天的份额")),
    ("chosen", _("指定的配件")),
)
INSERT_LINES = """
INSERT INTO stocktaking_countline (store_id, sheet_id, article_id, bin, is_open, is_added, counted_by, counts, second_wanted,
    cause, note)
SELECT %(store)s, %(sheet)s, article_id, bin, true, %(added)s, '', 0, false, '', ''
FROM unnest(%(articles)s::bigint[], %(bins)s::text[]) AS wanted (article_id, bin)
ON CONFLICT (store_id, article_id) WHERE is_open DO NOTHING
"""


class NothingToCount(Conflict):
    """Nothing is left to count by this scope: no such article, or all stand on open sheets."""

    code = "nothing_to_count"
    default_rule = "M14.01"
    default_message = _("这个范围里没有要盘的配件，或都已经在别的盘点单上，请换一个范围或先结束那张盘点单。")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles: ``by`` is one of ``BYS``, the rest says more for some of them.

    bins: ``first_bin`` to ``last_bin``, both with all that begins so; value: at least so much, without tax; unseen: not
    counted in so many ``days``; chosen: ``article_ids``.
    """

    by: str = "all"
    first_bin: str = ""
    last_bin: str = ""
    part_class: str = ""
    least_value: Money | None = None
    days: int | None = None
    article_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """The new sheet: so many articles stand on it, so many were left out since they stand on other open sheets."""

    id: int
    number: str
    lines: int
    left_out: int


@command(permissions.LEAD, rule="M14.01")
def open_sheet(*, actor: Actor, store_id: int, kind: str, scope: Scope, note: str = "", at: datetime) -> OpenedSheet:
    """Open a sheet of what is to be counted (M14.01). An article stands on one open sheet of a store.

    :raises Denied: the actor may not lead counts in this store
    :raises Invalid: an unknown kind or scope, or a scope that lacks what it needs
    :raises NothingToCount: nothing is left for this sheet
    """
    actor.require(permissions.LEAD, store_id)
    if kind not in Kind.values:
        raise Invalid(_("请选全盘或循环盘点。"), field="kind")
    store = store_info(store_id)
    day = store.clock.day(at)
    words, said = _words_of(scope), at_most(note, LONGEST_WORDS, "note")
    take_turn(turn_of(store_id))
    wanted = _wanted(actor, store_id, scope, day)
    row = CountSheet(
        store_id=store_id,
        number=next_number(store_id, store.code, SERIES, day),
        kind=kind,
        scope=words,
        note=said,
        opened_at=at,
        opened_by=actor.person_key,
    )
    row.save(force_insert=True)
    row.lines = insert_lines(row, wanted)
    if not row.lines:
        raise NothingToCount
    row.save(update_fields=["lines"])
    announce(row, "open", at)
    return OpenedSheet(row.pk, row.number, row.lines, len(wanted) - row.lines)


def turn_of(store_id: int) -> str:
    """The turn of whoever puts articles onto sheets of a store: two who did at once could wait for each other."""
    return f"stocktaking:{store_id}"


def insert_lines(row: CountSheet, wanted: Sequence[ToCount], *, is_added: bool = False) -> int:
    """Put articles onto a sheet but those that stand on another open one; how many are new. The turn is taken."""
    given: dict[str, Any] = {
        "store": row.store_id,
        "sheet": row.pk,
        "added": is_added,
        "articles": [one.article_id for one in wanted],
        "bins": [one.bin for one in wanted],
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT_LINES, given)
        return int(cursor.rowcount)


def on_open_sheets(actor: Actor, store_id: int) -> Any:
    """A select of the articles that stand on open sheets of the store."""
    lines = CountLine.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, is_open=True)
    return lines.values("article_id")


def _wanted(actor: Actor, store_id: int, scope: Scope, day: date) -> list[ToCount]:
    every = value(CYCLE_DAYS, store_id, day)
    if scope.by == "share":
        most = rules.share_of_a_day(counting_age(actor, store_id, day, every).articles, every)
        left_out = on_open_sheets(actor, store_id)
        return list_countable(actor, store_id, Countable(in_stock=True), leave_out=left_out, most=most)
    if scope.by == "chosen":
        return _chosen(actor, store_id, scope.article_ids)
    since = day - timedelta(days=every if scope.days is None else scope.days)
    narrowed = {
        "all": Countable(),
        "bins": Countable(first_bin=scope.first_bin, last_bin=scope.last_bin),
        "accessories": Countable(is_accessory=True),
        "part_class": Countable(part_class=scope.part_class),
        "value": Countable(least_value=scope.least_value),
        "old": Countable(is_old=True),
        "unseen": Countable(not_since=since),
    }[scope.by]
    return list_countable(actor, store_id, narrowed)


def _chosen(actor: Actor, store_id: int, article_ids: Collection[int]) -> list[ToCount]:
    ids = tuple(sorted(set(article_ids)))
    if len(find_articles(actor, ids)) != len(ids):
        raise Invalid(_("目录里没有这个配件，请核对。"), field="article_ids")
    found = {one.article_id: one for one in list_countable(actor, store_id, Countable(article_ids=ids))}
    return [found.get(article_id, ToCount(article_id, "", None)) for article_id in ids]


def _words_of(scope: Scope) -> str:
    """What the scope is called on the sheet.

    :raises Invalid: unknown, or it lacks what it needs
    """
    labels = dict(BYS)
    if scope.by not in labels:
        raise Invalid(_("请选盘点范围。"), field="by")
    first, last = compact(scope.first_bin), compact(scope.last_bin)
    longest = 20
    sound = {
        "bins": 0 < len(first or last) <= longest and len(last) <= longest,
        "part_class": 0 < len(scope.part_class.strip()) <= longest,
        "value": scope.least_value is not None and scope.least_value.fen > 0,
        "unseen": scope.days is None or 0 < scope.days <= LONGEST_DAYS,
        "chosen": 0 < len(set(scope.article_ids)) <= MOST_CHOSEN,
    }
    if not sound.get(scope.by, True):
        raise Invalid(_("请写明这个范围：库位、分类、金额、天数或配件。"), field="by")
    said = {
        "bins": f"{first or last} – {last or first}",
        "part_class": scope.part_class.strip(),
        "value": gettext("%(yuan)s 元以上") % {"yuan": scope.least_value.as_yuan} if scope.least_value else "",
        "unseen": gettext("%(n)s 天") % {"n": scope.days} if scope.days else "",
        "chosen": gettext("%(n)s 个") % {"n": len(set(scope.article_ids))},
    }.get(scope.by, "")
    return f"{labels[scope.by]} {said}".strip()
