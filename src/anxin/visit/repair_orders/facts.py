"""What the hub publishes for figures: orders on the day of a step, their items, and what became of sold cars."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import Kind, day_of, minutes, publish
from anxin.resources.capacity.queries import TRADES
from anxin.visit.repair_orders.lifecycle import REPAIR_ORDER
from anxin.visit.repair_orders.models import Item, RepairOrder

PAGE = "repair_orders:detail"
OF_THE_HOUSE = """(o.kind IN ('pre_delivery', 'internal')
        OR EXISTS (SELECT FROM customers_customer house WHERE house.id = o.customer_id AND house.kind = 'internal'))"""
"""SQL for every fact about an order ``o``: whether it is of the house's own car."""
# As capacity says it: labour without a trade of its own is the mechanics'.
TRADE = f"""CASE WHEN i.kind <> 'labour' THEN '' WHEN i.skill IN ({", ".join(f"'{one}'" for one in TRADES[1:])}) THEN i.skill
        ELSE '{TRADES[0]}' END"""

ORDER_VALUES = {
    "kind": RepairOrder.Kind.values,
    "lane": ["", *RepairOrder.Lane.values],
    "state": REPAIR_ORDER.states,
}
ITEM_VALUES = {
    "order_kind": RepairOrder.Kind.values,
    "kind": Item.Kind.values,
    "payer": Item.Payer.values,
    "trade": ["", *TRADES],
}

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
    "minutes_to_start": "count",
    "minutes_to_finish": "count",
    "minutes_here": "count",
    "minutes_to_signature": "count",
    "minutes_to_dispatch": "count",
    "minutes_to_inspection": "count",
    "minutes_to_bill": "count",
    "minutes_to_delivery": "count",
    "minutes_inspected_before_promise": "count",
    "promise_changes": "count",
    "is_settled": "flag",
    "first_estimated": "money",
    "estimated": "money",
    "actual": "money",
    "off_first_estimate": "money",
    "first_deviation_percent": "number",
    "deviation_percent": "number",
}

SIGNED = "FROM repair_orders_authorisation a JOIN repair_orders_estimateversion e ON e.id = a.estimate_id"
FIRST_SIGNED = f"(SELECT e.total {SIGNED} WHERE a.repair_order_id = o.id ORDER BY a.id LIMIT 1)"
LAST_SIGNED = f"(SELECT e.total {SIGNED} WHERE a.repair_order_id = o.id ORDER BY a.id DESC LIMIT 1)"
ACTUAL = """(SELECT sum(i.amount)::bigint FROM repair_orders_item i
        WHERE i.repair_order_id = o.id AND i.decision = 'APPROVED')"""


def _off(estimate: str) -> str:
    """By how much per cent of an estimate the order is off it, either way (R-RO02); nothing without an estimate."""
    return f"round(abs({ACTUAL} - {estimate}) * 100.0 / nullif({estimate}, 0), 3)::numeric(18, 3)"


# What is asked of other tables stands as one value each: a figure that does not use it does not pay for it.
ORDERS = f"""
SELECT o.id AS key, o.store_id, {{day}} AS day, o.number, o.kind, o.lane, o.state, o.advisor_id, o.vehicle_id, o.customer_id,
    {OF_THE_HOUSE} AS is_internal,
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
    {minutes("o.opened_at", "(SELECT min(j.started_at) FROM repair_orders_job j WHERE j.repair_order_id = o.id)")}
        AS minutes_to_start,
    {minutes("o.opened_at", "o.work_finished_at")} AS minutes_to_finish,
    {minutes("coalesce(o.arrived_at, o.opened_at)", "o.delivered_at")} AS minutes_here,
    {minutes("o.opened_at", "(SELECT min(a.at) FROM repair_orders_authorisation a WHERE a.repair_order_id = o.id)")}
        AS minutes_to_signature,
    {minutes("o.opened_at", "o.dispatched_at")} AS minutes_to_dispatch,
    {minutes("o.opened_at", "o.inspected_at")} AS minutes_to_inspection,
    {minutes("o.opened_at", "o.settled_at")} AS minutes_to_bill,
    {minutes("o.opened_at", "o.delivered_at")} AS minutes_to_delivery,
    {minutes("o.inspected_at", "o.agreed_promise_at")} AS minutes_inspected_before_promise,
    (SELECT greatest(count(*) - 1, 0) FROM repair_orders_promisechange p WHERE p.repair_order_id = o.id) AS promise_changes,
    (o.settled_at IS NOT NULL) AS is_settled,
    {FIRST_SIGNED} AS first_estimated,
    {LAST_SIGNED} AS estimated,
    {ACTUAL} AS actual,
    abs({ACTUAL} - {FIRST_SIGNED}) AS off_first_estimate,
    {_off(FIRST_SIGNED)} AS first_deviation_percent,
    {_off(LAST_SIGNED)} AS deviation_percent
FROM repair_orders_repairorder o
JOIN customers_customer c ON c.id = o.customer_id
JOIN customers_vehicle v ON v.id = o.vehicle_id
JOIN org_store store ON store.id = o.store_id
WHERE {{day}} IS NOT NULL
"""

OPENED = publish(
    "repair_orders.opened",
    _("开单的工单"),
    ORDER_COLUMNS,
    ORDERS.format(day="o.opened_on"),
    sets=("FS01",),
    page=PAGE,
    values=ORDER_VALUES,
)
INSPECTED = publish(
    "repair_orders.inspected",
    _("质检合格的工单"),
    ORDER_COLUMNS,
    ORDERS.format(day=day_of("o.inspected_at")),
    sets=("FS01", "FS25"),
    page=PAGE,
    values=ORDER_VALUES,
)
SETTLED = publish(
    "repair_orders.settled",
    _("结算的工单"),
    ORDER_COLUMNS,
    ORDERS.format(day="o.settled_on"),
    sets=("FS01",),
    page=PAGE,
    values=ORDER_VALUES,
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
        "discount": "money",
    },
    f"""
SELECT i.id AS key, o.store_id, o.settled_on AS day, o.number, o.kind AS order_kind, o.advisor_id, i.kind, i.payer,
    {TRADE} AS trade, i.price_source, i.is_additional, i.is_care,
    {OF_THE_HOUSE} AS is_internal,
    i.amount AS gross, round(i.amount / (1 + i.tax_rate))::bigint AS net,
    CASE WHEN i.kind = 'labour' THEN i.quantity ELSE 0 END::numeric(18, 3) AS hours,
    greatest(round(i.list_price * i.quantity)::bigint - i.package_discount - i.amount, 0) AS discount
FROM repair_orders_item i
JOIN repair_orders_repairorder o ON o.id = i.repair_order_id
JOIN customers_customer c ON c.id = o.customer_id
WHERE o.settled_on IS NOT NULL AND i.decision = 'APPROVED'
""",
    sets=("FS02",),
    page=PAGE,
    values={**ITEM_VALUES, "price_source": Item.PriceSource.values},
)
TOLD = """(SELECT min(told.at) FROM (
        SELECT k.sent_at AS at FROM repair_orders_approvallink k WHERE k.repair_order_id = o.id
            AND k.lines @> jsonb_build_array(jsonb_build_object('item', i.id))
        UNION ALL
        SELECT n.at FROM repair_orders_customeranswer n WHERE n.repair_order_id = o.id
            AND n.lines @> jsonb_build_array(jsonb_build_object('item', i.id))
    ) AS told WHERE told.at >= p.found_at)"""
"""When the customer first heard of an item: a link was sent to him, else what he said to it; a talk itself is not timed."""
PROPOSED = publish(
    "repair_orders.proposed_item",
    _("工单上报过的项目"),
    {
        "number": "text",
        "order_kind": "text",
        "advisor_id": "id",
        "proposer_id": "id",
        "kind": "text",
        "payer": "text",
        "trade": "text",
        "decision": "text",
        "is_internal": "flag",
        "is_additional": "flag",
        "is_care": "flag",
        "gross": "money",
        "minutes_to_proposal": "count",
        "minutes_to_told": "count",
        "minutes_to_decision": "count",
    },
    # On the day of the order's opening: of the same orders that are counted as entries.
    f"""
SELECT i.id AS key, o.store_id, o.opened_on AS day, o.number, o.kind AS order_kind, o.advisor_id,
    i.proposed_by_id AS proposer_id, i.kind, i.payer, {TRADE} AS trade, i.decision,
    {OF_THE_HOUSE} AS is_internal, i.is_additional, i.is_care,
    i.amount AS gross,
    CASE WHEN p.said_by = '' THEN {minutes("p.found_at", "p.proposed_at")} END AS minutes_to_proposal,
    CASE WHEN p.said_by = '' THEN {minutes("p.found_at", TOLD)} END AS minutes_to_told,
    {minutes("i.proposed_at", "i.decided_at")} AS minutes_to_decision
FROM repair_orders_item i
JOIN repair_orders_repairorder o ON o.id = i.repair_order_id
JOIN customers_customer c ON c.id = o.customer_id
LEFT JOIN repair_orders_proposal p ON p.id = i.proposal_id
WHERE o.state <> 'CANCELLED'
""",
    sets=("FS02",),
    page=PAGE,
    values={**ITEM_VALUES, "decision": Item.Decision.values},
)
OF_CAR = """FROM repair_orders_repairorder o WHERE o.vehicle_id = car.vehicle_id AND o.store_id = car.store_id
        AND o.opened_on >= car.handed_over_on AND o.state <> 'CANCELLED'"""
ANY_VISIT = f"(SELECT min(o.opened_on) {OF_CAR} AND o.kind NOT IN ('pre_delivery', 'internal'))"
SERVICE = f"{OF_CAR} AND o.kind = 'maintenance'"
SOLD_CARS = publish(
    "repair_orders.sold_car",
    _("售出新车的回店"),
    {
        "vehicle_id": "id",
        "customer_id": "id",
        "consultant_id": "id",
        "days_to_first_visit": "count",
        "days_to_first_service": "count",
        "first_service_km": "count",
        "services": "count",
        "number": "text",
    },
    f"""
SELECT car.id AS key, car.store_id, car.handed_over_on AS day, car.vehicle_id, car.customer_id, h.sales_id AS consultant_id,
    {ANY_VISIT} - car.handed_over_on AS days_to_first_visit,
    (SELECT min(o.opened_on) {SERVICE}) - car.handed_over_on AS days_to_first_service,
    (SELECT o.odometer_km {SERVICE} ORDER BY o.opened_at, o.id LIMIT 1) AS first_service_km,
    (SELECT count(*) {SERVICE}) AS services,
    coalesce((SELECT o.number {SERVICE} ORDER BY o.opened_at, o.id LIMIT 1), '') AS number
FROM vehicle_sales_soldcar car
JOIN vehicle_sales_handover h ON h.sold_car_id = car.id
WHERE car.handed_over_on IS NOT NULL
""",
    sets=("FS01", "FS06"),
    page=PAGE,
)
FIRST_SERVICE = publish(
    "repair_orders.first_service",
    _("新车首保"),
    {
        "number": "text",
        "advisor_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "consultant_id": "id",
        "days_after_handover": "count",
        "odometer_km": "count",
    },
    """
SELECT o.id AS key, o.store_id, o.opened_on AS day, o.number, o.advisor_id, o.vehicle_id, o.customer_id,
    h.sales_id AS consultant_id, (o.opened_on - car.handed_over_on) AS days_after_handover, o.odometer_km
FROM repair_orders_repairorder o
JOIN vehicle_sales_soldcar car
    ON car.vehicle_id = o.vehicle_id AND car.store_id = o.store_id AND car.handed_over_on <= o.opened_on
JOIN vehicle_sales_handover h ON h.sold_car_id = car.id
WHERE o.kind = 'maintenance' AND o.state <> 'CANCELLED' AND NOT EXISTS (SELECT 1 FROM repair_orders_repairorder earlier
    WHERE earlier.vehicle_id = o.vehicle_id AND earlier.store_id = o.store_id AND earlier.kind = 'maintenance'
    AND earlier.state <> 'CANCELLED' AND earlier.opened_on >= car.handed_over_on
    AND (earlier.opened_at, earlier.id) < (o.opened_at, o.id))
""",
    sets=("FS01", "FS06"),
    page=PAGE,
)
