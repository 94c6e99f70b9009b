"""What the lender says: how much it gives and when that comes, or why not; and the invoice between companies."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.commands.support import LONGEST_WORDS, SavedTransfer, announce, lent_transfer, saved, subject
from anxin.holdings.transfers.lifecycle import TRANSFER
from anxin.platform import audit, clock
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.text import at_most, worded

LONGEST_NUMBER = 40


class NoInvoice(Conflict):
    """Stores of one company send each other no invoice."""

    code = "transfer_without_invoice"
    default_rule = "R-PT14"
    default_message = _("同一家公司的门店之间按成本调拨，或还没有发货，不用登记发票。")


@command(permissions.ANSWER, rule="R-PT14")
def agree_transfer(
    *,
    actor: Actor,
    transfer_id: int,
    quantity: Decimal,
    expected_at: datetime,
    answer: str = "",
    at: datetime,
    version: int | None = None,
) -> SavedTransfer:
    """Give so much of what is asked, and say when it arrives (R-PT14).

    :raises NotFound: unknown or not asked of a store of the actor
    :raises IllegalTransition: answered or withdrawn already
    :raises Invalid: more than is asked or nothing, a time that is over, words that are too long
    :raises VersionConflict: somebody else changed it first
    """
    row = lent_transfer(actor, permissions.ANSWER, transfer_id, version)
    row.state = TRANSFER.after("agree", row.state)
    if not (quantity.is_finite() and 0 < quantity <= row.asked and quantity == round(quantity, 3)):
        raise Invalid(_("同意的数量要大于零，不能超过对方要的数量。"), field="quantity")
    clock.require_plausible(expected_at=expected_at)
    if expected_at <= at:
        raise Invalid(_("预计到货时间要晚于现在，请改。"), field="expected_at")
    row.agreed, row.expected_at = quantity, expected_at
    row.answer, row.answered_at = at_most(answer, LONGEST_WORDS, "answer"), at
    row.save(update_fields=["state", "agreed", "expected_at", "answer", "answered_at", "version"])
    announce(row, "agree", by=row.from_store_id, at=at)
    return saved(row)


@command(permissions.ANSWER, rule="R-PT14")
def refuse_transfer(
    *, actor: Actor, transfer_id: int, reason: str, at: datetime, version: int | None = None
) -> SavedTransfer:
    """Say that nothing is given, and why; also after having agreed, as long as nothing was sent.

    :raises NotFound: unknown or not asked of a store of the actor
    :raises IllegalTransition: sent or ended already
    :raises Invalid: no reason
    :raises VersionConflict: somebody else changed it first
    """
    row = lent_transfer(actor, permissions.ANSWER, transfer_id, version)
    row.state = TRANSFER.after("refuse", row.state)
    row.answer, row.answered_at, row.done_at = worded(reason, LONGEST_WORDS, "reason"), at, at
    row.save(update_fields=["state", "answer", "answered_at", "done_at", "version"])
    announce(row, "refuse", by=row.from_store_id, at=at)
    return saved(row)


@command(permissions.INVOICE, rule="R-PT14")
def note_transfer_invoice(
    *, actor: Actor, transfer_id: int, number: str, at: datetime, version: int | None = None
) -> SavedTransfer:
    """Write down the invoice that the lending company made out to the other; another number replaces it.

    :raises NotFound: unknown or not lent by a store of the actor
    :raises NoInvoice: within one company, or nothing was sent
    :raises Invalid: no number
    :raises VersionConflict: somebody else changed it first
    """
    row = lent_transfer(actor, permissions.INVOICE, transfer_id, version)
    if not row.is_sale:
        raise NoInvoice
    before, row.invoice_number = row.invoice_number, worded(number, LONGEST_NUMBER, "number")
    row.save(update_fields=["invoice_number", "version"])
    audit.note(subject(row), row.from_store_id, invoice=row.invoice_number, before=before)
    return saved(row)
