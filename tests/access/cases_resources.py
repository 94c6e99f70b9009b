"""Access cases of catalogue, capacity and parts."""

from decimal import Decimal
from typing import Any

from anxin.holdings.coverage.commands import TermWish, set_warranty_terms
from anxin.holdings.parts import commands as stock
from anxin.holdings.parts import queries as shelves
from anxin.holdings.parts.models import StockBalance
from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.tests.factories import make_bay
from anxin.parties.people.commands import record_absence
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import unit_of_work
from anxin.platform.ui.lists import Window
from anxin.resources.capacity.commands import hold_time, reserve
from anxin.resources.capacity.queries import Needs, Work
from anxin.resources.catalog import commands as catalog
from anxin.resources.catalog.tests.factories import make_article, make_maintenance_item, make_operation, make_package
from anxin.resources.figures import commands as figures
from anxin.resources.figures import queries as monthly
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import FrontDesk, open_order
from tests.access.world import AT, DOCUMENT, HOUR, TODAY, World, case

NEEDS = Needs(takes_reception=True)
OPERATION = catalog.OperationTerms(code="OP-1", name="更换机油", hours=Decimal("0.50"))
ARTICLE = catalog.ArticleTerms(number="PN-1", name="机油滤清器", price=Money.yuan(68))
ONE = Decimal(1)
FIGURE = figures.FigureEntry("fixed_expense", TODAY.replace(day=1), Decimal(125_000))


def bay(w: World) -> int:
    return int(w.once("bay", lambda: make_bay(w.store)).pk)


def reserved(w: World) -> int:
    made = w.once(
        "reserved",
        lambda: reserve(
            actor=w.desk.actor, store_id=w.sid, resource_kind="bay", resource_id=bay(w), starts_at=AT, ends_at=AT + HOUR,
            document=DOCUMENT, at=AT,
        ),
    )  # fmt: skip
    return int(made.id)


def held(w: World) -> bool:
    """An hour of a mechanic of store A."""
    w.once("mechanic", lambda: make_employee(w.store, "technician", trade="mechanical"))
    needs = Needs((Work("mechanical", 24),), takes_reception=True)
    about: Any = {"actor": w.desk.actor, "store_id": w.sid, "document": DOCUMENT, "starts_at": AT + HOUR, "at": AT}
    return bool(w.once("held", lambda: hold_time(needs=needs, **about)))


def ahead(w: World) -> bool:
    """A second car of the same hour."""
    about: Any = {"actor": w.desk.actor, "store_id": w.sid, "starts_at": AT + HOUR, "at": AT, "is_forced": True}
    second = DocumentRef(DOCUMENT.kind, DOCUMENT.id + 1)
    return held(w) and bool(
        w.once("ahead", lambda: hold_time(needs=Needs((Work("mechanical", 24),)), document=second, **about))
    )


def overcommitted(w: World) -> bool:
    """The mechanic of that hour is away."""
    held(w)
    mechanic = w.once("mechanic", lambda: None)
    about: Any = {"actor": w.system, "employee_id": mechanic.pk, "starts_on": TODAY, "ends_on": TODAY, "at": AT}
    return bool(w.once("mechanic away", lambda: record_absence(kind="sick", **about)))


def operation(w: World) -> Any:
    return w.once("operation", make_operation)


def article(w: World) -> Any:
    return w.once("article", make_article)


def newer(w: World) -> int:
    return int(w.once("newer article", make_article).pk)


def superseded(w: World) -> int:
    """An article of which another takes the place."""
    about: dict[str, Any] = {"article_id": article(w).pk, "successor_id": newer(w), "from_on": TODAY}
    return int(w.once("superseded", lambda: catalog.supersede_article(actor=w.system, at=AT, **about)).article_id)


def aged(w: World) -> int:
    """Store A, whose stock is old."""
    stocked(w)
    w.once("aged", lambda: stock.age_stock(actor=w.system, store_id=w.sid, at=AT + 400 * 24 * HOUR))
    return w.sid


def shelved(w: World) -> int:
    """An article of store A with a bin and levels."""
    about: dict[str, Any] = {"actor": w.system, "store_id": w.sid, "article_id": article(w).pk, "at": AT}
    w.once("placed", lambda: stock.place_article(bins=["B-06-1"], **about))
    w.once("levels", lambda: stock.set_levels(minimum=ONE, standard=ONE, maximum=None, **about))
    return int(about["article_id"])


def package(w: World) -> Any:
    return w.once("package", lambda: make_package(operation(w), article(w)))


def package_terms(w: World) -> catalog.PackageTerms:
    lines = [catalog.PackageLineTerms("operation", operation(w).code)]
    return catalog.PackageTerms(code="PK-1", name="小保养", lines=lines)


def maintenance_terms(w: World) -> catalog.MaintenanceTerms:
    return catalog.MaintenanceTerms(code="MS-1", name="小保养", package_code=package(w).code, every_km=10_000)


def maintenance_item(w: World) -> Any:
    return w.once("maintenance item", lambda: make_maintenance_item(package(w), every_km=10_000))


def figured(w: World) -> bool:
    """An expense that store A has entered for the month."""
    return bool(w.once("figured", lambda: figures.record_figures(actor=w.system, store_id=w.sid, entries=[FIGURE], at=AT)))


def sheet(w: World) -> int:
    """A workbook of store A that was read."""
    content = "月份,进厂台次\n2025-01,812\n".encode()
    given: dict[str, Any] = {"actor": w.system, "store_id": w.sid, "file_name": "2025.csv", "content": content, "at": AT}
    return int(w.once("figure sheet", lambda: figures.check_monthly_history(**given)).sheet_id)


def stocked(w: World) -> int:
    """An article of which store A has ten."""
    w.once("stocked", lambda: stock_up(w.store, article(w)))
    return int(article(w).pk)


def accessory(w: World) -> int:
    """An accessory of which store A has seven."""

    def stock() -> int:
        shown = make_article(is_accessory=True, part_class="脚垫", display_place="展厅")
        stock_up(w.store, shown, "7", "31.00")
        return int(shown.pk)

    return int(w.once("accessory", stock))


def received(w: World) -> Any:
    """The line by which stock of store A came in."""
    stocked(w)
    return w.once("stocked", lambda: None).lines[0]


def entry(w: World) -> int:
    return int(received(w).entry_id)


def issued(w: World) -> int:
    line = stock.IssueLine(stocked(w), ONE)
    w.once(
        "issued",
        lambda: stock.issue_parts(actor=w.system, store_id=w.sid, document=DOCUMENT, lines=[line], key="issued", at=AT),
    )
    return stocked(w)


def demanded(w: World) -> int:
    """A demand of a document of store A."""
    asked = {
        "store_id": w.sid,
        "article_id": article(w).pk,
        "quantity": ONE,
        "document": DOCUMENT,
        "key": "wanted",
        "at": AT,
    }
    return int(w.once("demanded", lambda: stock.post_demand(actor=w.system, **asked)).id)


def short(w: World) -> int:
    """An article of which an order of store A wants one, and there is none."""
    job = NewJob("换件", items=[NewItem("part", code=article(w).number)])
    w.once("short", lambda: open_order(FrontDesk(w.store, w.desk.actor, w.employee.pk), jobs=[job]))
    return int(article(w).pk)


def miscounted(w: World) -> bool:
    """A balance of store A that is not the sum of its entries."""
    with unit_of_work(w.system, "test", writable=True):
        balances = StockBalance.objects.across_stores(reason="test").filter(article_id=stocked(w))
        return bool(balances.update(on_hand=Decimal(7)))


def term(w: World) -> int:
    """A warranty term of the group."""
    made = w.once("term", lambda: set_warranty_terms(actor=w.system, terms=[TermWish("wear", 3, 3_000)], at=AT))
    return int(made[0].id)


COMMANDS = {
    "capacity.hold_time": case(
        lambda w: {"store_id": w.sid, "document": DOCUMENT, "needs": NEEDS, "starts_at": AT + HOUR, "at": AT}
    ),
    "capacity.release_holds": case(lambda w: held(w) and {"store_id": w.sid, "document": DOCUMENT}),
    "capacity.hand_over_holds": case(
        lambda w: held(w) and {"store_id": w.sid, "from_document": DOCUMENT, "to_document": DocumentRef("test.other", 9)}
    ),
    "capacity.carry_over_work": case(
        lambda w: held(w) and {"store_id": w.sid, "documents": [DOCUMENT], "at": AT + 20 * HOUR}
    ),
    "capacity.reserve": case(
        lambda w: {
            "store_id": w.sid, "resource_kind": "bay", "resource_id": bay(w), "starts_at": AT, "ends_at": AT + HOUR,
            "document": DOCUMENT,
        }
    ),
    "capacity.move_reservation": case(
        lambda w: {"reservation_id": reserved(w), "starts_at": AT + HOUR, "ends_at": AT + 2 * HOUR}
    ),
    "capacity.release": case(lambda w: reserved(w) and {"store_id": w.sid, "document": DOCUMENT}),
    "catalog.add_operation": case(lambda w: {"terms": OPERATION}, level="group"),
    "catalog.add_article": case(lambda w: {"terms": ARTICLE}, level="group"),
    "catalog.set_article_numbers": case(
        lambda w: {"article_id": article(w).pk, "numbers": {"barcode": ["6901234567892"]}}, level="group"
    ),
    "catalog.supersede_article": case(
        lambda w: {"article_id": article(w).pk, "successor_id": newer(w), "from_on": TODAY}, level="group"
    ),
    "catalog.end_supersession": case(lambda w: {"article_id": superseded(w)}, level="group"),
    "catalog.link_articles": case(
        lambda w: {"links": [catalog.ArticleLinks(article(w).number, None, {"oem": ("OE-1",)})]}, level="group"
    ),
    "catalog.add_package": case(lambda w: {"terms": package_terms(w)}, level="group"),
    "catalog.change_operation": case(lambda w: {"operation_id": operation(w).pk, "terms": OPERATION}, level="group"),
    "catalog.change_article": case(lambda w: {"article_id": article(w).pk, "terms": ARTICLE}, level="group"),
    "catalog.change_package": case(lambda w: {"package_id": package(w).pk, "terms": package_terms(w)}, level="group"),
    "catalog.add_maintenance_item": case(lambda w: {"terms": maintenance_terms(w)}, level="group"),
    "catalog.change_maintenance_item": case(
        lambda w: {"maintenance_item_id": maintenance_item(w).pk, "terms": maintenance_terms(w)}, level="group"
    ),
    "catalog.import_catalog": case(lambda w: {"articles": [ARTICLE]}, level="group"),
    "catalog.set_labour_rate": case(
        lambda w: {"labour_class": "general", "rate": Money.yuan(240), "valid_from": TODAY, "store_id": w.sid}
    ),
    "figures.record_figures": case(lambda w: {"store_id": w.sid, "entries": [FIGURE]}),
    "figures.check_monthly_history": case(
        lambda w: {"store_id": w.sid, "file_name": "2025.csv", "content": "月份,进厂台次\n2025-01,812\n".encode()}
    ),
    "figures.import_monthly_history": case(lambda w: {"sheet_id": sheet(w)}),
    "figures.drop_monthly_history": case(lambda w: {"sheet_id": sheet(w)}),
    "coverage.set_warranty_terms": case(lambda w: {"terms": [TermWish("whole", 48, 100_000)]}, level="group"),
    "coverage.withdraw_warranty_term": case(lambda w: {"term_id": term(w)}, level="group"),
    "parts.receive_stock": case(
        lambda w: {
            "store_id": w.sid, "lines": [stock.ReceiptLine(article(w).pk, ONE, Money.yuan(40))], "key": "receipt",
        }
    ),
    "parts.import_stock": case(
        lambda w: {"store_id": w.sid, "rows": [stock.ImportedStock(article(w).number, ONE, Money.yuan(40))]}
    ),
    "parts.issue_parts": case(
        lambda w: {"store_id": w.sid, "document": DOCUMENT, "lines": [stock.IssueLine(stocked(w), ONE)], "key": "issue"}
    ),
    "parts.return_parts": case(
        lambda w: {"store_id": w.sid, "document": DOCUMENT, "lines": [stock.IssueLine(issued(w), ONE)], "key": "return"}
    ),
    "parts.correct_stock": case(
        lambda w: {
            "store_id": w.sid, "lines": [stock.CountedLine(stocked(w), Decimal(9))], "note": "盘点", "key": "count",
        }
    ),
    "parts.price_receipt": case(
        lambda w: {"entry_id": entry(w), "cost": Money.yuan(450), "seen": received(w).cost, "note": "到票"}
    ),
    "parts.return_to_supplier": case(
        lambda w: {"store_id": w.sid, "entry_id": entry(w), "quantity": ONE, "note": "发错货", "key": "sent"}
    ),
    "parts.post_demand": case(
        lambda w: {"store_id": w.sid, "article_id": article(w).pk, "quantity": ONE, "key": "asked"}
    ),
    "parts.answer_demand": case(lambda w: {"demand_id": demanded(w), "how": "order"}),
    "parts.reverse_entry": case(lambda w: {"entry_id": entry(w), "note": "收错了"}),
    "parts.place_article": case(
        lambda w: {"store_id": w.sid, "article_id": article(w).pk, "bins": ["B-06-1"]}, "parts_clerk"
    ),
    "parts.set_levels": case(
        lambda w: {"store_id": w.sid, "article_id": article(w).pk, "minimum": ONE, "standard": ONE, "maximum": None}
    ),
    "parts.age_stock": case(lambda w: stocked(w) and {"store_id": w.sid}),
    "parts.warn_of_slow_stock": case(lambda w: stocked(w) and {"store_id": w.sid}),
    "parts.decide_clearing": case(
        lambda w: {"store_id": w.sid, "article_id": stocked(w), "way": "keep", "until": TODAY}
    ),
    "parts.tell_arrival": case(lambda w: {"store_id": w.sid, "article_id": article(w).pk, "words": "没有货期"}),
}  # fmt: skip

QUERIES = {
    "capacity.expect_work": case(
        lambda w: held(w) and {"store_id": w.sid, "work": [Work("mechanical", 24)], "at": AT + HOUR}
    ),
    "capacity.list_held_work": case(lambda w: held(w) and {"store_id": w.sid, "kind": DOCUMENT.kind, "ids": [DOCUMENT.id]}),
    "capacity.list_holds": case(lambda w: held(w) and {"store_id": w.sid, "document": DOCUMENT}),
    "capacity.list_work_ends": case(lambda w: held(w) and {"store_id": w.sid, "kind": DOCUMENT.kind, "ids": [DOCUMENT.id]}),
    "capacity.count_ahead": case(lambda w: ahead(w) and {"store_id": w.sid, "document": DOCUMENT, "at": AT}),
    "capacity.list_ever_held": case(lambda w: held(w) and {"store_id": w.sid, "kind": DOCUMENT.kind, "ids": [DOCUMENT.id]}),
    "capacity.list_holders": case(lambda w: held(w) and {"store_id": w.sid, "kind": DOCUMENT.kind}),
    "capacity.list_unfinished_work": case(lambda w: held(w) and {"store_id": w.sid, "at": AT + 20 * HOUR}),
    "capacity.first_offers": case(lambda w: {"store_id": w.sid, "needs": NEEDS, "not_before": AT}),
    "capacity.list_first_offers": case(lambda w: {"store_id": w.sid, "asks": [(NEEDS, AT)]}),
    "capacity.list_loads": case(lambda w: {"store_id": w.sid, "since": AT}),
    "capacity.list_overcommitted": case(lambda w: overcommitted(w) and {"store_id": w.sid, "since": AT}),
    "capacity.free_bays": case(lambda w: bay(w) and {"store_id": w.sid, "starts_at": AT, "ends_at": AT + HOUR}),
    "capacity.list_bays": case(lambda w: bay(w) and {"store_id": w.sid}),
    "capacity.list_reservations": case(lambda w: reserved(w) and {"store_id": w.sid, "day": TODAY}),
    "capacity.list_reservations_of": case(lambda w: reserved(w) and {"store_id": w.sid, "document": DOCUMENT}),
    "capacity.list_taken_time": case(lambda w: reserved(w) and {"store_id": w.sid, "day": TODAY}),
    "figures.read_figure_year": case(lambda w: figured(w) and {"store_id": w.sid, "year": TODAY.year}),
    "figures.read_figure_month": case(lambda w: figured(w) and {"store_id": w.sid, "month": TODAY.replace(day=1)}),
    "figures.list_figure_changes": case(
        lambda w: figured(w) and {"store_id": w.sid, "wanted": monthly.ChangeFilter(), "window": Window()}
    ),
    "figures.get_figure_sheet": case(lambda w: {"sheet_id": sheet(w)}),
    "coverage.what_covers": case(lambda w: {"vehicle_id": w.vehicle, "store_id": w.sid, "on": TODAY}),
    "parts.find_differences": case(lambda w: miscounted(w) and {}),
    "parts.demands_of": case(lambda w: demanded(w) and {"store_id": w.sid, "document": DOCUMENT}),
    "parts.demands_of_documents": case(
        lambda w: demanded(w) and {"store_id": w.sid, "kind": DOCUMENT.kind, "ids": [DOCUMENT.id]}
    ),
    "parts.list_demands": case(lambda w: demanded(w) and {"store_id": w.sid, "wanted": shelves.DemandFilter()}),
    "parts.demand_of_day": case(lambda w: demanded(w) and {"store_id": w.sid, "day": AT.date()}),
    "parts.get_entry": case(lambda w: {"entry_id": entry(w)}),
    "parts.get_stock": case(lambda w: {"store_id": w.sid, "article_id": stocked(w)}),
    "parts.list_entries": case(lambda w: {"store_id": w.sid, "article_id": stocked(w), "wanted": shelves.EntryFilter()}),
    "parts.list_moves_of": case(lambda w: issued(w) and {"store_id": w.sid, "document": DOCUMENT}),
    "parts.list_held_parts": case(lambda w: issued(w) and {"store_id": w.sid, "document": DOCUMENT}),
    "parts.list_availability": case(lambda w: {"store_id": w.sid, "wanted": {stocked(w): ONE}, "at": AT}),
    "parts.keeps_stock": case(lambda w: stocked(w) and {"store_id": w.sid}),
    "parts.list_short_articles": case(lambda w: short(w) and {"store_id": w.sid, "at": AT}),
    "parts.bins_of": case(lambda w: {"store_id": w.sid, "article_ids": [shelved(w)]}),
    "parts.layers_of": case(lambda w: {"store_id": w.sid, "article_id": stocked(w)}),
    "parts.list_old_stock": case(lambda w: {"store_id": w.sid and aged(w)}),
    "parts.levels_of": case(lambda w: {"store_id": w.sid, "article_ids": [shelved(w)]}),
    "parts.accessory_catalogue": case(
        lambda w: accessory(w) and {"store_id": w.sid, "wanted": shelves.AccessoryFilter(), "on": TODAY}
    ),
    "parts.stock_standing": case(lambda w: accessory(w) and {"store_id": w.sid, "on": TODAY}),
    "parts.list_stock": case(lambda w: stocked(w) and {"store_id": w.sid, "wanted": shelves.StockFilter()}),
    "parts.stock_on_hand": case(lambda w: {"store_id": stocked(w) and w.sid}),
    "parts.unit_costs": case(lambda w: {"store_id": w.sid, "article_ids": [stocked(w)]}),
    "parts.stock_of": case(lambda w: {"store_id": w.sid, "article_ids": [stocked(w)]}),
}
