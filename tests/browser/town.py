"""The store of the browser journey: its people, bays, catalogue and known cars, made by the modules' own factories."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from anxin.holdings.parts.commands import ReceiptLine, receive_stock
from anxin.parties.customers.tests.factories import make_consent, make_customer, make_vehicle
from anxin.parties.org.models import Store, User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import (
    actor_for,
    grant_to,
    make_bay,
    make_brand,
    make_parking_place,
    make_region,
    make_store,
    make_user,
)
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.resources.catalog.models import Package
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.repair_orders.tests.factories import FrontDesk
from anxin.visit.workshop.commands import Plan, Share, clock_on, dispatch_job

PEOPLE = {
    "administrator": ("周敏", ("administrator",)),
    "manager": ("何建国", ("after_sales_manager",)),
    "advisor": ("林晓", ("service_advisor",)),
    "dispatcher": ("郑伟", ("dispatcher",)),
    "technician": ("王强", ("technician",)),
    "express": ("杨帆", ("express_technician",)),
    "inspector": ("孙亮", ("quality_inspector",)),
    "cashier": ("许静", ("cashier",)),
    "clerk": ("马兰", ("follow_up_clerk",)),
    "parts": ("罗勇", ("parts_manager",)),
    # Opens every page there is; works at no desk.
    "everybody": (
        "全能",
        (
            "administrator",
            "after_sales_manager",
            "technician",
            "finance_manager",
            "parts_manager",
            "technical_director",
            "regional_manager",
        ),
    ),
}
NAMES = ["陈家明", "黄丽", "吴志强", "赵敏", "刘洋", "谢婷", "邓国华", "冯雪", "曾伟", "何晴", "梁勇", "彭涛"]
MODELS = ["朗逸 1.5L", "途观L 330TSI", "帕萨特 280TSI", "宝来 1.4T", "途岳 300TSI", "探歌 280TSI"]


@dataclass(frozen=True, slots=True)
class Car:
    """A car that the store knows, with its owner."""

    id: int
    plate: str
    owner_id: int
    owner: str


@dataclass(slots=True)
class Town:
    """What the tests know of the store."""

    store: Store
    users: dict[str, User]
    employees: dict[str, int]
    package: Package
    cars: list[Car] = field(default_factory=list)
    taken: int = 0

    def actor(self, person: str) -> Actor:
        """Who acts when a test prepares something for this person."""
        return actor_for(self.users[person])

    def desk(self) -> FrontDesk:
        """The front desk for the factories: somebody who may do a whole visit."""
        return FrontDesk(self.store, self.actor("everybody"), self.employees["advisor"])

    def car(self, at: datetime) -> Car:
        """A known car that no test has used yet."""
        number = self.taken
        self.taken += 1
        name = NAMES[number % len(NAMES)]
        plate = f"粤B{6100 + number * 37:04d}{'KMRT'[number % 4]}"
        owner = make_customer(self.store, name, at=at, phone=f"1392026{number:04d}")
        make_consent(self.store, owner, at=at)
        model = MODELS[number % len(MODELS)]
        car = Car(
            make_vehicle(self.store, owner_id=owner, at=at, plate=plate, model_name=model),
            plate,
            owner,
            name,
        )
        self.cars.append(car)
        return car

    def begin(self, person: str, number: str, job_id: int, at: datetime) -> None:
        """Somebody is given a job and begins it."""
        plan = Plan([Share(self.employees[person])], at, at + timedelta(seconds=1))
        dispatch_job(actor=self.actor("dispatcher"), number=number, job_id=job_id, plan=plan, at=at)
        clock_on(actor=self.actor(person), number=number, job_id=job_id, at=at)


def found_town(at: datetime) -> Town:
    """A store that is ready to receive its first car."""
    brand = make_brand("VW", "大众")
    store = make_store("LG", brand, region=make_region("华南"), name="龙岗店")
    users, employees = {}, {}
    for person, (name, roles) in PEOPLE.items():
        user = make_user(store, *roles, username=person, display_name=name)
        if "administrator" in roles:
            grant_to(user, "administrator", level="group")
        users[person] = user
        post = "service_advisor" if person == "everybody" else roles[0]
        skills = "mechanical electrical diagnosis" if person in ("technician", "express") else ""
        skills = "inspection" if person == "everybody" else skills
        employees[person] = make_employee(store, post, user=user, name=name, skills=skills).pk
    for code in ("01", "02", "03"):
        make_bay(store, code)
    make_parking_place(store, "A01")
    return Town(store, users, employees, _stock_catalogue(store, at))


def _stock_catalogue(store: Store, at: datetime) -> Package:
    make_rate("240")
    oil, wear = make_operation("LB-001", "更换机油机滤", "0.6"), make_operation("LB-002", "更换前刹车片", "1.2")
    oil_filter = make_article("06J115403", "机油滤清器", "68.00")
    engine_oil = make_article("G052195M2", "全合成机油 4L", "398.00")
    pads = make_article("3CD698151", "前刹车片", "680.00")
    lines = [ReceiptLine(article.pk, Decimal(40), Money.yuan("40.00")) for article in (oil_filter, engine_oil, pads)]
    receive_stock(actor=system_actor("test"), store_id=store.pk, lines=lines, key="opening-stock", at=at)
    make_package(wear, pads, code="TC-02", name="前制动套餐", price="899")
    return make_package(oil, oil_filter, engine_oil, code="TC-01", name="机油机滤保养", price="568")
