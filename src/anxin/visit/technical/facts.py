"""What technical publishes for figures: jobs that somebody could not solve or finish alone."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish
from anxin.visit.repair_orders.facts import PAGE

CASE = publish(
    "technical.case",
    _("疑难和做不下去的项目"),
    {
        "number": "text",
        "order_id": "id",
        "order_kind": "text",
        "kind": "text",
        "system": "text",
        "state": "text",
        "technician_id": "id",
        "owner_id": "id",
        "team_id": "id",
        "is_major": "flag",
        "is_closed": "flag",
        "is_solved": "flag",
        "is_agreed": "flag",
        "members": "count",
        "minutes_to_close": "count",
    },
    # Few rows: the day is worked out, no index serves it.
    """
SELECT t.id AS key, t.store_id, (t.opened_at AT TIME ZONE s.time_zone - s.day_starts_at)::date AS day, o.number,
    o.id AS order_id, o.kind AS order_kind, t.kind, t.system, t.state, t.opened_by_id AS technician_id, t.owner_id,
    e.team_id, t.is_major, (t.state = 'CLOSED') AS is_closed, t.is_solved, (t.vote = 'AGREED') AS is_agreed,
    (SELECT count(*) FROM technical_casemember m WHERE m.case_id = t.id) AS members,
    floor(extract(epoch FROM t.closed_at - t.opened_at) / 60)::bigint AS minutes_to_close
FROM technical_technicalcase t
JOIN org_store s ON s.id = t.store_id
JOIN repair_orders_repairorder o ON o.id = t.repair_order_id
JOIN people_employee e ON e.id = t.opened_by_id
""",
    sets=("FS25",),
    page=PAGE,
)
