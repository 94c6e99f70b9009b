"""Facts of work: what was finished and by whom, what was inspected, how long cars were here and whether in time."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.facts import DAYS
from anxin.platform.facts import minutes, publish
from anxin.visit.repair_orders.facts import OF_THE_HOUSE, ORDER_VALUES, PAGE
from anxin.visit.workshop.facts.words import main_technician
from anxin.visit.workshop.models import Inspection

FINISHED_JOB = publish(
    "workshop.finished_job",
    _("完工的项目：每位技师的一份"),
    {
        "number": "text",
        "order_id": "id",
        "order_kind": "text",
        "lane": "text",
        "job_id": "id",
        "advisor_id": "id",
        "technician_id": "id",
        "team_id": "id",
        "trade": "text",
        "bay_id": "id",
        "bay_kind": "text",
        "is_first": "flag",
        "is_rework": "flag",
        "is_internal": "flag",
        "share_percent": "count",
        "hours": "number",
        "minutes": "count",
        "minutes_before_promise": "count",
    },
    f"""
SELECT a.id AS key, d.store_id, d.day, o.number, o.id AS order_id, o.kind AS order_kind, o.lane, j.id AS job_id,
    o.advisor_id, a.technician_id, e.team_id, e.trade, a.bay_id, coalesce(b.kind, '') AS bay_kind,
    NOT EXISTS (SELECT FROM workshop_assignment f WHERE f.job_id = j.id AND f.released_at IS NULL AND f.id < a.id)
        AS is_first,
    (j.rework_of_id IS NOT NULL) AS is_rework, {OF_THE_HOUSE} AS is_internal,
    a.share_percent::int AS share_percent,
    round((SELECT coalesce(sum(i.quantity), 0) FROM repair_orders_item i
        WHERE i.job_id = j.id AND i.kind = 'labour' AND i.decision = 'APPROVED') * a.share_percent / 100, 3)::numeric(18, 3)
        AS hours,
    (SELECT floor(coalesce(sum(extract(epoch FROM c.ended_at - c.started_at)), 0) / 60)::bigint FROM workshop_jobclock c
        WHERE c.job_id = j.id AND c.technician_id = a.technician_id) AS minutes,
    {minutes("o.inspected_at", "o.agreed_promise_at")} AS minutes_before_promise
FROM {DAYS} AS d
CROSS JOIN LATERAL (SELECT * FROM repair_orders_job AS own WHERE own.store_id = d.store_id
    AND own.finished_at >= d.starts_at AND own.finished_at < d.ends_at AND own.state = 'FINISHED' OFFSET 0) AS j
JOIN repair_orders_repairorder o ON o.id = j.repair_order_id
JOIN workshop_assignment a ON a.job_id = j.id AND a.released_at IS NULL
JOIN people_employee e ON e.id = a.technician_id
LEFT JOIN org_bay b ON b.id = a.bay_id
""",
    sets=("FS01", "FS02", "FS04"),
    page=PAGE,
)
WHOSE_WORK = """a.repair_order_id = i.repair_order_id AND (i.job_id IS NULL OR a.job_id = i.job_id)
    AND (checked.sent_back IS NULL OR a.job_id = ANY (checked.sent_back))"""
"""Of the job inspected, of the jobs that an inspection sent back, else of the order."""
INSPECTION = publish(
    "workshop.inspection",
    _("自检、总检、终检和查洗车"),
    {
        "number": "text",
        "order_id": "id",
        "order_kind": "text",
        "lane": "text",
        "job_id": "id",
        "advisor_id": "id",
        "inspector_id": "id",
        "technician_id": "id",
        "team_id": "id",
        "level": "text",
        "is_passed": "flag",
        "is_first": "flag",
        "is_certified": "flag",
        "is_internal": "flag",
        "lines": "count",
        "lines_failed": "count",
    },
    f"""
SELECT i.id AS key, i.store_id, i.inspected_on AS day, o.number, o.id AS order_id, o.kind AS order_kind, o.lane, i.job_id,
    o.advisor_id, i.inspector_id, mine.technician_id, mine.team_id, i.level, i.passed AS is_passed,
    NOT EXISTS (SELECT FROM workshop_inspection f WHERE f.repair_order_id = i.repair_order_id AND f.level = i.level
        AND f.id < i.id AND (i.level <> 'self' OR f.job_id = i.job_id)) AS is_first,
    i.is_certified, {OF_THE_HOUSE} AS is_internal, checked.lines, checked.lines_failed
FROM workshop_inspection i
JOIN repair_orders_repairorder o ON o.id = i.repair_order_id
CROSS JOIN LATERAL (
    SELECT count(*) AS lines, count(*) FILTER (WHERE NOT n.passed) AS lines_failed,
        array_agg(n.job_id) FILTER (WHERE NOT n.passed AND n.job_id IS NOT NULL) AS sent_back
    FROM workshop_inspectionitem n WHERE n.inspection_id = i.id
) AS checked
LEFT JOIN LATERAL ({main_technician(WHOSE_WORK)}) AS mine ON true
""",
    sets=("FS25",),
    page=PAGE,
    values={"level": Inspection.Level.values},
)
ORDER_TIMES = publish(
    "workshop.order_times",
    _("交车的工单：在店时间、终检和出票是否及时"),
    {
        "number": "text",
        "kind": "text",
        "lane": "text",
        "advisor_id": "id",
        "vehicle_id": "id",
        "is_internal": "flag",
        "is_rework": "flag",
        "has_body": "flag",
        "has_paint": "flag",
        "is_washed": "flag",
        "minutes_here": "count",
        "minutes_to_start": "count",
        "minutes_clocked": "count",
        "minutes_final_before_promise": "count",
        "minutes_settled_before_promise": "count",
        "minutes_delivered_before_promise": "count",
    },
    f"""
SELECT o.id AS key, o.store_id, o.delivered_on AS day, o.number, o.kind, o.lane, o.advisor_id, o.vehicle_id,
    {OF_THE_HOUSE} AS is_internal,
    EXISTS (SELECT FROM repair_orders_job j WHERE j.repair_order_id = o.id AND j.rework_of_id IS NOT NULL) AS is_rework,
    EXISTS (SELECT FROM repair_orders_item i WHERE i.repair_order_id = o.id AND i.kind = 'labour' AND i.decision = 'APPROVED'
        AND i.skill = 'body') AS has_body,
    EXISTS (SELECT FROM repair_orders_item i WHERE i.repair_order_id = o.id AND i.kind = 'labour' AND i.decision = 'APPROVED'
        AND i.skill = 'paint') AS has_paint,
    EXISTS (SELECT FROM workshop_inspection i JOIN workshop_inspectionitem n ON n.inspection_id = i.id
        WHERE i.repair_order_id = o.id AND i.level IN ('wash', 'final') AND n.code = 'washed' AND n.passed) AS is_washed,
    {minutes("coalesce(o.arrived_at, o.opened_at)", "o.delivered_at")} AS minutes_here,
    {minutes("coalesce(o.arrived_at, o.opened_at)", "began.at")} AS minutes_to_start,
    floor(coalesce(began.seconds, 0) / 60)::bigint AS minutes_clocked,
    {minutes("final.at", "o.agreed_promise_at")} AS minutes_final_before_promise,
    {minutes("o.settled_at", "o.agreed_promise_at")} AS minutes_settled_before_promise,
    {minutes("o.delivered_at", "o.agreed_promise_at")} AS minutes_delivered_before_promise
FROM repair_orders_repairorder o
CROSS JOIN LATERAL (
    SELECT min(c.started_at) AS at, sum(extract(epoch FROM c.ended_at - c.started_at)) AS seconds
    FROM repair_orders_job j JOIN workshop_jobclock c ON c.job_id = j.id WHERE j.repair_order_id = o.id
) AS began
CROSS JOIN LATERAL (
    SELECT min(i.at) AS at FROM workshop_inspection i
    WHERE i.repair_order_id = o.id AND i.level = 'final' AND i.passed
) AS final
WHERE o.delivered_on IS NOT NULL AND o.state <> 'CANCELLED'
""",
    sets=("FS01",),
    page=PAGE,
    values={"kind": ORDER_VALUES["kind"], "lane": ORDER_VALUES["lane"]},
)
