"""Facts of causes: what stood in the way of an order that passed inspection, and which parts its jobs waited for."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, minutes, publish
from anxin.visit.repair_orders.facts import OF_THE_HOUSE, PAGE
from anxin.visit.workshop.facts.words import main_technician

WAITS = {
    "minutes_waited_parts": ("parts", "parts_ready"),
    "minutes_waited_approval": ("approval",),
    "minutes_waited_bay": ("bay", "tool", "high_voltage"),
    "minutes_waited_order": ("unclear_order",),
    "minutes_waited_expert": ("expert",),
    "minutes_waited_turn": ("other_car", "ready"),
}
"""Column → the reasons of the waiting ledger that it adds up, by the clock, up to the inspection that passed."""
WAITED = """floor(coalesce(sum(extract(epoch FROM least(coalesce(w.until, o.inspected_at), o.inspected_at) - w.since))
        FILTER (WHERE w.reason IN ({reasons})), 0) / 60)::bigint"""


def _waited(column: str) -> str:
    return WAITED.format(reasons=", ".join(f"'{one}'" for one in WAITS[column]))


OF_ORDER = "FROM workshop_waiting w WHERE w.repair_order_id = o.id AND w.since < o.inspected_at"

PASSED_ORDER = publish(
    "workshop.passed_order",
    _("质检合格的工单：等过什么、谁做的、在哪个工位"),
    {
        "number": "text",
        "order_kind": "text",
        "lane": "text",
        "advisor_id": "id",
        "technician_id": "id",
        "team_id": "id",
        "bay_id": "id",
        "is_internal": "flag",
        "is_sent_back": "flag",
        "minutes_before_promise": "count",
        **dict.fromkeys(WAITS, "count"),
    },
    f"""
SELECT o.id AS key, o.store_id, {day_of("o.inspected_at")} AS day, o.number, o.kind AS order_kind, o.lane, o.advisor_id,
    mine.technician_id, mine.team_id, bay.bay_id, {OF_THE_HOUSE} AS is_internal,
    EXISTS (SELECT FROM workshop_inspection i WHERE i.repair_order_id = o.id AND NOT i.passed) AS is_sent_back,
    {minutes("o.inspected_at", "o.agreed_promise_at")} AS minutes_before_promise,
    {", ".join(f"waited.{column}" for column in WAITS)}
FROM repair_orders_repairorder o
JOIN org_store store ON store.id = o.store_id
CROSS JOIN LATERAL (SELECT {", ".join(f"{_waited(column)} AS {column}" for column in WAITS)} {OF_ORDER}) AS waited
LEFT JOIN LATERAL ({main_technician("a.repair_order_id = o.id")}) AS mine ON true
LEFT JOIN LATERAL (SELECT a.bay_id FROM workshop_assignment a
    WHERE a.repair_order_id = o.id AND a.released_at IS NULL AND a.bay_id IS NOT NULL
    GROUP BY a.bay_id ORDER BY sum(a.share_percent) DESC, a.bay_id LIMIT 1) AS bay ON true
WHERE o.inspected_at IS NOT NULL
""",
    sets=("FS01", "FS04"),
    page=PAGE,
)
PASSED_PART = publish(
    "workshop.passed_part",
    _("质检合格工单的配件：它的项目等了多久配件"),
    {
        "number": "text",
        "order_kind": "text",
        "advisor_id": "id",
        "article_id": "id",
        "is_internal": "flag",
        "minutes_before_promise": "count",
        "minutes_waited_parts": "count",
    },
    f"""
SELECT i.id AS key, o.store_id, {day_of("o.inspected_at")} AS day, o.number, o.kind AS order_kind, o.advisor_id,
    i.article_id, {OF_THE_HOUSE} AS is_internal,
    {minutes("o.inspected_at", "o.agreed_promise_at")} AS minutes_before_promise,
    (SELECT {_waited("minutes_waited_parts")} {OF_ORDER} AND w.job_id = i.job_id) AS minutes_waited_parts
FROM repair_orders_repairorder o
JOIN org_store store ON store.id = o.store_id
JOIN repair_orders_item i ON i.repair_order_id = o.id AND i.kind = 'part' AND i.decision = 'APPROVED'
WHERE o.inspected_at IS NOT NULL
""",
    sets=("FS01",),
    page=PAGE,
)
