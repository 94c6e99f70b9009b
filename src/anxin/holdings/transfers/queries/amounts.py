"""What a transfer costs whom, and which of its receipts carries how much."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from anxin.holdings.transfers import rules
from anxin.holdings.transfers.models import Transfer, TransferReceipt
from anxin.holdings.transfers.parameters import COST_PLUS, LIST_LESS, PRICE_BY
from anxin.parties.org.queries import store_info
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.text import compact
from anxin.resources.catalog.parameters import TAX_RATE


def company_of(store_id: int) -> rules.Company:
    """The company that a store belongs to, by the store's sheet."""
    store = store_info(store_id)
    return rules.Company(store_id, compact(store.company), compact(store.tax_number))


def terms_of(store_id: int, on: date) -> rules.Terms:
    """How the company of a store sells parts to another."""
    return rules.Terms(
        by_cost=value(PRICE_BY, store_id, on) == "cost",
        cost_plus=value(COST_PLUS, store_id, on),
        list_less=value(LIST_LESS, store_id, on),
        tax_rate=value(TAX_RATE, store_id, on),
    )


def cost_to_asker(row: Transfer) -> Money:
    """What all that was sent and not taken back costs the asker: with the tax where it cannot deduct it."""
    return row.net if row.is_tax_deductible else row.net + row.tax


def receipts_of(row: Transfer) -> list[TransferReceipt]:
    """The receipts of a transfer that the caller has fetched in the asker's scope, in their order."""
    return list(TransferReceipt.objects.in_stores([row.store_id]).filter(transfer_id=row.pk).order_by("pk"))


def next_share(row: Transfer, before: Sequence[Decimal], quantity: Decimal) -> Money:
    """What the next receipt costs after those that came before it."""
    return rules.shares(cost_to_asker(row), [*before, quantity], row.sent - row.returned)[-1]


def value_on_the_way(row: Transfer) -> Money:
    """What is on the way costs the asker, as it stands now."""
    parts = [row.received, row.lost, row.on_the_way]
    return rules.shares(cost_to_asker(row), parts, row.sent - row.returned)[-1] if row.sent > row.returned else Money(0)
