"""What contacts publish for figures: who was talked to, and what was sent."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, minutes, publish

CONTACT = publish(
    "contacts.contact",
    _("联系记录"),
    {
        "channel": "text",
        "direction": "text",
        "result": "text",
        "subject_kind": "text",
        "clerk_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_successful": "flag",
    },
    # Successful as ``rules.is_successful`` says it (R-FU08).
    """
SELECT t.id AS key, t.store_id, t.contacted_on AS day, t.channel, t.direction, t.result, t.subject_kind,
    t.employee_id AS clerk_id, t.vehicle_id, t.customer_id,
    (t.channel IN ('phone', 'visit', 'wechat') AND t.result IN ('reached', 'call_back', 'refused')) AS is_successful
FROM contacts_contactrecord t
""",
    sets=("FS08",),
)
MESSAGE = publish(
    "contacts.message",
    _("消息"),
    {
        "purpose": "text",
        "channel": "text",
        "template": "text",
        "subject_kind": "text",
        "state": "text",
        "blocked_reason": "text",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_sent": "flag",
        "is_blocked": "flag",
        "minutes_to_sent": "count",
    },
    f"""
SELECT m.id AS key, m.store_id, {day_of("m.queued_at")} AS day, m.purpose, m.channel, m.template, m.subject_kind, m.state,
    m.blocked_reason, m.vehicle_id, m.customer_id, (m.state = 'SENT') AS is_sent, (m.state = 'BLOCKED') AS is_blocked,
    {minutes("m.queued_at", "m.sent_at")} AS minutes_to_sent
FROM contacts_message m
JOIN org_store store ON store.id = m.store_id
""",
    sets=("FS08", "FS19"),
)
