"""What the asker does before anything is sent: asks another store for parts, and takes that back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import ArticleUnknown, answer_demand, require_lines
from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.commands.support import (
    LONGEST_WORDS,
    SavedTransfer,
    announce,
    asked_transfer,
    saved,
    subject,
)
from anxin.holdings.transfers.lifecycle import TRANSFER
from anxin.holdings.transfers.models import Transfer, TransferPurpose
from anxin.holdings.transfers.queries.reach import lenders_of
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IdempotencyKeyReused, Invalid
from anxin.platform.numbering import next_number
from anxin.platform.references import DocumentRef
from anxin.platform.text import at_most, worded
from anxin.platform.turns import take_turn
from anxin.resources.catalog.queries import find_articles

SERIES = "T"


class OutOfReach(Conflict):
    """The other store shares nothing, or is beyond what this one may ask."""

    code = "transfer_out_of_reach"
    default_rule = "R-PT14"
    default_message = _("不能向这家门店调配件：对方没有开放调拨，或不在可调范围内，请换一家。")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What parts are wanted for: a document, its line and the demand that was posted; each may be missing."""

    document: DocumentRef | None = None
    document_line: int | None = None
    demand_id: int | None = None


@command(permissions.ASK, rule="R-PT14")
def ask_transfer(
    *,
    actor: Actor,
    store_id: int,
    from_store_id: int,
    article_id: int,
    quantity: Decimal,
    document: DocumentRef | None = None,
    document_line: int | None = None,
    demand_id: int | None = None,
    needed_at: datetime | None = None,
    note: str = "",
    key: str,
    at: datetime,
) -> SavedTransfer:
    """Ask another store of the group for parts (R-PT14). The same key asks once.

    ``document``, its line and the demand say what they are for: the other store does not see that; it sees ``note``.

    :raises Denied: the actor may not ask in this store
    :raises OutOfReach: the other store shares nothing, or this one may not ask there
    :raises ArticleUnknown: not in the catalogue
    :raises NotFound: no such demand in this store
    :raises DemandOver: nobody wants it any more
    :raises Invalid: a quantity of nothing, a time that is over, words or a key that are too long
    :raises IdempotencyKeyReused: the key came before with another request
    """
    actor.require(permissions.ASK, store_id)
    require_lines([quantity])
    words = at_most(note, LONGEST_WORDS, "note")
    if not key or len(key) > 100 or "\x00" in key:
        raise Invalid(_("幂等键要有 1 到 100 个字符。"), field="key")
    clock.require_plausible(needed_at=needed_at)
    if article_id not in find_articles(actor, [article_id]):
        raise ArticleUnknown(field="article_id")
    take_turn(f"transfers:{store_id}:{key}")
    known = Transfer.objects.asked_by(actor, permissions.ASK).filter(store_id=store_id, key=key).first()
    if known is not None:
        if (known.from_store_id, known.article_id, known.asked) != (from_store_id, article_id, quantity):
            raise IdempotencyKeyReused(field="key")
        return saved(known)
    if needed_at is not None and needed_at <= at:
        raise Invalid(_("需要的时间要晚于现在，请改。"), field="needed_at")
    store = store_info(store_id)
    if from_store_id not in lenders_of(store_id, store.clock.day(at)):
        raise OutOfReach(field="from_store_id")
    row = Transfer(
        store_id=store_id,
        from_store_id=from_store_id,
        number=next_number(store_id, store.code, SERIES, store.clock.day(at)),
        key=key,
        article_id=article_id,
        asked=quantity,
        needed_at=needed_at,
        note=words,
        asked_at=at,
    )
    row.save(force_insert=True)
    _keep_purpose(row, Purpose(document, document_line, demand_id), actor)
    if demand_id is not None:
        helper = Actor.system("transfers", [store_id])
        answer_demand(actor=helper, demand_id=demand_id, how="transfer", by=subject(row), at=at)
    announce(row, "ask", by=store_id, at=at)
    return saved(row)


@command(permissions.ASK, rule="R-PT14")
def withdraw_transfer(
    *, actor: Actor, transfer_id: int, reason: str, at: datetime, version: int | None = None
) -> SavedTransfer:
    """The asker wants it no longer; nothing was sent.

    :raises NotFound: unknown or not asked by a store of the actor
    :raises IllegalTransition: sent or ended already
    :raises Invalid: no reason
    :raises VersionConflict: somebody else changed it first
    """
    row = asked_transfer(actor, permissions.ASK, transfer_id, version)
    row.state = TRANSFER.after("withdraw", row.state)
    row.words, row.done_at = worded(reason, LONGEST_WORDS, "reason"), at
    row.save(update_fields=["state", "words", "done_at", "version"])
    announce(row, "withdraw", by=row.store_id, at=at)
    return saved(row)


def _keep_purpose(row: Transfer, purpose: Purpose, actor: Actor) -> None:
    TransferPurpose(
        store_id=row.store_id,
        transfer_id=row.pk,
        document_kind=purpose.document.kind if purpose.document else "",
        document_id=purpose.document.id if purpose.document else None,
        document_line=purpose.document_line,
        demand_id=purpose.demand_id,
        actor_key=actor.key,
    ).save(force_insert=True)
