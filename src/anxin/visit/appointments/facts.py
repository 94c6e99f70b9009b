"""What bookings publish for figures: each on the day for which it is wanted."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import minutes, publish
from anxin.visit.appointments.lifecycle import APPOINTMENT as STATES
from anxin.visit.appointments.models import Appointment

APPOINTMENT = publish(
    "appointments.appointment",
    _("预约"),
    {
        "number": "text",
        "state": "text",
        "kind": "text",
        "channel": "text",
        "lane": "text",
        "package_code": "text",
        "punctuality": "text",
        "no_show_reason": "text",
        "advisor_id": "id",
        "clerk_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_internal": "flag",
        "is_online": "flag",
        "is_moved": "flag",
        "minutes_booked_ahead": "count",
        "minutes_after_slot": "count",
        "has_reminder": "flag",
        "is_reminded": "flag",
        "reminder_result": "text",
        "minutes_reminded_before_slot": "count",
        "minutes_parts_ready_before_slot": "count",
    },
    # The call that counts is the one about the time that holds: a moved booking has another, or needs none.
    f"""
SELECT a.id AS key, a.store_id, a.wanted_on AS day, a.number, a.state, a.kind, a.channel, a.lane, a.package_code,
    a.punctuality, a.no_show_reason, a.advisor_id, a.booked_by_id AS clerk_id, a.vehicle_id, a.customer_id,
    (c.kind = 'internal') AS is_internal,
    (a.channel IN ('website', 'wechat', 'app', 'wecom')) AS is_online,
    (a.moved_at IS NOT NULL) AS is_moved,
    {minutes("coalesce(a.moved_at, a.booked_at)", "a.wanted_at")} AS minutes_booked_ahead,
    {minutes("a.wanted_at", "a.arrived_at")} AS minutes_after_slot,
    (r.id IS NOT NULL) AS has_reminder,
    (r.result IS NOT NULL AND r.result NOT IN ('', 'not_reached')) AS is_reminded,
    coalesce(r.result, '') AS reminder_result,
    CASE WHEN r.result NOT IN ('', 'not_reached') THEN {minutes("r.closed_at", "r.wanted_at")} END
        AS minutes_reminded_before_slot,
    {minutes("a.parts_ready_at", "a.wanted_at")} AS minutes_parts_ready_before_slot
FROM appointments_appointment a
JOIN customers_customer c ON c.id = a.customer_id
LEFT JOIN appointments_reminder r ON r.appointment_id = a.id AND r.agreed_at = coalesce(a.moved_at, a.booked_at)
""",
    sets=("FS07", "FS27"),
    values={
        "state": STATES.states,
        "kind": Appointment.Kind.values,
        "channel": Appointment.Channel.values,
        "lane": ["", *Appointment.Lane.values],
        "punctuality": ["", *Appointment.Punctuality.values],
    },
)
