"""What the front desk publishes for figures: cars that came, cars that were handed over, and what customers said of it."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import minutes, publish
from anxin.visit.repair_orders.facts import OF_THE_HOUSE, PAGE

CAME = "least(r.arrived_at, b.arrived_at, r.seen_at)"
"""When the car came: the earliest that anybody knows; least() passes over what is not known."""


def _seconds(moment: str) -> str:
    return f"CASE WHEN {moment} IS NOT NULL THEN greatest(floor(extract(epoch FROM {moment} - {CAME})), 0)::bigint END"


RECEPTION = publish(
    "reception.reception",
    _("接待"),
    {
        "number": "text",
        "state": "text",
        "purpose": "text",
        "order_number": "text",
        "order_kind": "text",
        "lane": "text",
        "warranty": "text",
        "insurance_answer": "text",
        "advisor_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_internal": "flag",
        "is_own_sold": "flag",
        "is_appointment": "flag",
        "has_order": "flag",
        "seconds_to_greeting": "count",
        "seconds_to_bay": "count",
        "minutes_of_interview": "count",
        "minutes_to_order": "count",
        "minutes_to_signature": "count",
        "has_sheet": "flag",
        "is_sheet_signed": "flag",
        "is_accompanied": "flag",
    },
    f"""
SELECT r.id AS key, r.store_id, r.arrived_on AS day, r.number, r.state, r.purpose, coalesce(o.number, '') AS order_number,
    coalesce(o.kind, '') AS order_kind, coalesce(o.lane, '') AS lane, r.warranty, r.insurance_answer,
    r.advisor_id, r.vehicle_id, r.customer_id, (r.is_internal OR coalesce({OF_THE_HOUSE}, false)) AS is_internal,
    r.is_own_sold,
    (r.appointment_id IS NOT NULL) AS is_appointment,
    (o.id IS NOT NULL AND r.state <> 'LEFT') AS has_order,
    {_seconds("r.greeted_at")} AS seconds_to_greeting,
    {_seconds("r.in_bay_at")} AS seconds_to_bay,
    {minutes("r.arrived_at", "r.interview_ended_at")} AS minutes_of_interview,
    {minutes(CAME, "o.opened_at")} AS minutes_to_order,
    {minutes(CAME, "(SELECT min(a.at) FROM repair_orders_authorisation a WHERE a.repair_order_id = o.id)")}
        AS minutes_to_signature,
    (s.recorded_at IS NOT NULL) AS has_sheet,
    (s.state IS NOT DISTINCT FROM 'SIGNED') AS is_sheet_signed,
    coalesce(s.is_customer_present, false) AS is_accompanied
FROM reception_reception r
LEFT JOIN appointments_appointment b ON b.id = r.appointment_id
LEFT JOIN repair_orders_repairorder o ON o.id = r.repair_order_id
LEFT JOIN reception_inspectionsheet s ON s.reception_id = r.id
""",
    sets=("FS01",),
    page="reception",
)
DELIVERY = publish(
    "reception.delivery",
    _("交车"),
    {
        "number": "text",
        "kind": "text",
        "lane": "text",
        "advisor_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_internal": "flag",
        "is_explained": "flag",
        "is_accompanied": "flag",
        "is_set_removed": "flag",
        "is_very_satisfied": "flag",
        "is_escorted": "flag",
        "has_suggestion": "flag",
        "minutes_inspected_before_promise": "count",
        "minutes_billed_before_promise": "count",
        "minutes_delivered_before_promise": "count",
    },
    # A note is written only after its lines were shown one by one: whoever has one was told (R-DL04).
    f"""
SELECT o.id AS key, o.store_id, o.delivered_on AS day, o.number, o.kind, o.lane, o.advisor_id, o.vehicle_id, o.customer_id,
    {OF_THE_HOUSE} AS is_internal,
    (n.id IS NOT NULL) AS is_explained, n.is_accompanied, n.is_set_removed, n.is_very_satisfied,
    coalesce(l.is_escorted, false) AS is_escorted,
    (o.follow_up_suggestion <> '') AS has_suggestion,
    {minutes("o.inspected_at", "o.agreed_promise_at")} AS minutes_inspected_before_promise,
    {minutes("o.settled_at", "o.agreed_promise_at")} AS minutes_billed_before_promise,
    {minutes("o.delivered_at", "o.agreed_promise_at")} AS minutes_delivered_before_promise
FROM repair_orders_repairorder o
JOIN customers_customer c ON c.id = o.customer_id
LEFT JOIN reception_deliverynote n ON n.repair_order_id = o.id
LEFT JOIN reception_sendoff l ON l.note_id = n.id
WHERE o.delivered_on IS NOT NULL
""",
    sets=("FS01",),
    page=PAGE,
)
RATING = publish(
    "reception.rating",
    _("服务评价"),
    {
        "number": "text",
        "kind": "text",
        "channel": "text",
        "advisor_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_rated": "flag",
        "is_coached": "flag",
        "is_scored": "flag",
        "level": "count",
        "minutes_to_rating": "count",
    },
    f"""
SELECT o.id AS key, o.store_id, o.settled_on AS day, o.number, o.kind, coalesce(r.channel, '') AS channel, o.advisor_id,
    o.vehicle_id, o.customer_id,
    (r.id IS NOT NULL) AS is_rated, coalesce(r.coached_by <> '', false) AS is_coached,
    coalesce(r.coached_by = '', false) AS is_scored,
    CASE WHEN r.coached_by = '' THEN r.level END::bigint AS level,
    {minutes("o.settled_at", "r.rated_at")} AS minutes_to_rating
FROM repair_orders_repairorder o
JOIN customers_customer c ON c.id = o.customer_id
LEFT JOIN reception_servicerating r ON r.repair_order_id = o.id
WHERE o.settled_on IS NOT NULL AND o.state IN ('SETTLED', 'DELIVERED') AND NOT {OF_THE_HOUSE}
""",
    sets=("FS10",),
    page=PAGE,
)
