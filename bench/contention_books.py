"""What must hold after a fight over the same orders, asked of the database itself.

Owns: the rules as SQL, and what each client was told against what stands. Does not own: the fight.
"""

from collections import Counter
from typing import Any

import psycopg

GAPS = {
    "settlement numbers": "SELECT number FROM billing_settlement ORDER BY number",
    "payment numbers": "SELECT number FROM billing_payment ORDER BY number",
    "order numbers": "SELECT number FROM repair_orders_repairorder ORDER BY number",
}
NOTHING_MAY_COME = {
    "a technician's clocks overlap": """
        SELECT a.id, b.id FROM workshop_jobclock a JOIN workshop_jobclock b ON a.technician_id = b.technician_id AND a.id < b.id
        WHERE tstzrange(a.started_at, a.ended_at) && tstzrange(b.started_at, b.ended_at)""",
    "a job waits while somebody works on it": """
        SELECT w.id, c.id FROM workshop_waiting w JOIN workshop_jobclock c USING (job_id)
        WHERE tstzrange(w.since, w.until) && tstzrange(c.started_at, c.ended_at)""",
    "minutes of a begun job without a name": """
        WITH span AS (
            SELECT job_id, started_at AS since, ended_at AS until FROM workshop_jobclock
            UNION ALL SELECT job_id, since, until FROM workshop_waiting),
        ordered AS (
            SELECT job_id, since, max(until) OVER (PARTITION BY job_id ORDER BY since, until
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM span)
        SELECT o.job_id, o.before, o.since FROM ordered o WHERE o.before < o.since AND NOT EXISTS (
            SELECT 1 FROM workshop_inspection i JOIN repair_orders_job j ON j.repair_order_id = i.repair_order_id
            WHERE j.id = o.job_id AND i.at >= o.before AND i.at <= o.since)""",
    "bills that do not sum to their settlement": """
        SELECT s.number FROM billing_settlement s LEFT JOIN billing_bill b ON b.settlement_id = s.id
        GROUP BY s.id, s.number, s.total HAVING s.total <> coalesce(sum(b.amount), 0)""",
    "bills whose ledger says another balance": """
        SELECT b.id FROM billing_bill b LEFT JOIN billing_receivableentry e ON e.bill_id = b.id
        GROUP BY b.id, b.due HAVING b.due <> coalesce(sum(e.amount), 0)""",
    "settled orders without a settlement, or the other way round": """
        SELECT o.number FROM repair_orders_repairorder o LEFT JOIN (
            SELECT s.id, s.repair_order_id FROM billing_settlement s LEFT JOIN billing_settlementreversal r ON r.settlement_id = s.id
            WHERE r.id IS NULL) s ON s.repair_order_id = o.id
        WHERE (s.id IS NULL) <> (o.state NOT IN ('SETTLED', 'DELIVERED'))""",
    "deposits whose ledger says another balance": """
        SELECT d.id FROM billing_deposit d LEFT JOIN billing_depositentry e ON e.deposit_id = d.id
        GROUP BY d.id, d.balance HAVING d.balance <> coalesce(sum(e.amount), 0)""",
    "two standing dispatches of one technician to a job": """
        SELECT job_id FROM workshop_assignment WHERE released_at IS NULL GROUP BY job_id, technician_id HAVING count(*) > 1""",
    "shares that are not 100 percent": """
        SELECT job_id FROM workshop_assignment WHERE released_at IS NULL GROUP BY job_id HAVING sum(share_percent) <> 100""",
    "two plans in one bay or of one technician at once": """
        SELECT a.id, b.id FROM capacity_reservation a JOIN capacity_reservation b
        ON a.resource_kind = b.resource_kind AND a.resource_id = b.resource_id AND a.id < b.id
        WHERE a.released_at IS NULL AND b.released_at IS NULL AND a.during && b.during""",
}


def find_faults(url: str, ground: Any) -> list[str]:
    """What does not hold, in words."""
    with psycopg.connect(url.replace("anxin_owner@", "postgres@"), autocommit=True) as server:
        found = [f"{rule}: {rows[:5]}" for rule, sql in NOTHING_MAY_COME.items() if (rows := server.execute(sql).fetchall())]
        for what, sql in GAPS.items():
            numbers = [int(number[-4:]) for (number,) in server.execute(sql).fetchall()]
            if numbers != list(range(1, len(numbers) + 1)):
                found.append(f"{what} have gaps: {numbers[:10]} … {numbers[-3:]}")
        return [*found, *_lost(server, ground)]


def _lost(server: psycopg.Connection[Any], ground: Any) -> list[str]:
    texts = dict(server.execute("SELECT id, correction FROM repair_orders_job").fetchall())
    lost = [f"written and lost: {order} {word}" for order, job, word in ground.words if word not in texts[job]]
    held = {
        "approved items": (ground.approved, "SELECT id FROM repair_orders_item WHERE decision = 'APPROVED'"),
        "payments": (ground.paid, "SELECT id FROM billing_payment WHERE reversal_of_id IS NULL"),
        "reversals": (ground.reversed, "SELECT reversal_of_id FROM billing_payment WHERE reversal_of_id IS NOT NULL"),
        "clocks": (ground.clocks, "SELECT id FROM workshop_jobclock"),
    }
    for what, (told, sql) in held.items():
        stand = Counter(number for (number,) in server.execute(sql).fetchall())
        lost += [f"{what} told and not there: {number}" for number in told if number not in stand]
        if what != "approved items":
            lost += [f"{what} there and told to nobody: {number}" for number in stand if number not in set(told)]
    return lost
