"""What vehicle sales publish for figures: new cars handed over, and cars of which a rebate was settled."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, publish

# The first talk that the house began (R-FU08), with the customer or about the car.
FIRST_TALK = """(SELECT min(t.contacted_on) FROM contacts_contactrecord t
        WHERE t.store_id = car.store_id AND t.customer_id = car.customer_id AND t.at > car.handed_over_at
        AND t.direction = 'out' AND t.channel IN ('phone', 'visit', 'wechat')
        AND t.result IN ('reached', 'call_back', 'refused'))"""

HAND_OVER = publish(
    "vehicle_sales.handover",
    _("新车交付"),
    {
        "vehicle_id": "id",
        "customer_id": "id",
        "consultant_id": "id",
        "advisor_id": "id",
        "clerk_id": "id",
        "is_introduced": "flag",
        "is_inspected": "flag",
        "days_after_plan": "count",
        "days_to_first_contact": "count",
    },
    f"""
SELECT car.id AS key, car.store_id, car.handed_over_on AS day, car.vehicle_id, car.customer_id, h.sales_id AS consultant_id,
    h.service_id AS advisor_id, h.relations_id AS clerk_id, h.is_introduced, car.has_passed_inspection AS is_inspected,
    (car.handed_over_on - car.planned_on) AS days_after_plan,
    ({FIRST_TALK} - car.handed_over_on) AS days_to_first_contact
FROM vehicle_sales_soldcar car
JOIN vehicle_sales_handover h ON h.sold_car_id = car.id
WHERE car.handed_over_on IS NOT NULL
""",
    sets=("FS06", "FS08"),
)

# One row is a car, on the day of its first settlement and with all that was settled of it: the limit holds for the car, and
# its price counts once. The share is rounded up, so that what is above a limit stays above.
REBATE = publish(
    "vehicle_sales.rebate",
    _("厂家返利"),
    {
        "vehicle_id": "id",
        "amount": "money",
        "price": "money",
        "share_percent": "number",
        "programmes": "count",
        "registered_on": "day",
    },
    f"""
SELECT min(r.id) AS key, r.store_id, min(r.settled_on) AS day, r.vehicle_id, sum(r.settled)::bigint AS amount,
    max(r.price) AS price, (ceil(sum(r.settled) * 100000.0 / max(r.price)) / 1000)::numeric(18, 3) AS share_percent,
    count(*) AS programmes, min({day_of("r.registered_at")}) AS registered_on
FROM vehicle_sales_rebate r
JOIN org_store store ON store.id = r.store_id
WHERE r.state = 'SETTLED'
GROUP BY r.store_id, r.vehicle_id
""",
    sets=("FS06",),
    begins_by="registered_on",
)
