"""What the parts counter publishes for figures: each line sold outside of orders, and the plan."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish
from anxin.visit.counter_sales.models import SOLD_LINES, Channel

EXTERNAL_SALE = publish(
    "parts.external_sale",
    _("备件外销"),
    {
        "article_id": "id",
        "seller_id": "id",
        "channel": "text",
        "quantity": "number",
        "net": "money",
        "cost": "money",
    },
    SOLD_LINES,
    sets=("FS11", "FS12"),
    values={"channel": Channel.values},
)

PLAN_STEP = publish(
    "counter_sales.plan_step",
    _("备件外销月度计划"),
    {"planned": "money"},
    # The plan that holds; a year without one is unknown, a month of nothing is a step of nothing.
    """
SELECT p.id * 13 + step.month AS key, p.store_id, make_date(p.year, step.month, 1) AS day, step.planned
FROM counter_sales_salesplan p
CROSS JOIN LATERAL (VALUES (1, p.step_1), (2, p.step_2), (3, p.step_3), (4, p.step_4), (5, p.step_5), (6, p.step_6),
    (7, p.step_7), (8, p.step_8), (9, p.step_9), (10, p.step_10), (11, p.step_11), (12, p.step_12)) AS step(month, planned)
WHERE p.state = 'CONFIRMED'
""",
    sets=("FS11", "FS21"),
    is_stated=True,
)
