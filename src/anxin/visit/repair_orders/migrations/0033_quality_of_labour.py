"""The quality period of labour stands on its item: the store's limit moves here, and labour whose term may run gets it."""

from django.db import migrations

from anxin.platform.database.rls import change_rows

MOVED = """
UPDATE platform_parametervalue SET code = replace(code, 'reception.', 'repair_orders.')
WHERE code IN ('reception.labour_quality_days', 'reception.labour_quality_km')
"""
PROMISED = """
WITH terms AS (
    SELECT store.id AS store_id, code.name AS code, coalesce((
        SELECT (kept.value #>> '{}')::int FROM platform_parametervalue kept
        WHERE kept.code = code.name AND kept.valid_from <= current_date AND (
            kept.level = 'store' AND kept.scope_id = store.id
            OR kept.level = 'brand' AND kept.scope_id = store.brand_id OR kept.level = 'group')
        ORDER BY array_position(ARRAY['store', 'brand', 'group'], kept.level::text), kept.valid_from DESC LIMIT 1
    ), code.least) AS term
    FROM org_store store, (VALUES
        ('repair_orders.labour_quality_days', 10), ('repair_orders.labour_quality_km', 2000)) AS code(name, least)
)
UPDATE repair_orders_item item SET quality_days = days.term, quality_km = km.term
FROM repair_orders_repairorder o, terms days, terms km
WHERE o.id = item.repair_order_id AND item.kind = 'labour' AND item.quality_days IS NULL AND item.quality_km IS NULL
    AND days.store_id = item.store_id AND days.code = 'repair_orders.labour_quality_days'
    AND km.store_id = item.store_id AND km.code = 'repair_orders.labour_quality_km'
    AND coalesce(o.delivered_on, o.settled_on, current_date) >= current_date - days.term
"""


class Migration(migrations.Migration):
    dependencies = [
        ("repair_orders", "0032_list_price_of_old_items"),
        ("platform", "0004_request_count"),
        ("org", "0003_express_body_bay"),
    ]

    operations = [migrations.RunSQL(MOVED, migrations.RunSQL.noop), change_rows(PROMISED)]
