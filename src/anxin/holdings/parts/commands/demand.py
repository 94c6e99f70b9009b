"""What is asked of the stock, posted even when it cannot be given, and what became of it (M14.02, R-PT11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.commands.arrivals import LONGEST_WORDS as LONGEST_ARRIVAL
from anxin.holdings.parts.commands.arrivals import tell_arrival
from anxin.holdings.parts.commands.balances import ArticleUnknown
from anxin.holdings.parts.commands.posting import caller_key, require_lines
from anxin.holdings.parts.events import DemandAnswered
from anxin.holdings.parts.models import DemandAnswer, PartDemand
from anxin.holdings.parts.queries import levels_of, list_availability, newest_arrivals, open_quantities
from anxin.parties.org.queries import store_info, system_actor
from anxin.platform import clock, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IdempotencyKeyReused, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text, shortened
from anxin.platform.turns import take_turn
from anxin.resources.catalog.queries import find_articles

LONGEST_WORDS = 200
How = DemandAnswer.How


class DemandOver(Conflict):
    """Nobody asks for it any more."""

    code = "demand_over"
    default_rule = "M14.02"
    default_message = _("这一项已经不要了，不用再答复；请刷新后再看。")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line of a document wants of an article in all, and how much of it was ``issued`` already."""

    line: int
    article_id: int
    quantity: Decimal
    issued: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PostedDemand:
    """A demand as it stands: ``free`` of the asked quantity lay on the shelf; ``replayed``: it had been posted before."""

    id: int
    article_id: int | None
    quantity: Decimal
    free: Decimal
    replayed: bool = False

    @property
    def is_available(self) -> bool:
        """All of it was there at once."""
        return self.free >= self.quantity


@dataclass(frozen=True, slots=True)
class AnsweredDemand:
    """The answer as it stands."""

    demand_id: int
    how: str
    expected_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class _Change:
    """How much more a line wants; negative where it wants less, of the demand that it ``withdraws``."""

    want: Wanted
    more: Decimal
    withdraws_id: int | None = None


def follow_demand(
    actor: Actor, store_id: int, document: DocumentRef, wanted: Sequence[Wanted], free: Mapping[int, Decimal], at: datetime
) -> int:
    """Inside a command on a locked document in scope: let what was asked of the stock follow what its lines want now.

    What is wanted more is a new demand, met or not by what is ``free`` of the article now; what is wanted less is withdrawn
    from the newest demand first. Gives the number of rows that it wrote.
    """
    asked: dict[tuple[int, int | None], list[PartDemand]] = {}
    for row, left in _standing(actor, store_id, document):
        row.quantity = left
        asked.setdefault((row.document_line or 0, row.article_id), []).append(row)
    changes: list[_Change] = []
    for want in wanted:
        changes += _changed(want, asked.pop((want.line, want.article_id), []))
    for (line, article_id), rows in asked.items():
        changes += _changed(Wanted(line, article_id or 0, Decimal(0)), rows)
    if not changes:
        return 0
    rows = _posted(store_id, document, changes, _left_for_new(wanted, changes, free))
    high = levels_of(system_actor("parts"), store_id, {change.want.article_id for change in changes})
    for row in rows:
        row.is_high_demand = row.article_id in high and high[row.article_id].is_high_demand
        row.actor_key, row.at, row.on = actor.key, at, store_info(store_id).clock.day(at)
    PartDemand.objects.bulk_create(rows)
    return len(rows)


def _left_for_new(wanted: Sequence[Wanted], changes: Sequence[_Change], free: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What is free of each article beside what lines of the same document asked for before and have not had."""
    more = {(one.want.line, one.want.article_id): one.more for one in changes if one.more > 0}
    left = dict(free)
    for want in wanted:
        claimed = want.quantity - more.get((want.line, want.article_id), Decimal(0)) - want.issued
        left[want.article_id] = left.get(want.article_id, Decimal(0)) - max(claimed, Decimal(0))
    return left


def _posted(store_id: int, document: DocumentRef, changes: Sequence[_Change], left: dict[int, Decimal]) -> list[PartDemand]:
    rows = []
    for change in changes:
        article_id = change.want.article_id
        given = max(min(left.get(article_id, Decimal(0)), change.more), Decimal(0))
        left[article_id] = left.get(article_id, Decimal(0)) - given
        rows.append(
            PartDemand(
                store_id=store_id,
                article_id=article_id,
                quantity=change.more,
                free=given,
                document_kind=document.kind,
                document_id=document.id,
                document_line=change.want.line,
                withdraws_id=change.withdraws_id,
            )
        )
    return rows


def _standing(actor: Actor, store_id: int, document: DocumentRef) -> list[tuple[PartDemand, Decimal]]:
    own = PartDemand.objects.visible_to(actor, permissions.ASK)
    rows = own.filter(store_id=store_id, document_kind=document.kind, document_id=document.id).order_by("pk")
    return open_quantities(rows)


def _changed(want: Wanted, rows: Sequence[PartDemand]) -> list[_Change]:
    more = want.quantity - sum((row.quantity for row in rows), Decimal(0))
    if more > 0:
        return [_Change(want, more)]
    changes = []
    for row in reversed(rows):
        less = min(-more, row.quantity)
        if less > 0:
            changes.append(_Change(want, -less, row.pk))
            more += less
    return changes


@command(permissions.ASK, rule="M14.02")
def post_demand(
    *,
    actor: Actor,
    store_id: int,
    quantity: Decimal,
    key: str,
    at: datetime,
    article_id: int | None = None,
    words: str = "",
    document: DocumentRef | None = None,
    document_line: int | None = None,
) -> PostedDemand:
    """Post what somebody asks for at the counter, there or not (M14.02); what no catalogue has is said in words.

    The same key posts once.

    :raises Denied: the actor may not ask in this store
    :raises Invalid: neither article nor words, words too long, a quantity that is none, or no key
    :raises ArticleUnknown: not in the catalogue
    :raises IdempotencyKeyReused: the key came before with another request
    """
    actor.require(permissions.ASK, store_id)
    words = _checked(article_id, words, quantity, key)
    take_turn(f"parts.demand:{store_id}:{key}")
    own = PartDemand.objects.visible_to(actor, permissions.ASK)
    before = own.filter(store_id=store_id, key=key).first()
    if before is not None:
        if (before.article_id, before.words, before.quantity) != (article_id, words, quantity):
            raise IdempotencyKeyReused(field="key")
        return PostedDemand(before.pk, article_id, quantity, before.free, replayed=True)
    if article_id is not None and article_id not in find_articles(actor, [article_id]):
        raise ArticleUnknown(field="article_id")
    there = Decimal(0)
    if article_id is not None:
        there = list_availability(actor, store_id, {article_id: quantity}, at, document)[article_id].free
    row = PartDemand(store_id=store_id, article_id=article_id, words=words, quantity=quantity, free=min(there, quantity))
    row.document_kind, row.document_id = (document.kind, document.id) if document else ("", None)
    row.document_line, row.key, row.actor_key = document_line, key, actor.key
    if article_id is not None:
        levels = levels_of(system_actor("parts"), store_id, [article_id]).get(article_id)
        row.is_high_demand = levels is not None and levels.is_high_demand
    row.at, row.on = at, store_info(store_id).clock.day(at)
    row.save(force_insert=True)
    return PostedDemand(row.pk, article_id, quantity, row.free)


def _checked(article_id: int | None, words: str, quantity: Decimal, key: str) -> str:
    require_lines([quantity])
    words = clean_text(words)
    if article_id is None and not words:
        raise Invalid(_("请选择配件；目录里没有的，请写清楚是什么件。"), field="article_id", rule="R-PT03")
    if len(words) > LONGEST_WORDS:
        raise Invalid(_("说明最多 200 个字，请写短一些。"), field="words")
    caller_key(key)
    return words


@command(permissions.TELL, rule="M14.02")
def answer_demand(
    *,
    actor: Actor,
    demand_id: int,
    how: str,
    at: datetime,
    expected_at: datetime | None = None,
    words: str = "",
    by: DocumentRef | None = None,
) -> AnsweredDemand:
    """Say how a demand is met that the shelf cannot meet, or that it is lost; the newest answer counts (M14.02).

    ``expected_at`` is told with the words to all who wait for the article, as ``tell_arrival`` does, unless they know it.
    ``by`` is the order or transfer.

    :raises NotFound: unknown, or in a store where the actor may not answer
    :raises DemandOver: withdrawn meanwhile
    :raises Invalid: no such answer, lost without a reason, words too long, or a time that is over
    """
    demand: PartDemand = PartDemand.objects.visible_to(actor, permissions.TELL).one(pk=demand_id)
    words = _checked_answer(how, words)
    take_turn(f"parts.answer:{demand.pk}")
    if not open_quantities([demand]):
        raise DemandOver
    if expected_at is not None:
        clock.require_plausible(expected_at=expected_at)
        _tell_all(actor, demand, expected_at, words, at)
    answer = DemandAnswer(store_id=demand.store_id, demand=demand, how=how, expected_at=expected_at, words=words)
    answer.answer_kind, answer.answer_id = (by.kind, by.id) if by else ("", None)
    answer.actor_key, answer.at = actor.key, at
    answer.save(force_insert=True)
    told = DemandAnswered(
        store_id=demand.store_id,
        demand_id=demand.pk,
        how=how,
        document_kind=demand.document_kind,
        document_id=demand.document_id,
    )
    events.publish(told, at=at)
    return AnsweredDemand(demand.pk, how, expected_at, words)


def _checked_answer(how: str, words: str) -> str:
    words = clean_text(words)
    if how not in How.values:
        raise Invalid(_("请从列表中选择怎么解决。"), field="how")
    if how == How.LOST and not words:
        raise Invalid(_("记失销请写一句原因，以后补货看得到。"), field="words")
    if len(words) > LONGEST_WORDS:
        raise Invalid(_("说明最多 200 个字，请写短一些。"), field="words")
    return words


def _tell_all(actor: Actor, demand: PartDemand, expected_at: datetime, words: str, at: datetime) -> None:
    """Once: who was told the same time in the same words, or in words where there are none now, is not told again."""
    if demand.article_id is None:
        return
    said = shortened(words, LONGEST_ARRIVAL)
    told = newest_arrivals(system_actor("parts"), demand.store_id, [demand.article_id]).get(demand.article_id)
    if told is not None and told.expected_at == expected_at and said in ("", told.words):
        return
    tell_arrival(
        actor=actor, store_id=demand.store_id, article_id=demand.article_id, expected_at=expected_at, words=said, at=at
    )
