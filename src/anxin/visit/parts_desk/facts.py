"""What the parts counter publishes for figures: were the parts of an order ready before its work began (K-N08)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, publish

BEGUN = "(SELECT min(j.started_at) FROM repair_orders_job j WHERE j.repair_order_id = o.id)"
WANTED = """i.repair_order_id = o.id AND i.kind = 'part' AND i.article_id IS NOT NULL AND i.decision = 'APPROVED'
        AND i.decided_at <= b.begun"""

PICKING = publish(
    "parts_desk.picking",
    _("备料"),
    {"number": "text", "advisor_id": "id", "is_booked": "flag", "is_in_time": "flag"},
    # Ready: laid ready for the booking, laid ready for the order, or all of it handed out before the first job began.
    f"""
SELECT o.id AS key, o.store_id, {day_of("b.begun")} AS day, o.number, o.advisor_id, o.is_appointment AS is_booked,
    NOT EXISTS (SELECT 1 FROM repair_orders_item i WHERE {WANTED}
        AND NOT (i.price_source = 'package' AND EXISTS (SELECT 1 FROM reception_reception r
            JOIN appointments_appointment a ON a.id = r.appointment_id
            WHERE r.repair_order_id = o.id AND a.parts_ready_at <= b.begun))
        AND NOT EXISTS (SELECT 1 FROM parts_desk_orderpick p WHERE p.repair_order_id = o.id AND i.id = ANY(p.item_ids)
            AND p.picked_at <= b.begun AND (p.ended_at IS NULL OR p.ended_at >= b.begun))
        AND i.quantity > coalesce((SELECT -sum(e.quantity) FROM parts_stockentry e
            WHERE e.store_id = o.store_id AND e.document_kind = 'repair_orders.repairorder' AND e.document_id = o.id
            AND e.article_id = i.article_id AND e.document_line = i.id AND e.at <= b.begun), 0)) AS is_in_time
FROM repair_orders_repairorder o
JOIN LATERAL (SELECT {BEGUN} AS begun) b ON b.begun IS NOT NULL
JOIN org_store store ON store.id = o.store_id
WHERE o.state <> 'CANCELLED' AND EXISTS (SELECT 1 FROM repair_orders_item i WHERE {WANTED})
""",
    sets=("FS12",),
    page="repair_orders:detail",
)
