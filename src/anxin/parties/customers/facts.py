"""What customer files publish for figures: each file on the day on which it was made, in the store that made it."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import day_of, publish

# The history keeps what stood before a change: the last change of a file without a phone is that which gave it one.
PHONE_GIVEN = (
    """(SELECT max(h.pgh_created_at) FROM customers_customerhistory h WHERE h.pgh_obj_id = c.id AND h.phone = '')"""
)
# An erasure takes the phone with its history, and roles of no whole day: it leaves since when there were any.
HAS_PHONE = "(c.phone <> '' OR c.phone_since IS NOT NULL)"
PHONE_SINCE = f"coalesce(c.phone_since, {day_of(PHONE_GIVEN)}, c.created_on)"
FIRST_CAR = """least(c.vehicle_since, (SELECT min(p.valid_from) FROM customers_vehicleparty p WHERE p.customer_id = c.id))"""

FILE = publish(
    "customers.file",
    _("客户档案"),
    {
        "kind": "text",
        "source": "text",
        "customer_id": "id",
        "is_fleet": "flag",
        "is_internal": "flag",
        "is_erased": "flag",
        "has_phone": "flag",
        "has_vehicle": "flag",
        "has_own_sold_vehicle": "flag",
        "is_complete": "flag",
        "days_to_complete": "count",
    },
    # Complete is what a call and a visit need: a phone and a car. An erased file tells of its past what it told before.
    f"""
SELECT c.id AS key, c.created_store_id AS store_id, c.created_on AS day, c.kind, c.source, c.id AS customer_id,
    (c.kind = 'fleet') AS is_fleet, (c.kind = 'internal') AS is_internal, (c.erased_at IS NOT NULL) AS is_erased,
    {HAS_PHONE} AS has_phone, ({FIRST_CAR} IS NOT NULL) AS has_vehicle,
    EXISTS (SELECT 1 FROM customers_vehicleparty p JOIN customers_vehicle v ON v.id = p.vehicle_id
        WHERE p.customer_id = c.id AND v.is_own_sold) AS has_own_sold_vehicle,
    ({HAS_PHONE} AND {FIRST_CAR} IS NOT NULL) AS is_complete,
    CASE WHEN {HAS_PHONE} AND {FIRST_CAR} IS NOT NULL
        THEN greatest({FIRST_CAR} - c.created_on, {PHONE_SINCE} - c.created_on, 0) END AS days_to_complete
FROM customers_customer c
JOIN org_store store ON store.id = c.created_store_id
""",
    sets=("FS05",),
)
