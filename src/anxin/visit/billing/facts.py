"""What billing publishes for figures: what each payer owes of an item and what it cost, payments, what is on account."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.facts import publish
from anxin.visit.repair_orders.facts import ITEM_VALUES, OF_THE_HOUSE, ORDER_VALUES, PAGE, TRADE

STANDS = "NOT EXISTS (SELECT 1 FROM billing_settlementreversal back WHERE back.settlement_id = s.id)"
ISSUED = """LEFT JOIN LATERAL (
    SELECT -sum(e.cost)::bigint AS cost FROM parts_stockentry e WHERE e.store_id = s.store_id AND i.kind = 'part'
        AND e.document_kind = 'repair_orders.repairorder' AND e.document_id = o.id AND e.document_line = i.id
) issued ON true"""
"""What the parts of an item cost the house: issues less what came back; null when nothing was issued."""
ALONE = "NOT EXISTS (SELECT 1 FROM billing_billline other WHERE other.item_id = l.item_id AND other.id <> l.id)"


def _of_item(value: str, which: str = "") -> str:
    """A value over the lines of the same item in the same settlement."""
    return f"""(SELECT {value} FROM billing_billline other JOIN billing_bill one ON one.id = other.bill_id
        WHERE other.item_id = l.item_id AND one.settlement_id = s.id {which})"""


WHOLE, BEFORE = _of_item("sum(other.amount)"), f"coalesce({_of_item('sum(other.amount)', 'AND other.id < l.id')}, 0)"
# Payers who share an item share its cost as its amount, to the fen; what nobody pays stays with the first of them.
SHARE = f"""CASE WHEN {ALONE} THEN issued.cost
        WHEN {WHOLE} > 0 THEN
            (round(issued.cost * ({BEFORE} + l.amount) / {WHOLE}) - round(issued.cost * {BEFORE} / {WHOLE}))::bigint
        WHEN l.id = {_of_item("min(other.id)")} THEN issued.cost ELSE 0 END"""

SETTLED_LINE = publish(
    "billing.settled_line",
    _("结算明细"),
    {
        "number": "text",
        "order_kind": "text",
        "lane": "text",
        "payer": "text",
        "insurer": "text",
        "kind": "text",
        "trade": "text",
        "price_source": "text",
        "advisor_id": "id",
        "vehicle_id": "id",
        "customer_id": "id",
        "is_additional": "flag",
        "is_care": "flag",
        "is_internal": "flag",
        "is_fleet": "flag",
        "gross": "money",
        "net": "money",
        "tax": "money",
        "hours": "number",
        "cost": "money",
        "has_cost": "flag",
    },
    # On the day of the order's settlement, which a correction leaves as it was, so that cars and money agree (ADR 0022).
    # Labour and fees have no cost of their own in the ledger; what a sublet cost is not known here.
    f"""
SELECT l.id AS key, s.store_id, o.settled_on AS day, o.number, o.kind AS order_kind, o.lane, b.payer, b.insurer, i.kind,
    {TRADE} AS trade, i.price_source, o.advisor_id, o.vehicle_id, o.customer_id, i.is_additional, i.is_care,
    {OF_THE_HOUSE} AS is_internal, (c.kind = 'fleet') AS is_fleet,
    l.amount AS gross, l.net, l.tax,
    CASE WHEN i.kind = 'labour' AND ({ALONE} OR l.id = {_of_item("min(other.id)")}) THEN i.quantity ELSE 0
        END::numeric(18, 3) AS hours,
    CASE i.kind WHEN 'part' THEN {SHARE} WHEN 'sublet' THEN NULL ELSE 0 END::bigint AS cost,
    (i.kind IN ('labour', 'fee') OR issued.cost IS NOT NULL) AS has_cost
FROM billing_settlement s
JOIN billing_bill b ON b.settlement_id = s.id
JOIN billing_billline l ON l.bill_id = b.id
JOIN repair_orders_item i ON i.id = l.item_id
JOIN repair_orders_repairorder o ON o.id = s.repair_order_id
JOIN customers_customer c ON c.id = o.customer_id
{ISSUED}
WHERE {STANDS}
""",
    sets=("FS02", "FS03"),
    page=PAGE,
    values={**ITEM_VALUES, "lane": ORDER_VALUES["lane"]},
)
PAYMENT = publish(
    "billing.payment",
    _("收款"),
    {
        "number": "text",
        "receipt": "text",
        "method": "text",
        "payer": "text",
        "insurer": "text",
        "order_kind": "text",
        "advisor_id": "id",
        "customer_id": "id",
        "amount": "money",
        "is_refund": "flag",
        "is_deposit": "flag",
        "days_after_bill": "count",
    },
    """
SELECT p.id AS key, p.store_id, p.received_on AS day, coalesce(o.number, '') AS number, p.number AS receipt, p.method,
    coalesce(b.payer, d.payer) AS payer, coalesce(b.insurer, '') AS insurer, coalesce(o.kind, '') AS order_kind,
    o.advisor_id, coalesce(b.customer_id, o.customer_id) AS customer_id, p.amount,
    (p.reversal_of_id IS NOT NULL) AS is_refund, (p.deposit_id IS NOT NULL) AS is_deposit,
    (p.received_on - b.billed_on) AS days_after_bill
FROM billing_payment p
LEFT JOIN billing_bill b ON b.id = p.bill_id
LEFT JOIN billing_settlement s ON s.id = b.settlement_id
LEFT JOIN billing_deposit d ON d.id = p.deposit_id
LEFT JOIN repair_orders_repairorder o ON o.id = coalesce(s.repair_order_id, d.repair_order_id)
""",
    sets=("FS03", "FS22"),
    page=PAGE,
)
CREDIT = publish(
    "billing.credit",
    _("挂账"),
    {
        "number": "text",
        "payer": "text",
        "advisor_id": "id",
        "customer_id": "id",
        "amount": "money",
        "open": "money",
        "days_to_pay": "count",
        "due_on": "day",
        "is_paid": "flag",
    },
    f"""
SELECT k.id AS key, k.store_id, k."on" AS day, o.number, b.payer, o.advisor_id, b.customer_id, k.amount,
    least(b.due, k.amount) AS open, (k.due_on - k."on") AS days_to_pay, k.due_on, (b.due = 0) AS is_paid
FROM billing_accountcharge k
JOIN billing_bill b ON b.id = k.bill_id
JOIN billing_settlement s ON s.id = b.settlement_id
JOIN repair_orders_repairorder o ON o.id = s.repair_order_id
WHERE {STANDS}
""",
    sets=("FS03",),
    page=PAGE,
)
