"""What figures publishes: each kind of each month on its last day, as it holds now, gaps as rows without a value."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish
from anxin.resources.figures.kinds import all_kinds

MONTH = publish(
    "figures.month",
    _("月度数据：每店每月每个项目一条"),
    {
        "code": "text",
        "source": "text",
        "amount": "money",
        "quantity": "number",
        "is_gap": "flag",
        "is_outlier": "flag",
    },
    # What was taken back says nothing. The unique key begins with the store and brings the newest version of each month.
    """
SELECT key, store_id, day, code, source, amount, quantity, is_gap, is_outlier FROM (
    SELECT DISTINCT ON (f.store_id, f.kind, f.month) f.id AS key, f.store_id,
        (f.month + interval '1 month' - interval '1 day')::date AS day, f.kind AS code, f.source, f.amount,
        f.quantity::numeric(18, 3) AS quantity, f.is_gap, f.is_outlier
    FROM figures_monthlyfigure f
    ORDER BY f.store_id, f.kind, f.month, f.version DESC
) AS newest WHERE is_gap OR amount IS NOT NULL OR quantity IS NOT NULL
""",
    sets=("FS22", "FS26"),
    is_stated=True,
    values={"code": tuple(all_kinds()), "source": ("typed", "imported")},
)
