"""What kpi itself publishes for figures: the targets, of stores and of people, so that achievement is a figure like any."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish
from anxin.visit.billing.facts import SETTLED_LINE

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

TARGETS_IN_FORCE = publish(
    "kpi.target_in_force",
    _("每月生效的目标"),
    {"code": "text", "operator": "text", "value": "number", "amount": "money"},
    f"SELECT t.id * 13 + m.month AS key, t.store_id, make_date(t.year, m.month, 1) AS day, t.code::text AS code,"
    f" t.operator::text AS operator, {VALUE} FROM kpi_target t"
    " CROSS JOIN LATERAL generate_series(greatest(t.month, 1), CASE t.month WHEN 0 THEN 12 ELSE t.month END) AS m(month)"
    f" {STANDING} AND t.employee_id IS NULL AND t.team_id IS NULL AND NOT (t.month = 0 AND EXISTS ("
    "SELECT FROM kpi_target o WHERE o.replaced_at IS NULL AND o.value IS NOT NULL AND o.employee_id IS NULL"
    " AND o.team_id IS NULL AND (o.store_id, o.code, o.year, o.month) = (t.store_id, t.code, t.year, m.month)))",
    sets=("FS21",),
    is_stated=True,
)
"""One row a month, of the year's target where the month has none of its own: for rates, which are never added up."""

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

TARGETED_LINES = publish(
    "kpi.targeted_line",
    _("有个人产值目标的顾问的结算明细"),
    {"number": "text", "payer": "text", "advisor_id": "id", "is_internal": "flag", "gross": "money"},
    f"SELECT line.key, line.store_id, line.day, line.number, line.payer, line.advisor_id, line.is_internal, line.gross"
    f" FROM ({SETTLED_LINE.sql}) AS line WHERE EXISTS (SELECT FROM kpi_target t {STANDING}"
    " AND t.employee_id = line.advisor_id AND t.store_id = line.store_id AND t.code = 'advisor_output'"
    " AND t.year = extract(year FROM line.day) AND t.month = extract(month FROM line.day))",
    sets=("FS02", "FS21"),
    page=SETTLED_LINE.page,
    values={"payer": SETTLED_LINE.values["payer"]},
)
"""What is held against personal targets: of the advisors and months that have one, and of nobody else."""
