"""What promises publishes for figures: what customers were told of a new time, and how long before the old one."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.facts import DAYS
from anxin.platform.facts import day_of, minutes, publish
from anxin.visit.repair_orders.facts import PAGE

TOLD = publish(
    "promises.told",
    _("告知客户的新时间"),
    {
        "number": "text",
        "order_id": "id",
        "order_kind": "text",
        "advisor_id": "id",
        "told_by_id": "id",
        "how": "text",
        "minutes_before_promise": "count",
        "days_before_promise": "count",
        "is_same_day": "flag",
        "is_late": "flag",
        "minutes_moved": "count",
    },
    # Negative is after the promise that stood; nothing where none stood.
    f"""
SELECT t.id AS key, d.store_id, d.day, o.number, o.id AS order_id, o.kind AS order_kind, o.advisor_id, t.told_by_id, t.how,
    {minutes("t.at", "t.promised_before")} AS minutes_before_promise,
    (before.day - d.day)::int AS days_before_promise, (before.day = d.day) AS is_same_day, NOT t.was_in_time AS is_late,
    {minutes("t.promised_before", "t.promised_at")} AS minutes_moved
FROM {DAYS} AS d
CROSS JOIN LATERAL (SELECT * FROM promises_telling AS own WHERE own.store_id = d.store_id
    AND own.at >= d.starts_at AND own.at < d.ends_at OFFSET 0) AS t
JOIN repair_orders_repairorder o ON o.id = t.repair_order_id
CROSS JOIN LATERAL (SELECT {day_of("t.promised_before", "d")} AS day) AS before
""",
    sets=("FS01",),
    page=PAGE,
)
