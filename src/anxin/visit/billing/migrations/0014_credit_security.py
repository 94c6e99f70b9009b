"""Policies for debtors, their credit, what is on account and what was promised; all but the debtors insert-only."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store

LEDGERS = ("billing_creditterms", "billing_accountcharge", "billing_paymentpromise")


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_credit_and_debtors"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("billing_debtor", *LEDGERS), *append_only_rights(*LEDGERS)]
