"""What kpi itself publishes for figures: the targets, of stores and of people, so that achievement is a figure like any."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish

# What nobody asked for is unknown: a target of nothing is no target. A year's target counts in its first month: only what
# is asked of whole years has one without months, or a rate, and of a rate nothing is added up.
STANDING = """
    WHERE t.replaced_at IS NULL AND t.value IS NOT NULL AND t.until IS NULL
"""
DAY = "make_date(t.year, greatest(t.month, 1), 1) AS day"
VALUE = "t.value, round(t.value * 100)::bigint AS amount"

TARGETS = publish(
    "kpi.target",
    _("目标、预算"),
    {"code": "text", "operator": "text", "value": "number", "amount": "money"},
    f"SELECT t.id AS key, t.store_id, {DAY}, t.code::text AS code, t.operator::text AS operator, {VALUE}"
    f" FROM kpi_target t {STANDING} AND t.employee_id IS NULL AND t.team_id IS NULL",
    sets=("FS21",),
    is_stated=True,
)

PERSONAL_TARGETS = publish(
    "kpi.personal_target",
    _("个人和班组的目标"),
    {
        "code": "text",
        "advisor_id": "id",
        "technician_id": "id",
        "team_id": "id",
        "value": "number",
        "amount": "money",
    },
    f"SELECT t.id AS key, t.store_id, {DAY}, t.code::text AS code, t.employee_id AS advisor_id,"
    f" t.employee_id AS technician_id, t.team_id, {VALUE}"
    f" FROM kpi_target t {STANDING} AND (t.employee_id IS NOT NULL OR t.team_id IS NOT NULL)",
    sets=("FS21",),
    is_stated=True,
)
