"""The row of a debtor, before which whoever changes what it may owe waits."""

from anxin.visit.billing.models import Bill, CreditTerms, Debtor


def locked_debtor(store_id: int, payer: str, customer_id: int | None) -> Debtor:
    """The debtor, locked; opened when there is none. The lock comes after that of a bill or a deposit."""
    Debtor.objects.bulk_create([Debtor(store_id=store_id, payer=payer, customer_id=customer_id)], ignore_conflicts=True)
    rows = Debtor.objects.in_stores([store_id]).locked()
    debtor: Debtor = rows.one(payer=payer, customer_id=customer_id)
    return debtor


def newest_terms(debtor: Debtor) -> CreditTerms | None:
    """What was granted last."""
    found: CreditTerms | None = (
        CreditTerms.objects.in_stores([debtor.store_id]).filter(debtor=debtor).order_by("-pk").first()
    )
    return found


def debtor_of(bill: Bill) -> Debtor:
    """Who owes a bill, locked."""
    return locked_debtor(bill.store_id, bill.payer, bill.customer_id)
