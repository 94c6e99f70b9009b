"""What quality publishes for figures: work done again, steps of the process kept, due maintenance that was missed."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import Kind, publish
from anxin.visit.quality.models import ReworkCase
from anxin.visit.repair_orders.facts import OF_THE_HOUSE, ORDER_VALUES, PAGE
from anxin.visit.workshop.facts import main_technician

STEPS = {
    "is_received": "r.id IS NOT NULL",
    "is_interviewed": "r.interview_ended_at IS NOT NULL",
    "is_walked_around": "coalesce(sheet.state = 'SIGNED', false)",
    "is_signed": "signed.wants_wash IS NOT NULL",
    "is_dispatched": "o.dispatched_at IS NOT NULL",
    "is_self_checked": "jobs.done > 0 AND levels.jobs_checked >= jobs.done",
    "is_inspected": "levels.general > 0",
    "is_final_checked": "levels.final > 0",
    "is_explained": "note.id IS NOT NULL",
    "is_satisfaction_asked": "note.is_very_satisfied IS NOT NULL OR rating.id IS NOT NULL",
    "is_follow_up_said": "o.follow_up_suggestion <> ''",
}
"""The steps that apply to every delivered order, as ``rules.steps_of`` has them; the wash applies where it was agreed."""
STEP_FLAGS: dict[str, Kind] = dict.fromkeys(STEPS, "flag")
DONE = " + ".join(f"({step})::int" for step in STEPS.values())

REWORK = publish(
    "quality.rework",
    _("返工单"),
    {
        "number": "text",
        "order_id": "id",
        "first_order_id": "id",
        "vehicle_id": "id",
        "origin": "text",
        "cause": "text",
        "responsible": "text",
        "trade": "text",
        "order_kind": "text",
        "person_id": "id",
        "advisor_id": "id",
        "technician_id": "id",
        "team_id": "id",
        "payer": "text",
        "is_internal": "flag",
        "is_in_period": "flag",
        "is_repaired": "flag",
        "is_judged": "flag",
        "rounds": "count",
        "minutes": "count",
        "amount": "money",
    },
    # Those withdrawn, and those only reported, whose car has not come back, do not count (K-C04).
    f"""
SELECT w.id AS key, w.store_id, w.opened_on AS day, again.number, again.id AS order_id, o.id AS first_order_id, o.vehicle_id,
    w.origin, w.cause, w.responsible, w.trade, o.kind AS order_kind, w.person_id, o.advisor_id, mine.technician_id,
    CASE WHEN person.id IS NOT NULL THEN person.team_id ELSE mine.team_id END AS team_id,
    coalesce((SELECT i.payer FROM repair_orders_item i WHERE i.job_id = w.job_id AND i.kind = 'labour'
        AND i.decision = 'APPROVED' ORDER BY i.id LIMIT 1), '') AS payer,
    {OF_THE_HOUSE} AS is_internal,
    w.in_period AS is_in_period, (w.repaired_at IS NOT NULL) AS is_repaired, (w.cause <> '') AS is_judged,
    w.rounds::int AS rounds, w.minutes, w.amount
FROM quality_reworkcase w
JOIN repair_orders_job first ON first.id = w.first_job_id
JOIN repair_orders_repairorder o ON o.id = first.repair_order_id
JOIN repair_orders_repairorder again ON again.id = w.repair_order_id
LEFT JOIN people_employee person ON person.id = w.person_id
LEFT JOIN LATERAL ({main_technician("a.job_id = w.first_job_id")}) AS mine ON true
WHERE w.state NOT IN ('VOID', 'REPORTED')
""",
    sets=("FS25",),
    page=PAGE,
    values={"origin": ReworkCase.Origin.values, "cause": ["", *ReworkCase.Cause.values]},
)
COMPLIANCE = publish(
    "quality.compliance",
    _("交车工单的标准流程步骤"),
    {
        "number": "text",
        "order_kind": "text",
        "lane": "text",
        "advisor_id": "id",
        "is_internal": "flag",
        "steps_due": "count",
        "steps_done": "count",
        "is_whole": "flag",
        "is_wash_due": "flag",
        "is_wash_checked": "flag",
        **STEP_FLAGS,
    },
    f"""
SELECT o.id AS key, o.store_id, o.delivered_on AS day, o.number, o.kind AS order_kind, o.lane, o.advisor_id,
    {OF_THE_HOUSE} AS is_internal, due.steps AS steps_due, due.done AS steps_done, (due.done >= due.steps) AS is_whole,
    coalesce(signed.wants_wash, false) AS is_wash_due, (levels.wash > 0) AS is_wash_checked,
    {", ".join(f"({step}) AS {name}" for name, step in STEPS.items())}
FROM repair_orders_repairorder o
LEFT JOIN reception_reception r ON r.repair_order_id = o.id
LEFT JOIN reception_inspectionsheet sheet ON sheet.reception_id = r.id
LEFT JOIN reception_deliverynote note ON note.repair_order_id = o.id
LEFT JOIN reception_servicerating rating ON rating.repair_order_id = o.id
LEFT JOIN LATERAL (SELECT a.wants_wash FROM repair_orders_authorisation a WHERE a.repair_order_id = o.id
    ORDER BY a.id DESC LIMIT 1) AS signed ON true
CROSS JOIN LATERAL (SELECT count(*) AS done FROM repair_orders_job j
    WHERE j.repair_order_id = o.id AND j.state = 'FINISHED') AS jobs
CROSS JOIN LATERAL (
    SELECT count(DISTINCT i.job_id) FILTER (WHERE i.level = 'self') AS jobs_checked,
        count(*) FILTER (WHERE i.level = 'general' AND i.passed) AS general,
        count(*) FILTER (WHERE i.level = 'final' AND i.passed) AS final,
        count(*) FILTER (WHERE i.level IN ('wash', 'final') AND i.passed) AS wash
    FROM workshop_inspection i WHERE i.repair_order_id = o.id
) AS levels
CROSS JOIN LATERAL (
    SELECT {len(STEPS)} + coalesce(signed.wants_wash, false)::int AS steps,
        {DONE} + (coalesce(signed.wants_wash, false) AND levels.wash > 0)::int AS done
) AS due
WHERE o.delivered_on IS NOT NULL AND o.state <> 'CANCELLED'
""",
    sets=("FS01", "FS25"),
    page=PAGE,
)
MISSED_MAINTENANCE = publish(
    "quality.missed_maintenance",
    _("保养项目的漏检"),
    {
        "number": "text",
        "order_id": "id",
        "order_kind": "text",
        "advisor_id": "id",
        "due": "count",
        "missed": "count",
    },
    """
SELECT m.id AS key, m.store_id, m.checked_on AS day, o.number, o.id AS order_id, o.kind AS order_kind, o.advisor_id,
    m.due::int AS due, jsonb_array_length(m.missed) AS missed
FROM quality_maintenancecheck m
JOIN repair_orders_repairorder o ON o.id = m.repair_order_id
""",
    sets=("FS25",),
    page=PAGE,
    values={"order_kind": ORDER_VALUES["kind"]},
)
