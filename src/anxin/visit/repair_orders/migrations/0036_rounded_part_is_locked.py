"""What was rounded off before stands on the lines again, the dearest first, as bills showed it; then it is locked as
the rest of a settled line.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from anxin.platform.database.rls import change_rows

ROUNDED = """
WITH taken AS (
    SELECT repair_order_id, sum(amount) AS fen FROM repair_orders_priceleave WHERE kind = 'rounding' GROUP BY repair_order_id
), lines AS (
    SELECT item.id, taken.fen, greatest(item.discount - item.package_discount, 0) AS most,
        sum(greatest(item.discount - item.package_discount, 0)) OVER (
            PARTITION BY item.repair_order_id ORDER BY item.amount DESC, item.id
        ) AS upto
    FROM repair_orders_item item JOIN taken ON taken.repair_order_id = item.repair_order_id
    WHERE item.payer = 'customer' AND item.decision = 'APPROVED'
)
UPDATE repair_orders_item item SET rounded_off = greatest(least(lines.most, lines.fen - (lines.upto - lines.most)), 0)
FROM lines WHERE lines.id = item.id
"""


class Migration(migrations.Migration):
    dependencies = [("repair_orders", "0035_rounded_part_of_items"), ("platform", "0002_row_security")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='item',
            name='locked_when_settled',
        ),
        change_rows(ROUNDED),
        pgtrigger.migrations.AddTrigger(
            model_name='item',
            trigger=pgtrigger.compiler.Trigger(name='locked_when_settled', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF coalesce(current_setting('app.history', true), '') <> 'on' AND EXISTS (\n                SELECT FROM repair_orders_repairorder\n                WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.repair_order_id ELSE NEW.repair_order_id END\n                AND state IN ('SETTLED', 'DELIVERED', 'CANCELLED')\n                AND NOT (\n                    TG_OP = 'UPDATE' AND state = 'DELIVERED'\n                    AND coalesce(current_setting('app.correction', true), '') = 'on'\n                )\n            ) THEN\n                RAISE EXCEPTION 'the order is settled: unlock it first';\n            END IF;\n            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n            RETURN NEW;\n        ", hash='65f0f471c4647c3f02031a07769c5b39f398c419', operation='INSERT OR DELETE OR UPDATE OF "amount", "payer", "quantity", "unit_price", "discount", "rounded_off", "tax_rate", "decision"', pgid='pgtrigger_locked_when_settled_d5b98', table='repair_orders_item', when='BEFORE')),
        ),
    ]
