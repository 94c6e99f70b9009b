"""Access cases of purchasing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from anxin.holdings.purchasing import commands, queries
from anxin.holdings.purchasing.tests.factories import (
    came,
    draft,
    make_special,
    make_supplier,
    make_terms,
    ordered,
    ordered_special,
    received,
    wish,
)
from anxin.parties.customers.tests.factories import make_customer
from anxin.parties.org.queries import system_actor
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article
from tests.access.world import AT, TODAY, World, case

DAY = timedelta(days=1)
MONTH = TODAY.replace(day=1)


def bought(w: World) -> PartArticle:
    """An article that is ordered."""
    return w.once("bought article", make_article)  # type: ignore[no-any-return]


def supplier(w: World) -> int:
    """A supplier of the store."""
    return int(w.once("supplier", lambda: make_supplier(w.store)))


def sent(w: World) -> int:
    """An order that is on its way."""
    return int(w.once("purchase order", lambda: ordered(w.store, bought(w))).id)


def receipt(w: World) -> int:
    """Goods that came."""
    made = w.once("purchase that came", lambda: ordered(w.store, bought(w)))
    return int(w.once("purchase receipt", lambda: received(w.store, made.id, came(bought(w)))).id)


def received_order(w: World) -> int:
    """The order of which they came."""
    receipt(w)
    return int(w.once("purchase that came", lambda: None).id)


def line_of(order_id: int) -> int:
    """Its first line."""
    with reading(system := system_actor("test")):
        return queries.get_order(system, order_id, AT).lines[0].id


def drafted(w: World) -> int:
    """One that is not sent."""
    return int(w.once("purchase draft", lambda: draft(w.store, bought(w))).id)


def special(w: World) -> int:
    """What a customer waits for."""
    return int(w.once("special order", lambda: make_special(w.store)))


def here(w: World) -> int:
    """One that is here."""
    special_id = make_special(w.store)
    commands.note_special_arrival(actor=system_actor("test"), special_id=special_id, at=AT)
    return special_id


def wanted(w: World) -> dict[str, Any]:
    customer = make_customer(w.store, phone="13912340001", second_phone="0755-83456789")
    return {"store_id": w.sid, "special": commands.NewSpecial(customer, w.employee.pk, "大灯", Decimal(1), TODAY)}


def fund(w: World) -> dict[str, Any]:
    """What may be ordered for stock in the month."""
    return {"store_id": w.sid, "month": MONTH, "amount": Money.yuan(50_000)}


def held(w: World) -> int:
    """The hold of the month, beside a fund and an order that was released."""

    def make() -> int:
        given = {"actor": system_actor("test"), "at": AT}
        commands.set_fund(**fund(w), **given)
        commands.release_order(order_id=drafted(w), reason="备货", **given)
        return commands.control_funds(**to_hold(w), **given).id

    return int(w.once("fund hold", make))


def to_hold(w: World) -> dict[str, Any]:
    return {"store_id": w.sid, "month": MONTH, "reasons": ["外销计划没完成"], "percent": 100}


def busy(w: World) -> None:
    """Everything that the lists show."""
    supplier(w), sent(w), receipt(w), drafted(w)
    ordered_special(w.store, bought(w), special(w))
    went_back(w), held(w)


def answer(w: World) -> dict[str, Any]:
    order_id = ordered(w.store, bought(w)).id
    return {"order_id": order_id, "promised": {line_of(order_id): TODAY}}


def naming(w: World) -> dict[str, Any]:
    lines = [commands.WantedLine(Decimal(1), Money(100), words="大灯")]
    given = {"actor": system_actor("test"), "at": AT}
    order = commands.NewPurchase(supplier(w), "special", lines)
    made = commands.draft_order(store_id=w.sid, order=order, **given)
    commands.place_order(order_id=made.id, **given)
    return {"order_id": made.id, "line_id": line_of(made.id), "article_id": bought(w).pk}


def rest(w: World) -> dict[str, Any]:
    order_id = ordered(w.store, bought(w)).id
    return {"order_id": order_id, "line_ids": [line_of(order_id)], "reason": "不要了"}


def bill(w: World) -> dict[str, Any]:
    receipt_id = receipt(w)
    with reading(system := system_actor("test")):
        (line,) = queries.get_receipt(system, receipt_id).lines
    lines = [commands.BillLine(line.id, Money.yuan(390), line.cost)]
    return {"receipt_id": receipt_id, "bill_number": "F-1", "billed_on": TODAY, "lines": lines}


def line_that_came(w: World) -> int:
    """What can go back."""
    receipt_id = receipt(w)
    with reading(system := system_actor("test")):
        return queries.get_receipt(system, receipt_id).lines[0].id


def to_return(w: World) -> dict[str, Any]:
    line = line_that_came(w)
    said = {"quantity": Decimal(1), "reason": "破损", "credit_expected": Money.yuan(40), "key": f"r{line}"}
    return {"receipt_line_id": line, **said}


def went_back(w: World) -> int:
    """What went back."""
    given = {**to_return(w), "actor": system_actor("test"), "at": AT}
    return int(w.once("supplier return", lambda: commands.send_back(**given)).id)


COMMANDS = {
    "purchasing.set_fund": case(fund),
    "purchasing.control_funds": case(to_hold),
    "purchasing.lift_hold": case(lambda w: {"hold_id": held(w), "reason": "计划补上了"}),
    "purchasing.release_order": case(lambda w: {"order_id": draft(w.store, bought(w)).id, "reason": "备货"}),
    "purchasing.send_back": case(to_return),
    "purchasing.note_credit": case(lambda w: {"return_id": went_back(w), "credited": Money.yuan(40), "credited_on": TODAY}),
    "purchasing.undo_return": case(lambda w: {"return_id": went_back(w), "reason": "数量录错"}),
    "purchasing.add_supplier": case(lambda w: {"store_id": w.sid, "terms": make_terms()}),
    "purchasing.import_supplier": case(lambda w: {"store_id": w.sid, "terms": make_terms()}),
    "purchasing.change_supplier": case(lambda w: {"supplier_id": supplier(w), "terms": make_terms()}),
    "purchasing.draft_order": case(lambda w: {"store_id": w.sid, "order": wish(supplier(w), bought(w))}),
    "purchasing.rewrite_order": case(
        lambda w: {"order_id": draft(w.store, bought(w)).id, "order": wish(supplier(w), bought(w))}
    ),
    "purchasing.place_order": case(lambda w: {"order_id": draft(w.store, bought(w)).id}),
    "purchasing.answer_order": case(answer),
    "purchasing.refuse_order": case(lambda w: {"order_id": ordered(w.store, bought(w)).id, "reason": "停产"}),
    "purchasing.name_article": case(naming),
    "purchasing.cancel_order": case(lambda w: {"order_id": ordered(w.store, bought(w)).id, "reason": "不要了"}),
    "purchasing.cancel_rest": case(rest),
    "purchasing.receive_order": case(
        lambda w: {"order_id": ordered(w.store, bought(w)).id, "came": [came(bought(w))], "key": "r"}
    ),
    "purchasing.tell_bill": case(bill),
    "purchasing.undo_receipt_line": case(lambda w: {"receipt_line_id": line_that_came(w), "reason": "数量录错"}),
    "purchasing.take_special_order": case(wanted),
    "purchasing.delay_special_order": case(
        lambda w: {"special_id": make_special(w.store), "promised_on": TODAY + 9 * DAY, "reason": "厂家缺货"}
    ),
    "purchasing.order_special": case(
        lambda w: {
            "special_id": special(w),
            "supplier_id": supplier(w),
            "unit_price": Money.yuan(800),
            "kind": "special",
        }
    ),
    "purchasing.note_special_arrival": case(lambda w: {"special_id": make_special(w.store)}),
    "purchasing.hand_over_special_order": case(lambda w: {"special_id": here(w)}),
    "purchasing.cancel_special_order": case(lambda w: {"special_id": make_special(w.store), "reason": "不要了"}),
    "purchasing.warn_special_orders": case(lambda w: {"store_id": make_special(w.store, days=0) and w.sid}),
    "purchasing.erase_special_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
}
QUERIES = {
    "purchasing.get_fund_state": case(lambda w: {"store_id": held(w) and w.sid, "month": MONTH}),
    "purchasing.get_fund_month": case(lambda w: {"store_id": held(w) and w.sid, "month": MONTH}),
    "purchasing.find_release": case(lambda w: {"order_id": held(w) and drafted(w)}),
    "purchasing.list_returns": case(lambda w: {"receipt_id": went_back(w) and receipt(w)}),
    "purchasing.evaluate_supplier": case(lambda w: {"supplier_id": judged(w), "since": TODAY, "until": TODAY, "at": AT}),
    "purchasing.page_suppliers": case(
        lambda w: {
            "store_id": supplier(w) and w.sid,
            "asked": queries.SupplierFilter(),
            "order": Order(),
            "window": Window(),
        }
    ),
    "purchasing.list_suppliers": case(lambda w: {"store_id": supplier(w) and w.sid}),
    "purchasing.get_supplier": case(lambda w: {"supplier_id": supplier(w)}),
    "purchasing.page_orders": case(
        lambda w: {
            "store_id": sent(w) and w.sid,
            "asked": queries.PurchaseFilter(),
            "order": Order(),
            "window": Window(),
            "at": AT,
        }
    ),
    "purchasing.get_order": case(lambda w: {"order_id": sent(w), "at": AT}),
    "purchasing.list_unanswered": case(
        lambda w: {"store_id": ordered(w.store, bought(w), kind="emergency").id and w.sid, "at": AT}
    ),
    "purchasing.list_on_order": case(lambda w: {"store_id": sent(w) and w.sid}),
    "purchasing.page_special_orders": case(
        lambda w: {
            "store_id": special(w) and w.sid,
            "asked": queries.SpecialFilter(),
            "order": Order(),
            "window": Window(),
            "at": AT,
        }
    ),
    "purchasing.get_special_order": case(lambda w: {"special_id": special(w), "at": AT}),
    "purchasing.get_receipt": case(lambda w: {"receipt_id": receipt(w)}),
    "purchasing.list_receipts": case(lambda w: {"order_id": received_order(w)}),
    "purchasing.list_batches": case(lambda w: {"store_id": receipt(w) and w.sid, "article_ids": [bought(w).pk]}),
    "parts.depth_of_month": case(lambda w: {"store_id": w.sid, "month": date(2026, 1, 1)}),
    "parts.costs_of_entries": case(lambda w: {"store_id": w.sid, "entry_ids": entries(w)}),
}


def judged(w: World) -> int:
    """A supplier of whom an order is known."""
    order_id = sent(w)
    with reading(system := system_actor("test")):
        return queries.get_order(system, order_id, AT).head.supplier_id


def entries(w: World) -> list[int]:
    """Of the goods that came."""
    receipt_id = receipt(w)
    with reading(system := system_actor("test")):
        return [line.entry_id for line in queries.get_receipt(system, receipt_id).lines]
