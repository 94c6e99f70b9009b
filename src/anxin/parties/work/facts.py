"""What the work queue publishes for figures: each task on the day by which it was due."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, minutes, publish

TASK = publish(
    "work.task",
    _("任务"),
    {
        "kind": "text",
        "subject_kind": "text",
        "post": "text",
        "state": "text",
        "owner_id": "id",
        "doer_id": "id",
        "is_done": "flag",
        "is_in_time": "flag",
        "is_cancelled": "flag",
        "is_escalated": "flag",
        "escalations": "count",
        "postponements": "count",
        "minutes_late": "count",
    },
    f"""
SELECT t.id AS key, t.store_id, {day_of("t.due_at")} AS day, t.kind, t.subject_kind, t.post, t.state, t.owner_id,
    t.done_by_id AS doer_id, (t.state = 'DONE') AS is_done, (t.state = 'DONE' AND t.done_at <= t.due_at) AS is_in_time,
    (t.state = 'CANCELLED') AS is_cancelled, (t.escalation_level > 0) AS is_escalated,
    t.escalation_level::bigint AS escalations, t.postponed_count::bigint AS postponements,
    CASE WHEN t.state = 'DONE' THEN {minutes("t.due_at", "t.done_at")} END AS minutes_late
FROM work_task t
JOIN org_store store ON store.id = t.store_id
""",
    sets=("FS28",),
)
