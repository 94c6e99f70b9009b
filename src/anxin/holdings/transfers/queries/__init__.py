"""Public reads of transfers."""

from anxin.holdings.transfers.queries import needs
from anxin.holdings.transfers.queries.coming import coming_by_article
from anxin.holdings.transfers.queries.elsewhere import FreeElsewhere, free_elsewhere
from anxin.holdings.transfers.queries.lists import (
    OnTheWay,
    TransferFilter,
    TransferRow,
    count_waiting_transfers,
    get_transfer,
    goods_on_the_way,
    list_transfers_for,
    page_transfers,
)
from anxin.holdings.transfers.queries.named import number_transfers
from anxin.holdings.transfers.queries.reach import lenders_of

__all__ = [
    "FreeElsewhere",
    "OnTheWay",
    "TransferFilter",
    "TransferRow",
    "coming_by_article",
    "count_waiting_transfers",
    "free_elsewhere",
    "get_transfer",
    "goods_on_the_way",
    "lenders_of",
    "list_transfers_for",
    "needs",
    "number_transfers",
    "page_transfers",
]
