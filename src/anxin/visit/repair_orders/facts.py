"""What the hub publishes for figures: orders on the day they were opened or settled, and the items of settled ones."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import Kind, publish

PAGE = "repair_orders:order"

ORDER_COLUMNS: dict[str, Kind] = {
    "number": "text",
    "kind": "text",
    "lane": "text",
    "state": "text",
    "advisor_id": "id",
    "vehicle_id": "id",
    "customer_id": "id",
    "is_internal": "flag",
    "is_fleet": "flag",
    "is_electric": "flag",
    "is_appointment": "flag",
    "is_cancelled": "flag",
    "is_rework": "flag",
    "has_additional": "flag",
    "is_menu_priced": "flag",
    "is_self_paid": "flag",
    "has_suggestion": "flag",
    "is_on_time": "flag",
    "minutes_to_start": "count",
    "minutes_to_finish": "count",
    "minutes_here": "count",
}

ORDERS = """
SELECT o.id AS key, o.store_id, {day} AS day, o.number, o.kind, o.lane, o.state, o.advisor_id, o.vehicle_id, o.customer_id,
    (o.kind IN ('pre_delivery', 'internal') OR c.kind = 'internal') AS is_internal,
    (c.kind = 'fleet') AS is_fleet,
    (v.engine_type IN ('plug_in', 'range_extender', 'battery')) AS is_electric,
    o.is_appointment,
    (o.state = 'CANCELLED') AS is_cancelled,
    EXISTS (SELECT 1 FROM repair_orders_job j WHERE j.repair_order_id = o.id AND j.rework_of_id IS NOT NULL) AS is_rework,
    EXISTS (SELECT 1 FROM repair_orders_item i
        WHERE i.repair_order_id = o.id AND i.is_additional AND i.decision = 'APPROVED') AS has_additional,
    (EXISTS (SELECT 1 FROM repair_orders_item i WHERE i.repair_order_id = o.id AND i.decision = 'APPROVED')
        AND NOT EXISTS (SELECT 1 FROM repair_orders_item i
            WHERE i.repair_order_id = o.id AND i.decision = 'APPROVED' AND i.price_source = 'free')) AS is_menu_priced,
    EXISTS (SELECT 1 FROM repair_orders_item i
        WHERE i.repair_order_id = o.id AND i.decision = 'APPROVED' AND i.payer = 'customer') AS is_self_paid,
    (o.follow_up_suggestion <> '') AS has_suggestion,
    (o.inspected_at <= o.agreed_promise_at - interval '30 minutes') AS is_on_time,
    floor(extract(epoch FROM (SELECT min(j.started_at) FROM repair_orders_job j WHERE j.repair_order_id = o.id)
        - o.opened_at) / 60)::bigint AS minutes_to_start,
    floor(extract(epoch FROM o.work_finished_at - o.opened_at) / 60)::bigint AS minutes_to_finish,
    floor(extract(epoch FROM o.delivered_at - coalesce(o.arrived_at, o.opened_at)) / 60)::bigint AS minutes_here
FROM repair_orders_repairorder o
JOIN customers_customer c ON c.id = o.customer_id
JOIN customers_vehicle v ON v.id = o.vehicle_id
WHERE {day} IS NOT NULL
"""

OPENED = publish(
    "repair_orders.opened", _("开单的工单"), ORDER_COLUMNS, ORDERS.format(day="o.opened_on"), sets=("FS01",), page=PAGE
)
SETTLED = publish(
    "repair_orders.settled", _("结算的工单"), ORDER_COLUMNS, ORDERS.format(day="o.settled_on"), sets=("FS01",), page=PAGE
)
ITEMS = publish(
    "repair_orders.settled_item",
    _("结算工单的项目"),
    {
        "number": "text",
        "order_kind": "text",
        "advisor_id": "id",
        "kind": "text",
        "payer": "text",
        "trade": "text",
        "price_source": "text",
        "is_additional": "flag",
        "is_care": "flag",
        "is_internal": "flag",
        "gross": "money",
        "net": "money",
        "hours": "number",
    },
    """
SELECT i.id AS key, i.store_id, o.settled_on AS day, o.number, o.kind AS order_kind, o.advisor_id, i.kind, i.payer,
    coalesce(nullif(i.skill, ''), '') AS trade, i.price_source, i.is_additional, i.is_care,
    (o.kind IN ('pre_delivery', 'internal') OR c.kind = 'internal') AS is_internal,
    i.amount AS gross, round(i.amount / (1 + i.tax_rate))::bigint AS net,
    CASE WHEN i.kind = 'labour' THEN i.quantity ELSE 0 END::numeric(18, 3) AS hours
FROM repair_orders_item i
JOIN repair_orders_repairorder o ON o.id = i.repair_order_id
JOIN customers_customer c ON c.id = o.customer_id
WHERE o.settled_on IS NOT NULL AND i.decision = 'APPROVED'
""",
    sets=("FS02",),
    page=PAGE,
)
