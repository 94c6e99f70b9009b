"""What technical publishes for figures: jobs that somebody could not solve or finish alone."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, minutes, publish
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
    f"""
SELECT t.id AS key, t.store_id, {day_of("t.opened_at")} AS day, o.number,
    o.id AS order_id, o.kind AS order_kind, t.kind, t.system, t.state, t.opened_by_id AS technician_id, t.owner_id,
    e.team_id, t.is_major, (t.state = 'CLOSED') AS is_closed, t.is_solved, (t.vote = 'AGREED') AS is_agreed,
    (SELECT count(*) FROM technical_casemember m WHERE m.case_id = t.id) AS members,
    {minutes("t.opened_at", "t.closed_at")} AS minutes_to_close
FROM technical_technicalcase t
JOIN org_store store ON store.id = t.store_id
JOIN repair_orders_repairorder o ON o.id = t.repair_order_id
JOIN people_employee e ON e.id = t.opened_by_id
""",
    sets=("FS25",),
    page=PAGE,
)
