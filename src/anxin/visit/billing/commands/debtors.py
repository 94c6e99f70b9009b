"""The row of a debtor, before which whoever changes what it may owe waits."""

from anxin.visit.billing.models import Bill, CreditTerms, Debtor
from anxin.visit.billing.queries.debts import DebtorKey, is_owed_by


def locked_debtor(store_id: int, key: DebtorKey) -> Debtor:
    """The debtor, locked; opened when there is none. The lock comes after that of a bill or a deposit."""
    new = Debtor(store_id=store_id, payer=key.payer, customer_id=key.customer_id, insurer=key.insurer)
    Debtor.objects.bulk_create([new], ignore_conflicts=True)
    debtor: Debtor = Debtor.objects.in_stores([store_id]).filter(is_owed_by(key)).locked().one()
    return debtor


def newest_terms(debtor: Debtor) -> CreditTerms | None:
    """What was granted last."""
    found: CreditTerms | None = (
        CreditTerms.objects.in_stores([debtor.store_id]).filter(debtor=debtor).order_by("-pk").first()
    )
    return found


def debtor_of(bill: Bill) -> Debtor:
    """Who owes a bill, locked."""
    return locked_debtor(bill.store_id, DebtorKey.of(bill))
