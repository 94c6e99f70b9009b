"""Facts of time: hours of technicians, stretches on cars and beside them, waits.

A single stretch counts when it is over; a wait, and in a technician's day what runs today, up to now. What of an earlier day
nobody ended tells nothing of clocks; of a shift it says that somebody was there. A stretch is of the business day on which
it began, as the module keeps it; a wait is cut by business days. ``hours`` are the exact time, ``minutes`` the whole ones
of each row.
"""

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.facts import DAYS, UP_TO_TODAY, open_seconds
from anxin.parties.people.facts import TECHNICIANS, TRADES, holds, planned_minutes
from anxin.platform.facts import minutes, publish
from anxin.visit.repair_orders.facts import OF_THE_HOUSE, PAGE
from anxin.visit.workshop import rules
from anxin.visit.workshop.models import Waiting

STRETCH = f"""{minutes("c.started_at", "c.ended_at")} AS minutes,
    round(extract(epoch FROM c.ended_at - c.started_at) / 3600, 3)::numeric(18, 3) AS hours"""
THAT_DAY = [f"({day} + d.day_starts_at) AT TIME ZONE d.time_zone" for day in ("d.day", "d.day + 1")]
IS_TODAY = "now() < (c.worked_on + 1 + s.day_starts_at) AT TIME ZONE s.time_zone"
"""Whether the business day of a stretch still runs; what was not ended by its end was forgotten."""


def _seconds(since: str, until: str) -> str:
    return f"greatest(0, extract(epoch FROM coalesce(c.{until}, now()) - c.{since}))"


WAITS = """
    SELECT * FROM workshop_waiting AS own WHERE own.store_id = d.store_id
        AND own.since >= d.starts_at - interval '48 hours' AND own.since < d.ends_at
        AND coalesce(own.until, 'infinity') > d.starts_at
    UNION ALL
    SELECT * FROM workshop_waiting AS own WHERE own.store_id = d.store_id AND own.until > d.starts_at
        AND own.until - own.since > interval '48 hours' AND own.since < d.starts_at - interval '48 hours'
    UNION ALL
    SELECT * FROM workshop_waiting AS own WHERE own.store_id = d.store_id AND own.until IS NULL
        AND own.since < d.starts_at - interval '48 hours'
    OFFSET 0"""
"""Waits of a store that overlap a business day: those that began in it or shortly before, the few long ones, the open ones.

Each by an index that row security does not keep from being used, which it does with one over ranges.
"""

TECHNICIAN_DAY = publish(
    "workshop.technician_day",
    _("技师每天的工时：可用、打卡、非维修"),
    {
        "technician_id": "id",
        "team_id": "id",
        "post": "text",
        "trade": "text",
        "is_express": "flag",
        "has_shift": "flag",
        "shifts_unended": "count",
        "minutes_available": "count",
        "minutes_clocked": "count",
        "minutes_indirect": "count",
        "hours_available": "number",
        "hours_clocked": "number",
        "hours_indirect": "number",
    },
    # Who worked without the shift clock, or never ended the shift, was there as planned, as on the page of hours (M07.02).
    f"""
SELECT e.id * 100000 + (spent.day - date '2000-01-01') AS key, spent.store_id, spent.day, e.id AS technician_id, e.team_id,
    e.post, e.trade, {holds("e", "ARRAY['express_technician']::varchar[]")} AS is_express,
    (spent.shifts > 0) AS has_shift, spent.unended AS shifts_unended, there.minutes AS minutes_available,
    floor(spent.clocked / 60)::bigint AS minutes_clocked, floor(spent.indirect / 60)::bigint AS minutes_indirect,
    round(there.minutes / 60.0, 3)::numeric(18, 3) AS hours_available,
    round(spent.clocked / 3600, 3)::numeric(18, 3) AS hours_clocked,
    round(spent.indirect / 3600, 3)::numeric(18, 3) AS hours_indirect
FROM (
    SELECT store_id, employee_id, day, count(*) FILTER (WHERE is_shift) AS shifts, sum(unended)::bigint AS unended,
        sum(on_shift)::bigint AS on_shift, sum(clocked) AS clocked, sum(indirect) AS indirect
    FROM (
        SELECT c.store_id, c.employee_id, c.worked_on AS day, true AS is_shift,
            (c.clocked_out_at IS NULL AND NOT {IS_TODAY})::int AS unended,
            CASE WHEN c.clocked_out_at IS NOT NULL OR {IS_TODAY}
                THEN floor({_seconds("clocked_in_at", "clocked_out_at")} / 60) ELSE 0 END AS on_shift,
            0::numeric AS clocked, 0::numeric AS indirect
        FROM people_shift c JOIN org_store s ON s.id = c.store_id
        UNION ALL
        SELECT c.store_id, c.technician_id, c.worked_on, false, 0, 0, {_seconds("started_at", "ended_at")}, 0
        FROM workshop_jobclock c JOIN org_store s ON s.id = c.store_id WHERE c.ended_at IS NOT NULL OR {IS_TODAY}
        UNION ALL
        SELECT c.store_id, c.technician_id, c.worked_on, false, 0, 0, 0, {_seconds("started_at", "ended_at")}
        FROM workshop_indirecttime c JOIN org_store s ON s.id = c.store_id WHERE c.ended_at IS NOT NULL OR {IS_TODAY}
    ) AS every_stretch
    GROUP BY store_id, employee_id, day
) AS spent
JOIN people_employee e ON e.id = spent.employee_id AND {holds("e", TECHNICIANS)}
CROSS JOIN LATERAL (SELECT s.id AS store_id, s.time_zone, s.day_starts_at, spent.day
    FROM org_store s WHERE s.id = spent.store_id) AS d
LEFT JOIN people_rosterday r ON (spent.shifts = 0 OR spent.unended > 0) AND r.employee_id = e.id AND r.day = spent.day
CROSS JOIN LATERAL (SELECT {planned_minutes("r", f"({open_seconds('d', *THAT_DAY)})")} AS minutes) AS planned
CROSS JOIN LATERAL (SELECT CASE
    WHEN spent.shifts > 0 AND spent.unended = 0 THEN spent.on_shift
    WHEN spent.unended > 0 THEN greatest(spent.on_shift, planned.minutes)
    WHEN spent.day < e.joined_on OR spent.day > e.left_on OR NOT coalesce(r.is_working, true) THEN 0
    WHEN EXISTS (SELECT FROM people_absence a WHERE a.employee_id = e.id AND a.cancelled_at IS NULL
        AND spent.day BETWEEN a.starts_on AND a.ends_on) THEN 0
    ELSE planned.minutes
    END AS minutes) AS there
""",
    sets=("FS04",),
)
JOB_CLOCK = publish(
    "workshop.job_clock",
    _("技师在车上的工时段"),
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
        "is_rework": "flag",
        "is_sent_back": "flag",
        "is_body_shop": "flag",
        "is_internal": "flag",
        "minutes": "count",
        "hours": "number",
    },
    f"""
SELECT c.id AS key, c.store_id, c.worked_on AS day, o.number, o.id AS order_id, o.kind AS order_kind, o.lane, c.job_id,
    o.advisor_id, c.technician_id, e.team_id, e.trade, (j.rework_of_id IS NOT NULL) AS is_rework,
    EXISTS (SELECT FROM workshop_inspectionitem n JOIN workshop_inspection i ON i.id = n.inspection_id
        WHERE n.job_id = c.job_id AND n.code = '{rules.REPAIRED}' AND NOT n.passed AND i.at <= c.started_at) AS is_sent_back,
    EXISTS (SELECT FROM repair_orders_item i WHERE i.job_id = c.job_id AND i.kind = 'labour' AND i.decision = 'APPROVED'
        AND i.skill IN ('body', 'paint')) AS is_body_shop,
    {OF_THE_HOUSE} AS is_internal, {STRETCH}
FROM workshop_jobclock c
JOIN repair_orders_job j ON j.id = c.job_id
JOIN repair_orders_repairorder o ON o.id = c.repair_order_id
JOIN people_employee e ON e.id = c.technician_id
WHERE c.ended_at IS NOT NULL
""",
    sets=("FS04",),
    page=PAGE,
    values={"trade": TRADES},
)
INDIRECT_TIME = publish(
    "workshop.indirect_time",
    _("技师不在车上的时间段"),
    {
        "technician_id": "id",
        "team_id": "id",
        "trade": "text",
        "activity": "text",
        "minutes": "count",
        "hours": "number",
    },
    f"""
SELECT c.id AS key, c.store_id, c.worked_on AS day, c.technician_id, e.team_id, e.trade, c.activity, {STRETCH}
FROM workshop_indirecttime c
JOIN people_employee e ON e.id = c.technician_id
WHERE c.ended_at IS NOT NULL
""",
    sets=("FS04",),
)
WAIT = publish(
    "workshop.wait",
    _("等待账：每一段等待每天的时间"),
    {
        "waiting_id": "id",
        "number": "text",
        "order_id": "id",
        "order_kind": "text",
        "lane": "text",
        "job_id": "id",
        "advisor_id": "id",
        "reason": "text",
        "is_first_day": "flag",
        "is_open": "flag",
        "minutes": "count",
        "hours": "number",
    },
    f"""
SELECT w.id * 100000 + (d.day - date '2000-01-01') AS key, d.store_id, d.day, w.id AS waiting_id, o.number,
    o.id AS order_id, o.kind AS order_kind, o.lane, w.job_id, o.advisor_id, w.reason,
    (w.since >= d.starts_at) AS is_first_day, (w.until IS NULL) AS is_open,
    floor(opened.seconds / 60)::bigint AS minutes, round(opened.seconds / 3600, 3)::numeric(18, 3) AS hours
FROM {DAYS} AS d
CROSS JOIN LATERAL ({WAITS}) AS w
JOIN repair_orders_repairorder o ON o.id = w.repair_order_id
CROSS JOIN LATERAL ({
        open_seconds("d", "greatest(w.since, d.starts_at)", "least(coalesce(w.until, now()), d.ends_at)")
    }) AS opened
WHERE {UP_TO_TODAY.format(days="d")}
""",
    sets=("FS01", "FS04"),
    page=PAGE,
    values={"reason": Waiting.Reason.values},
)
