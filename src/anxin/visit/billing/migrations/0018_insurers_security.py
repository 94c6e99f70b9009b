"""The policy for who insures an order, and the names that bills carry already."""

from django.db import migrations

from anxin.platform.database.rls import change_rows, protect_by_store

NAMED = """
INSERT INTO billing_orderinsurer (store_id, repair_order_id, name, at, actor_key)
SELECT DISTINCT ON (settlement.repair_order_id)
    settlement.store_id, settlement.repair_order_id, bill.insurer, settlement.settled_at, settlement.actor_key
FROM billing_bill bill JOIN billing_settlement settlement ON settlement.id = bill.settlement_id
WHERE bill.insurer <> ''
ORDER BY settlement.repair_order_id, bill.id DESC
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0017_insurers_are_debtors"), ("platform", "0002_row_security")]

    operations = [*protect_by_store("billing_orderinsurer"), change_rows(NAMED)]
