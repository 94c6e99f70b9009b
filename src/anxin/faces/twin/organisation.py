"""Makes the demo group: brands, stores, bays, people with their sign-ins, catalogues, stock and customers' cars.

Through the modules' own commands wherever there is one for it. Does not make a single visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password

from anxin.faces.twin import catalogue
from anxin.faces.twin.catalogue import HENGTU, YUJING, DemoBrand
from anxin.faces.twin.people import LANDLINE, PlannedCar, person_name, phone_number
from anxin.faces.twin.schedule import schedule_of
from anxin.holdings.parts.commands import ImportedStock, import_stock
from anxin.parties.customers.commands import CustomerData, VehicleImport, import_vehicles
from anxin.parties.org import stores
from anxin.parties.org.commands import (
    Installation,
    SetParameter,
    StoreDetails,
    add_bay,
    add_parking_place,
    create_brand,
    create_region,
    create_store,
    install_group,
    set_parameter,
)
from anxin.parties.org.models import Grant, Group, User
from anxin.parties.org.queries import list_brands, system_actor
from anxin.parties.people.commands import StaffListRow, import_employees
from anxin.parties.people.models import Employee, Skill
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.money import Money
from anxin.platform.scope import unit_of_work
from anxin.resources.catalog.commands import import_catalog, set_labour_rate
from anxin.visit.billing.parameters import LATE_EXPRESS_FREE

PASSWORD = "anxin-demo-2026"
STAFF = (
    ("general_manager", 1, "gm"),
    ("service_manager", 1, "manager"),
    ("service_advisor", 5, "advisor"),
    ("dispatcher", 1, "dispatcher"),
    ("quality_inspector", 1, "inspector"),
    ("technician", 10, "technician"),
    ("body_technician", 2, "body"),
    ("parts_clerk", 1, "parts"),
    ("cashier", 1, "cashier"),
    ("finance_manager", 1, "finance"),
    ("follow_up_clerk", 1, "care"),
    ("customer_relations_manager", 1, "relations"),
    ("parts_manager", 1, "stock"),
    ("parts_seller", 1, "seller"),
)
JOINED_LATER = ("parts_manager", "parts_seller")
SKILLS = {
    "technician": ("mechanical", "electrical", "diagnosis"),
    "body_technician": ("mechanical", "electrical", "diagnosis", "body", "paint"),
    "quality_inspector": ("inspection",),
}
ALSO = {
    "technician": ("express_technician",),
    "body_technician": ("express_technician",),
    "service_manager": ("technical_director",),
    "quality_inspector": ("technical_group_member",),
}
"""What the first of each post does besides."""
RATES = (("general", 100), ("express", 90), ("body", 110), ("paint", 125), ("high_voltage", 160), ("diagnosis", 130))


@dataclass(frozen=True, slots=True)
class DemoStore:
    """A store of the demo group."""

    code: str
    name: str
    company: str
    phone: str
    brand: DemoBrand


STORES = (
    DemoStore("LG", "恒途龙岗店", "深圳鹏程恒途汽车销售服务有限公司", "0755-0000 0101", HENGTU),
    DemoStore("NS", "恒途南山店", "深圳南粤恒途汽车销售服务有限公司", "0755-0000 0102", HENGTU),
    DemoStore("FT", "御景福田店", "深圳湾区御景汽车销售服务有限公司", "0755-0000 0103", YUJING),
)


def is_there() -> bool:
    """Whether the database holds a group already, the demo's or anybody's."""
    return Group.objects.exists()


def make_group(at: datetime) -> dict[str, int]:
    """Group, region, brands, stores with bays; returns store ids by code."""
    first = STORES[0]
    installed = install_group(
        actor=system_actor("twin"),
        installation=Installation(
            group_name="鹏程安心汽车集团",
            brand_code=first.brand.code,
            brand_name=first.brand.name,
            tier=first.brand.tier,
            store_code=first.code,
            store_name=first.name,
            username="admin",
            display_name=person_name(Random(1)),
            password=PASSWORD,
            company=first.company,
            phone=first.phone,
        ),
        at=at,
    )
    ids = {first.code: installed.store_id}
    stores.forget()
    actor = system_actor("twin")
    # Nobody decided in a written history whether a late express order is free, and an undecided one is not settled.
    undecided = SetParameter(LATE_EXPRESS_FREE.code, "group", 0, False, GROUP_CLOCK.day(at), "演示")
    set_parameter(actor=actor, change=undecided, at=at)
    region = create_region(actor=actor, name="华南", at=at)
    create_brand(actor=actor, code=YUJING.code, name=YUJING.name, name_en=YUJING.name_en, tier=YUJING.tier, at=at)
    for each in STORES[1:]:
        brand_id = brand_ids()[each.brand.code]
        details = StoreDetails(
            code=each.code, name=each.name, brand_id=brand_id, region_id=region, company=each.company, phone=each.phone
        )
        ids[each.code] = create_store(actor=actor, details=details, at=at)
        stores.forget()
    for store_id in ids.values():
        _make_places(store_id, at)
    return ids


def brand_ids() -> dict[str, int]:
    """Brand ids by code."""
    return {brand.code: brand.id for brand in list_brands(system_actor("twin"))}


def _make_places(store_id: int, at: datetime) -> None:
    actor = system_actor("twin")
    for number in range(1, 11):
        kind = "express" if number <= 2 else "general"
        add_bay(actor=actor, store_id=store_id, code=f"{number}号", kind=kind, is_high_voltage=number == 10, at=at)
    for code, kind in (("钣1", "body"), ("喷1", "paint"), ("快钣1", "express_body"), ("洗1", "wash"), ("接1", "reception")):
        add_bay(actor=actor, store_id=store_id, code=code, kind=kind, is_high_voltage=False, at=at)
    for number in range(1, 9):
        add_parking_place(actor=actor, store_id=store_id, code=f"P{number:02}", at=at)


def make_catalogue(at: datetime) -> None:
    """Operations, articles, packages and labour rates of both brands."""
    ids = brand_ids()
    actor = system_actor("twin")
    for brand in catalogue.BRANDS:
        brand_id = ids[brand.code]
        import_catalog(
            actor=actor,
            operations=list(catalogue.operations_of(brand, brand_id)),
            articles=list(catalogue.articles_of(brand, brand_id)),
            packages=list(catalogue.packages_of(brand, brand_id)),
            maintenance=list(schedule_of(brand, brand_id)),
            at=at,
        )
        for labour_class, percent in RATES:
            set_labour_rate(
                actor=actor,
                labour_class=labour_class,
                rate=Money.yuan(brand.labour_rate * percent // 100),
                valid_from=date(2020, 1, 1),
                brand_id=brand_id,
                at=at,
            )


def make_staff(store: DemoStore, store_id: int, random: Random, at: datetime) -> None:
    """Users with one role each, and the employees behind them."""
    # Who joined the demo later draws from dice of his own: the days of the others stay as they were.
    dice = dict.fromkeys(JOINED_LATER, Random(f"joined later:{store.code}"))
    hashed = make_password(PASSWORD)
    names = [
        (post, stem if place == 1 else f"{stem}{place}", place)
        for post, count, stem in STAFF
        for place in range(1, count + 1)
    ]
    with unit_of_work(system_actor("twin"), "twin.make_staff", writable=True):
        users = User.objects.bulk_create(
            User(
                username=f"{stem}.{store.code.lower()}",
                display_name=person_name(dice.get(post, random)),
                home_store_id=store_id,
                password=hashed,
            )
            for post, stem, _place in names
        )
        Grant.objects.bulk_create(
            Grant(user=user, role=name[0], level="store", scope_id=store_id, granted_by="system:twin", granted_at=at)
            for user, name in zip(users, names, strict=True)
        )
    rows = [
        StaffListRow(
            number=f"{store.code}{index:03}",
            name=user.display_name,
            post=name[0],
            joined_on=date(2021, 3, 1) + timedelta(days=37 * index),
            extra_posts=ALSO.get(name[0], ()) if name[2] == 1 else (),
            trade={"technician": "mechanical", "body_technician": "body"}.get(name[0], ""),
            phone=phone_number(dice.get(name[0], random), 90_000_000 + store_id * 100 + index),
            username=user.username,
        )
        for index, (user, name) in enumerate(zip(users, names, strict=True), 1)
    ]
    outcome = import_employees(actor=system_actor("twin"), store_id=store_id, rows=rows, at=at)
    if outcome.refused:
        raise RuntimeError(f"staff list refused: {outcome.refused}")
    _make_skills(store_id)


def _make_skills(store_id: int) -> None:
    with unit_of_work(system_actor("twin"), "twin.make_skills", writable=True):
        staff = Employee.objects.across_stores(reason="staff of the demo store").filter(store_id=store_id)
        people = list(staff.order_by("pk"))
        rows = [(one, code) for one in people for code in SKILLS.get(one.post, ())]
        # Two of the mechanics may work on high voltage.
        rows += [(one, "high_voltage") for one in [one for one in people if one.post == "technician"][:2]]
        Skill.objects.bulk_create(
            Skill(store_id=store_id, employee=one, code=code, certificate=f"{one.number}-{code[:2].upper()}")
            for one, code in rows
        )


def make_overseers(at: datetime) -> None:
    """Users of the group and of a brand."""
    hashed = make_password(PASSWORD)
    random = Random(7)
    ids = brand_ids()
    wanted = (
        ("group", "group_after_sales", "group", 0),
        ("director.ht", "brand_after_sales_director", "brand", ids[HENGTU.code]),
        ("director.yj", "brand_after_sales_director", "brand", ids[YUJING.code]),
    )
    with unit_of_work(system_actor("twin"), "twin.make_overseers", writable=True):
        for username, role, level, scope_id in wanted:
            user = User(username=username, display_name=person_name(random), password=hashed)
            user.save()
            Grant.objects.create(
                user=user, role=role, level=level, scope_id=scope_id, granted_by="system:twin", granted_at=at
            )


LITRES_FOR_ONE = 5


def make_stock(store: DemoStore, store_id: int, quantity: int, at: datetime) -> None:
    """Opening stock of what packages use, and a few of everything else."""
    used = catalogue.parts_used(store.brand)
    litres = catalogue.by_the_litre(store.brand)
    rows = [
        ImportedStock(number, _quantity(quantity * LITRES_FOR_ONE if number in litres else quantity), cost)
        for number, cost in used.items()
    ]
    known = set(used)
    for term in catalogue.articles_of(store.brand, 0):
        if term.number not in known and term.number.endswith(("00", "01")):
            rows.append(ImportedStock(term.number, _quantity(6), Money.yuan(int(term.price.as_yuan) * 55 // 100 // 2 * 2)))
    import_stock(actor=system_actor("twin"), store_id=store_id, rows=rows, at=at)


def _quantity(amount: int) -> Decimal:
    return Decimal(amount)


def make_cars(store: DemoStore, store_id: int, fleet: Sequence[PlannedCar], at: datetime) -> None:
    """The cars of a store with their owners and consents."""
    brand_id = brand_ids()[store.brand.code]
    actor = system_actor("twin")
    rows = [
        VehicleImport(
            replace(car.data, brand_id=brand_id, sold_store_id=store_id if car.data.is_own_sold else None),
            CustomerData(
                name=car.owner,
                kind="fleet" if car.is_company else "private",
                salutation=car.salutation,
                phone=car.phone,
                second_phone="" if place else LANDLINE,
                source="sales" if car.data.is_own_sold else "visit",
            ),
            car.odometer_km,
        )
        for place, car in enumerate(fleet)
    ]
    for start in range(0, len(rows), 1000):
        for outcome in import_vehicles(actor=actor, store_id=store_id, rows=rows[start : start + 1000], at=at):
            if outcome.finding is not None:
                raise RuntimeError(f"car refused: {outcome}")
