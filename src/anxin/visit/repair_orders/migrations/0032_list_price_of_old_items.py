"""0012 passed over the items of every store, whose rows the policies hid from it: what it was to change is changed now.

Items that were priced anew since have their list price. What was agreed before there was a limit gives nothing away.
"""

from django.db import migrations

from anxin.platform.database.rls import change_rows

BY_CATALOGUE = """
UPDATE repair_orders_item
SET list_price = unit_price, package_discount = CASE WHEN price_source = 'package' THEN discount ELSE 0 END
WHERE list_price = 0 AND unit_price <> 0 AND proposed_at < (
    SELECT applied FROM django_migrations WHERE app = 'repair_orders' AND name = '0012_price_leave')
"""


class Migration(migrations.Migration):
    dependencies = [("repair_orders", "0031_payer_by_rule")]

    operations = [change_rows(BY_CATALOGUE)]
