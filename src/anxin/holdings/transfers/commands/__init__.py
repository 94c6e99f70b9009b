"""Public writes of transfers and the refusals that they raise."""

from anxin.holdings.transfers.commands.answering import NoInvoice, agree_transfer, note_transfer_invoice, refuse_transfer
from anxin.holdings.transfers.commands.asking import OutOfReach, ask_transfer, withdraw_transfer
from anxin.holdings.transfers.commands.differences import NothingMissing, tell_difference, write_off_difference
from anxin.holdings.transfers.commands.following import follow_transfer, note_sent_cost
from anxin.holdings.transfers.commands.moving import receive_transfer, send_transfer, take_back_transfer
from anxin.holdings.transfers.commands.publishing import publish_free_stock, publish_held_stock
from anxin.holdings.transfers.commands.support import KIND, SavedTransfer

__all__ = [
    "KIND",
    "NoInvoice",
    "NothingMissing",
    "OutOfReach",
    "SavedTransfer",
    "agree_transfer",
    "ask_transfer",
    "follow_transfer",
    "note_sent_cost",
    "note_transfer_invoice",
    "publish_free_stock",
    "publish_held_stock",
    "receive_transfer",
    "refuse_transfer",
    "send_transfer",
    "take_back_transfer",
    "tell_difference",
    "withdraw_transfer",
    "write_off_difference",
]
