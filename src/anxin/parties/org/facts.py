"""What org publishes for figures: the days of stores, and the words in which other modules' facts speak of days."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish

DAYS = """(SELECT s.id AS store_id, s.time_zone, s.day_starts_at, d.day,
    (d.day + s.day_starts_at) AT TIME ZONE s.time_zone AS starts_at,
    (d.day + 1 + s.day_starts_at) AT TIME ZONE s.time_zone AS ends_at
FROM org_store s
CROSS JOIN (SELECT g::date AS day FROM generate_series(timestamp '2000-01-01', timestamp '2100-12-31', '1 day') AS g) AS d
WHERE s.id = ANY ((SELECT app_stores())::int[]))"""
"""Every business day of every store of the reader, with its first instant and that of the next one.

Stores are readable by everybody, so that the scope is asked here as the policies of other tables ask it. A fact whose table
keeps a moment and no day joins it by ``moment >= starts_at AND moment < ends_at``, so that an index over the store and the
moment serves whoever asks for days. Such a join is a lateral one with ``OFFSET 0``: it keeps the planner, which does not
know how few days are asked for, from reading the whole table instead.
"""

UP_TO_TODAY = "{days}.starts_at <= now()"
"""Days that have begun, of a table that is ``DAYS`` or has its columns."""
TWO_YEARS = f"""{UP_TO_TODAY}
    AND {{days}}.day >= (date_trunc('month', now() AT TIME ZONE {{days}}.time_zone) - interval '2 years')::date"""
"""Days of this month and of the 24 before it: a fact with a row for every day says what is now true of so many days.

What was written of older months stays in the history as it was then.
"""

WORK_BAYS = "'general', 'express', 'express_body', 'body', 'paint'"
BODY_BAYS = "'express_body', 'body', 'paint'"


def open_seconds(days: str, since: str, until: str) -> str:
    """A query of one row and one column, ``seconds`` (whole and fractions) of opening hours from an instant to another.

    ``days`` is a table of the query that has a business day, its store and that store's clock, as ``DAYS`` has them; both
    instants, in SQL, lie in that day. The same as the working calendar counts: weekly hours, and the store's own days on
    which it is shut or open (M01.07).
    """
    return f"""
    SELECT coalesce(sum(greatest(0, extract(epoch FROM
        least((dates.day + hours.closes_at) AT TIME ZONE {days}.time_zone, {until})
        - greatest((dates.day + hours.opens_at) AT TIME ZONE {days}.time_zone, {since})))), 0) AS seconds
    FROM unnest(CASE WHEN {days}.day_starts_at > time '00:00' THEN ARRAY[{days}.day, {days}.day + 1]
        ELSE ARRAY[{days}.day] END) AS dates(day)
    LEFT JOIN org_holiday special ON special.store_id = {days}.store_id AND special.day = dates.day
    JOIN org_storehours hours ON hours.store_id = {days}.store_id AND hours.weekday = CASE special.kind
        WHEN 'closed' THEN NULL
        WHEN 'open' THEN coalesce(
            (SELECT same.weekday FROM org_storehours same WHERE same.store_id = {days}.store_id
                AND same.weekday = extract(isodow FROM dates.day) - 1 LIMIT 1),
            (SELECT most.weekday FROM org_storehours most WHERE most.store_id = {days}.store_id
                GROUP BY most.weekday ORDER BY count(*) DESC, most.weekday LIMIT 1))
        ELSE extract(isodow FROM dates.day) - 1 END"""


STORE_DAY = publish(
    "org.store_day",
    _("门店的每一天"),
    {
        "stores": "count",
        "is_open": "flag",
        "minutes_open": "count",
        "bays": "count",
        "bays_general": "count",
        "bays_express": "count",
        "bays_express_body": "count",
        "bays_body": "count",
        "bays_paint": "count",
        "bays_wash": "count",
        "bays_inspection": "count",
        "bays_reception": "count",
        "bays_high_voltage": "count",
        "parking_places": "count",
        "bay_minutes": "count",
        "body_bay_minutes": "count",
    },
    f"""
SELECT d.store_id::bigint * 100000 + (d.day - date '2000-01-01') AS key, d.store_id, d.day, 1 AS stores,
    (opened.seconds > 0) AS is_open, floor(opened.seconds / 60)::bigint AS minutes_open,
    room.bays, room.bays_general, room.bays_express, room.bays_express_body, room.bays_body, room.bays_paint,
    room.bays_wash, room.bays_inspection, room.bays_reception, room.bays_high_voltage,
    (SELECT count(*) FROM org_parkingplace p WHERE p.store_id = d.store_id AND p.is_active) AS parking_places,
    room.bays * floor(opened.seconds / 60)::bigint AS bay_minutes,
    room.body_bays * floor(opened.seconds / 60)::bigint AS body_bay_minutes
FROM {DAYS} AS d
JOIN org_store s ON s.id = d.store_id AND d.day BETWEEN coalesce(s.opened_on, d.day) AND coalesce(s.closed_on, d.day)
CROSS JOIN LATERAL ({open_seconds("d", "d.starts_at", "d.ends_at")}) AS opened
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE b.kind IN ({WORK_BAYS})) AS bays,
        count(*) FILTER (WHERE b.kind IN ({BODY_BAYS})) AS body_bays,
        count(*) FILTER (WHERE b.kind = 'general') AS bays_general,
        count(*) FILTER (WHERE b.kind = 'express') AS bays_express,
        count(*) FILTER (WHERE b.kind = 'express_body') AS bays_express_body,
        count(*) FILTER (WHERE b.kind = 'body') AS bays_body,
        count(*) FILTER (WHERE b.kind = 'paint') AS bays_paint,
        count(*) FILTER (WHERE b.kind = 'wash') AS bays_wash,
        count(*) FILTER (WHERE b.kind = 'inspection') AS bays_inspection,
        count(*) FILTER (WHERE b.kind = 'reception') AS bays_reception,
        count(*) FILTER (WHERE b.is_high_voltage) AS bays_high_voltage
    FROM org_bay b WHERE b.store_id = d.store_id AND b.is_active
) AS room
WHERE {TWO_YEARS.format(days="d")}
""",
    months_back=24,
    sets=("FS23",),
)
