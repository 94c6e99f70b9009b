"""What the follow-up publishes for figures: each round of calls about a visit on the day by which it was due."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import minutes, publish
from anxin.visit.repair_orders.facts import PAGE

CALL = publish(
    "followup.call",
    _("回访"),
    {
        "number": "text",
        "order_kind": "text",
        "round": "count",
        "state": "text",
        "clerk_id": "id",
        "advisor_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_due": "flag",
        "is_called": "flag",
        "is_success": "flag",
        "is_on_time": "flag",
        "attempts": "count",
        "days_after_delivery": "count",
        "score": "count",
        "is_satisfied": "flag",
        "has_problem": "flag",
        "is_report_done": "flag",
        "is_solved": "flag",
        "minutes_to_report_done": "count",
    },
    # Solved is what he himself says is: the report is done and a later call found nothing to report.
    f"""
SELECT f.id AS key, f.store_id, f.due_on AS day, o.number, o.kind AS order_kind, f.round::bigint AS round, f.state,
    newest.employee_id AS clerk_id, o.advisor_id, f.vehicle_id, f.customer_id,
    (f.state <> 'NO_CONSENT' AND (f.state <> 'CANCELLED' OR newest.id IS NOT NULL)) AS is_due,
    (newest.id IS NOT NULL) AS is_called,
    (talk.id IS NOT NULL) AS is_success,
    coalesce(talk.at BETWEEN f.opens_at AND f.due_at, false) AS is_on_time,
    f.attempts::bigint AS attempts,
    (talk.called_on - o.delivered_on) AS days_after_delivery,
    talk.score::bigint AS score,
    coalesce(talk.issues = '[]', false) AS is_satisfied,
    coalesce(talk.issues <> '[]', false) AS has_problem,
    coalesce(report.state = 'DONE', false) AS is_report_done,
    (coalesce(report.state = 'DONE', false) AND EXISTS (SELECT 1 FROM followup_call later
        JOIN followup_followup f2 ON f2.id = later.follow_up_id
        WHERE f2.repair_order_id = f.repair_order_id AND later.result = 'reached' AND later.id > talk.id
        AND later.issues = '[]')) AS is_solved,
    CASE WHEN report.state = 'DONE' THEN {minutes("talk.at", "report.done_at")} END AS minutes_to_report_done
FROM followup_followup f
JOIN repair_orders_repairorder o ON o.id = f.repair_order_id
LEFT JOIN LATERAL (SELECT one.id, one.employee_id FROM followup_call one WHERE one.follow_up_id = f.id
    ORDER BY one.id DESC LIMIT 1) newest ON true
LEFT JOIN LATERAL (SELECT one.* FROM followup_call one WHERE one.follow_up_id = f.id AND one.result = 'reached'
    ORDER BY one.id DESC LIMIT 1) talk ON true
LEFT JOIN work_task report ON report.id = talk.report_task_id
""",
    sets=("FS08", "FS10"),
    page=PAGE,
)
