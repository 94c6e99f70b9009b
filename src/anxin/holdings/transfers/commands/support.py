"""A transfer as commands fetch, change and answer it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.transfers.events import TransferChanged
from anxin.holdings.transfers.lifecycle import TRANSFER
from anxin.holdings.transfers.models import Transfer
from anxin.platform import events, jobs
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version

KIND = "transfers.transfer"
LONGEST_WORDS = 120
FOLLOW = "holdings.transfers.tasks.follow"


@dataclass(frozen=True, slots=True)
class SavedTransfer:
    """A transfer after a step; ``on_the_way`` has left one store and not reached the other."""

    id: int
    number: str
    state: str
    version: int
    on_the_way: Decimal


def asked_transfer(actor: Actor, permission: str, transfer_id: int, version: int | None) -> Transfer:
    """A transfer that a store of the actor asked for, locked, its version counted up.

    :raises NotFound: unknown, or asked by no store in which the actor holds the permission
    :raises VersionConflict: somebody else changed it first
    """
    row: Transfer = Transfer.objects.asked_by(actor, permission).locked().one(pk=transfer_id)
    require_version(row, version)
    return row


def lent_transfer(actor: Actor, permission: str, transfer_id: int, version: int | None) -> Transfer:
    """A transfer that a store of the actor is asked for, locked, its version counted up.

    :raises NotFound: unknown, or asked of no store in which the actor holds the permission
    :raises VersionConflict: somebody else changed it first
    """
    row: Transfer = Transfer.objects.lent_by(actor, permission).locked().one(pk=transfer_id)
    require_version(row, version)
    return row


def require_on_the_way(row: Transfer, quantity: Decimal) -> None:
    """:raises Invalid: more than is on the way, nothing, or finer than a thousandth"""
    sound = quantity.is_finite() and 0 < quantity <= row.on_the_way and quantity == round(quantity, 3)
    if not sound:
        message = _("在途 %(left)s，数量要大于零、不超过在途，最多三位小数。")
        raise Invalid(message % {"left": f"{row.on_the_way.normalize():f}"}, field="quantity")


def finish(row: Transfer, at: datetime) -> None:
    """What nothing is on the way of any more is done."""
    row.missing = min(row.missing, row.on_the_way)
    if not row.on_the_way:
        row.state, row.done_at = TRANSFER.after("finish", row.state), at


def announce(row: Transfer, step: str, *, by: int, at: datetime) -> None:
    """Tell the acting store ``by``, and have the other one follow in its own scope, after this commits."""
    events.publish(TransferChanged(store_id=by, transfer_id=row.pk, step=step), at=at)
    for store_id in {row.store_id, row.from_store_id}:
        jobs.defer(FOLLOW, store_id=store_id, transfer_id=row.pk)


def subject(row: Transfer) -> DocumentRef:
    """The transfer as tasks and ledgers name it."""
    return DocumentRef(KIND, row.pk)


def saved(row: Transfer) -> SavedTransfer:
    """The transfer as its commands answer."""
    return SavedTransfer(row.pk, row.number, row.state, row.version, row.on_the_way)
