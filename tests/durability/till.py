"""A till that settles, takes money and delivers until it is killed; run by the test beside it.

Django is loaded once; ``work`` and ``check``, read from the standard input, are carried out by a forked child with a
connection of its own, whose number is printed first, so that it can be killed at any moment.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402

from anxin.parties.org.queries import all_stores, system_actor  # noqa: E402
from anxin.parties.org.tests.factories import AT  # noqa: E402
from anxin.visit.billing import commands, queries  # noqa: E402
from anxin.visit.billing.commands import Tender  # noqa: E402
from anxin.visit.billing.tests.factories import make_cash_desk  # noqa: E402
from anxin.visit.repair_orders import commands as hub  # noqa: E402
from anxin.visit.repair_orders.queries import list_awaiting_settlement  # noqa: E402
from anxin.visit.repair_orders.tests.factories import FrontDesk, inspected_order  # noqa: E402

HALF_SETTLED = """
SELECT o.number FROM repair_orders_repairorder o LEFT JOIN billing_settlement s ON s.repair_order_id = o.id
WHERE (s.id IS NULL) <> (o.state NOT IN ('SETTLED', 'DELIVERED'))
"""
SETTLED_WITHOUT_EVENT = """
SELECT s.number FROM billing_settlement s WHERE 1 <> (
    SELECT count(*) FROM platform_storedevent e
    WHERE e.name = 'billing.OrderBilled' AND (e.payload ->> 'settlement_id')::bigint = s.id)
"""
EVENT_WITHOUT_JOB = """
SELECT e.id FROM platform_storedevent e WHERE e.handled_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM procrastinate_jobs j
    WHERE j.task_name = 'platform.handle_event' AND (j.args ->> 'event_id')::bigint = e.id)
"""
SETTLED = "SELECT repair_orders_repairorder.number, billing_settlement.number FROM billing_settlement JOIN \
repair_orders_repairorder ON repair_orders_repairorder.id = repair_order_id ORDER BY billing_settlement.number"


desks: list[FrontDesk] = []


def prepare(count: int) -> None:
    """Inspected orders, ready to be settled; made in this process, whose factories count on, and left without connection."""
    desks.extend([] if desks else [make_cash_desk()])
    for _each in range(count):
        inspected_order(desks[0])
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend


def work() -> None:
    """Settle, take the money by two methods and deliver; each step is told once it is committed."""
    actor, at = system_actor("till"), AT + timedelta(hours=2)
    store_id = next(iter(all_stores()))
    for row in list_awaiting_settlement(actor, store_id):
        settled = commands.settle_order(actor=actor, number=row.number, at=at)
        say({"settled": row.number})
        for bill in settled.bills:
            tenders = [Tender("cash", bill.due.split([1, 2])[0]), Tender("card", bill.due.split([1, 2])[1])]
            commands.take_payment(actor=actor, bill_id=bill.bill_id, tenders=tenders, key=f"till-{bill.bill_id}", at=at)
        hub.deliver_repair_order(actor=actor, number=row.number, at=at)


def check() -> None:
    """What the books say now."""
    actor = system_actor("check")
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.stores', %s, false)", ["{" + ",".join(map(str, all_stores())) + "}"])
        for name, sql in (
            ("half_settled", HALF_SETTLED),
            ("settled_without_event", SETTLED_WITHOUT_EVENT),
            ("event_without_job", EVENT_WITHOUT_JOB),
            ("settled", SETTLED),
        ):
            cursor.execute(sql)
            found[name] = cursor.fetchall()
    differences = [str(each) for store_id in all_stores() for each in queries.find_differences(actor, store_id, AT.date())]
    waiting = sum(len(list_awaiting_settlement(actor, store_id)) for store_id in all_stores())
    say({**found, "differences": differences, "waiting": waiting})


def say(said: object) -> None:
    """One line to the test; written at once, for the next moment may be the last."""
    os.write(1, (json.dumps(said) + "\n").encode())


def in_child(run: Callable[[], None]) -> None:
    """Carry out an order in a process that may be killed."""
    child = os.fork()
    if child:
        say({"pid": child})
        _pid, status = os.waitpid(child, 0)
        say({"over": status})
        return
    code = 1
    try:
        run()
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


for line in sys.stdin:
    verb, _space, argument = line.strip().partition(" ")
    if verb == "prepare":
        say({"pid": os.getpid()})
        prepare(int(argument))
        say({"over": 0})
    else:
        in_child({"work": work, "check": check}[verb])
