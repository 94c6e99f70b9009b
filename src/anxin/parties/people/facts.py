"""What people publishes for figures: everybody employed, day by day, by roster, absence and shift clock."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.facts import DAYS, TWO_YEARS, open_seconds
from anxin.parties.org.queries import all_roles
from anxin.parties.people.models import Employee
from anxin.platform.facts import publish

ADVISORS = "ARRAY['service_advisor', 'insurance_advisor']::varchar[]"
TECHNICIANS = "ARRAY['technician', 'body_technician', 'express_technician', 'apprentice', 'team_leader']::varchar[]"
"""Posts whose holders work on cars."""
TRADES = Employee.Trade.values
"""What the trade of whoever works on a car can be; empty is none."""


def holds(employee: str, posts: str) -> str:
    """SQL: whether an employee (the table's name in the query) holds one of these posts, as the main or a further one."""
    return f"(ARRAY[{employee}.post] && {posts} OR {employee}.extra_posts && {posts})"


def planned_minutes(roster: str, seconds: str) -> str:
    """SQL: minutes on duty by a row of the roster, as long as the store is open where it plans no hours."""
    hours = f"floor(extract(epoch FROM {roster}.ends_at - {roster}.starts_at) / 60)::bigint"
    return f"coalesce({hours}, floor({seconds} / 60)::bigint)"


OPENED = f"""(SELECT DISTINCT d.store_id, d.day, d.ends_at, opened.seconds FROM {DAYS} AS d
    CROSS JOIN LATERAL ({open_seconds("d", "d.starts_at", "d.ends_at")}) AS opened WHERE {TWO_YEARS.format(days="d")})"""
"""Days with the time for which the store is open. Each is there once: DISTINCT has it worked out once, not for everybody."""
IN_MONTH = """BETWEEN date_trunc('month', d.day)::date AND (date_trunc('month', d.day) + interval '1 month - 1 day')::date"""
WORKS = f"""CASE WHEN r.id IS NOT NULL THEN r.is_working WHEN clocked.shifts > 0 THEN true
        WHEN d.seconds = 0 THEN false WHEN a.id IS NOT NULL THEN true
        ELSE NOT EXISTS (SELECT FROM people_shift s WHERE s.employee_id = e.id AND s.worked_on {IN_MONTH})
            OR EXISTS (SELECT FROM people_rosterday p WHERE p.employee_id = e.id AND p.day {IN_MONTH}) END"""
"""Whether somebody was expected: as the roster says of the day; without it who clocked in, on open days who is absent, too.

On the other open days everybody but who has no roster in the month and clocks in it: nobody planned his rest (K-P13).
"""

DUTY_DAY = publish(
    "people.duty_day",
    _("员工的每一天：在岗、休息、缺勤"),
    {
        "persons": "count",
        "employee_id": "id",
        "advisor_id": "id",
        "technician_id": "id",
        "team_id": "id",
        "post": "text",
        "trade": "text",
        "is_trainee": "flag",
        "is_full_time": "flag",
        "is_express": "flag",
        "has_high_voltage": "flag",
        "is_planned": "flag",
        "is_scheduled": "flag",
        "is_rest": "flag",
        "is_absent": "flag",
        "is_unclocked": "flag",
        "absence": "text",
        "is_on_duty": "flag",
        "has_shift": "flag",
        "minutes_planned": "count",
        "minutes_on_shift": "count",
    },
    f"""
SELECT e.id * 100000 + (d.day - date '2000-01-01') AS key, d.store_id, d.day, 1 AS persons, e.id AS employee_id,
    CASE WHEN {holds("e", ADVISORS)} THEN e.id END AS advisor_id,
    CASE WHEN {holds("e", TECHNICIANS)} THEN e.id END AS technician_id,
    e.team_id, e.post, e.trade, e.is_trainee, e.is_full_time,
    {holds("e", "ARRAY['express_technician']::varchar[]")} AS is_express,
    EXISTS (SELECT FROM people_skill k WHERE k.employee_id = e.id AND k.code = 'high_voltage'
        AND (k.trained_on IS NULL OR k.trained_on <= d.day) AND (k.valid_to IS NULL OR k.valid_to >= d.day))
        AS has_high_voltage,
    (r.id IS NOT NULL) AS is_planned,
    (plan.works AND NOT plan.is_away) AS is_scheduled,
    (plan.is_away OR NOT plan.works) AS is_rest,
    (plan.works AND a.id IS NOT NULL AND NOT plan.is_away) AS is_absent,
    (plan.works AND a.id IS NULL AND clocked.shifts = 0 AND d.ends_at <= now()) AS is_unclocked,
    coalesce(a.kind, '') AS absence,
    (plan.works AND a.id IS NULL) AS is_on_duty,
    (clocked.shifts > 0) AS has_shift,
    CASE WHEN plan.works AND a.id IS NULL THEN {planned_minutes("r", "d.seconds")} ELSE 0 END AS minutes_planned,
    clocked.minutes AS minutes_on_shift
FROM {OPENED} AS d
JOIN people_employee e ON e.store_id = d.store_id AND e.joined_on <= d.day AND (e.left_on IS NULL OR e.left_on >= d.day)
LEFT JOIN LATERAL (SELECT * FROM people_rosterday WHERE employee_id = e.id AND day = d.day OFFSET 0) AS r ON true
LEFT JOIN people_absence a ON a.employee_id = e.id AND a.cancelled_at IS NULL AND d.day BETWEEN a.starts_on AND a.ends_on
CROSS JOIN LATERAL (
    SELECT count(*) AS shifts,
        coalesce(sum(floor(extract(epoch FROM s.clocked_out_at - s.clocked_in_at) / 60)), 0)::bigint AS minutes
    FROM people_shift s WHERE s.employee_id = e.id AND s.worked_on = d.day
) AS clocked
CROSS JOIN LATERAL (
    SELECT {WORKS} AS works, coalesce(a.kind IN ('annual', 'training'), false) AS is_away
) AS plan
""",
    months_back=24,
    sets=("FS04", "FS23"),
    values={"post": [*all_roles()], "trade": TRADES},
)
