"""What was sent and did not arrive: the asker tells it, the lender writes it off (or takes it back)."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions as of_parts
from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.commands.support import (
    LONGEST_WORDS,
    SavedTransfer,
    announce,
    asked_transfer,
    finish,
    lent_transfer,
    require_on_the_way,
    saved,
)
from anxin.holdings.transfers.lifecycle import TRANSFER
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.text import worded


class NothingMissing(Conflict):
    """The asker has not said that something is missing."""

    code = "nothing_missing"
    default_rule = "R-PT14"
    default_message = _("收货的门店还没有报少货；请先请对方报少货，再核销。")


@command(of_parts.RECEIVE, rule="R-PT14")
def tell_difference(
    *,
    actor: Actor,
    transfer_id: int,
    quantity: Decimal,
    is_ours: bool,
    words: str,
    at: datetime,
    version: int | None = None,
) -> SavedTransfer:
    """Say that so much of what is on the way did not come, and whether the asker bears it; the newest word counts.

    :raises NotFound: unknown or not asked by a store of the actor
    :raises IllegalTransition: nothing is on the way
    :raises Invalid: more than is on the way, nothing, or no words
    :raises VersionConflict: somebody else changed it first
    """
    row = asked_transfer(actor, of_parts.RECEIVE, transfer_id, version)
    row.state = TRANSFER.after("miss", row.state)
    require_on_the_way(row, quantity)
    row.missing, row.is_missing_ours = quantity, is_ours
    row.words = worded(words, LONGEST_WORDS, "words")
    row.save(update_fields=["missing", "is_missing_ours", "words", "version"])
    announce(row, "miss", by=row.store_id, at=at)
    return saved(row)


@command(permissions.ANSWER, rule="R-PT14")
def write_off_difference(*, actor: Actor, transfer_id: int, at: datetime, version: int | None = None) -> SavedTransfer:
    """Settle what the asker says is missing as lost: borne as was told, its cost stays on the transfer's line.

    :raises NotFound: unknown or not asked of a store of the actor
    :raises IllegalTransition: nothing is on the way
    :raises NothingMissing: the asker told nothing
    :raises VersionConflict: somebody else changed it first
    """
    row = lent_transfer(actor, permissions.ANSWER, transfer_id, version)
    row.state = TRANSFER.after("write_off", row.state)
    if not row.missing:
        raise NothingMissing
    row.lost += row.missing
    if row.is_missing_ours:
        row.lost_ours += row.missing
    row.missing = Decimal(0)
    finish(row, at)
    row.save(update_fields=["state", "lost", "lost_ours", "missing", "done_at", "version"])
    announce(row, "write_off", by=row.from_store_id, at=at)
    return saved(row)
