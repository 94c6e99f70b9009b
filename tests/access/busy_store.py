"""A store with a round of everything in it; a second and third round add rows to the same lists and to the same files."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from anxin.holdings.parts.tests.factories import stock_up
from anxin.management.reviews import commands as reviews
from anxin.parties.contacts.tests.factories import make_contact, make_message
from anxin.parties.customers.tests.factories import make_consent, make_vehicle
from anxin.parties.org import commands as org
from anxin.parties.org.models import User
from anxin.parties.org.roles import all_roles
from anxin.parties.org.tests.factories import actor_for, grant_to, make_brand, make_region, make_user
from anxin.parties.people import commands as people
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.tests.factories import make_task
from anxin.platform.importing import commands as importing
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.relationship.followup import commands as followup
from anxin.resources.catalog import commands as catalog
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package, make_rate
from anxin.visit.billing.commands import Tender, take_payment
from anxin.visit.quality import commands as quality
from anxin.visit.reception import commands as reception
from anxin.visit.reception.tests import factories as arriving
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, inspected_order, open_order, signed_order
from anxin.visit.technical import commands as technical
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop.tests import factories as works
from tests.access import (
    cases_budgets,
    cases_contacts,
    cases_counter_sales,
    cases_market,
    cases_org,
    cases_people,
    cases_platform,
    cases_purchasing,
    cases_quality,
    cases_replenishment,
    cases_resources,
    cases_reviews,
    cases_stocktaking,
    cases_technical,
    cases_transfers,
    cases_vehicle_sales,
    visits,
)
from tests.access.world import AT, DOCUMENT, HOUR, TODAY, World

STAGES = ("early", "waiting", "at work", "paused", "inspected", "settled", "paid", "delivered", "called")
ROLES = ("service_advisor", "dispatcher", "parts_manager", "cashier", "finance_manager")
CONSENTS = ("marketing", "video", "insurance")
DAY = timedelta(days=1)


@dataclass
class BusyStore:
    """The store's rounds; ``first`` are the worlds of the first round by stage, whose rows the pages are opened for."""

    root: World = field(default_factory=World)
    rounds: int = 0
    first: dict[str, World] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.user: User = make_user(self.root.store, *(role for role in all_roles() if role != "customer"))
        grant_to(self.user, "administrator", level="group")
        self.viewer: Employee = make_employee(self.root.store, "technician", user=self.user, skills="mechanical")
        make_rate("240")

    def grow(self) -> None:
        """One round more."""
        worlds = {stage: World(self.root.store, self.root.other) for stage in STAGES}
        self.first = self.first or worlds
        self._receive(worlds)
        self._work(worlds)
        self._settle(worlds)
        self._judge(worlds["settled"])
        cases_reviews.given(worlds["at work"])
        self._review(worlds)
        cases_market.noted(worlds["at work"])
        cases_budgets.budgeted(worlds["at work"])
        cases_budgets.countered(worlds["at work"])
        cases_budgets.forecast(worlds["at work"])
        cases_vehicle_sales.rebate(worlds["at work"])
        cases_purchasing.busy(worlds["at work"])
        cases_transfers.coming(worlds["at work"])
        cases_stocktaking.opened(worlds["at work"])
        cases_replenishment.reminded(worlds["at work"])
        cases_counter_sales.sold(worlds["at work"])
        cases_counter_sales.planned(worlds["at work"])
        cases_resources.accessory(worlds["at work"])
        self._keep_house(worlds["early"])
        self._add_to_customer(self.first["early"])
        self._add_to_order(self.first)
        self.rounds += 1

    def _receive(self, worlds: dict[str, World]) -> None:
        early = worlds["early"]
        for stage in (
            visits.booked,
            visits.walked,
            visits.received,
            visits.signed_sheet,
            visits.order_of_reception,
            visits.to_be_reminded,
            visits.missed,
        ):
            stage(early)
        early.open  # noqa: B018 - makes it
        visits.waiting_item(worlds["waiting"])
        visits.with_parts(worlds["waiting"], AT + DAY)

    def _work(self, worlds: dict[str, World]) -> None:
        """Orders on the floor, each with a job of the viewer's, too."""
        for stage in ("at work", "paused", "inspected"):
            worlds[stage].signed  # noqa: B018 - makes it
        visits.paused(worlds["paused"])
        visits.finished(worlds["inspected"])
        visits.found(worlds["at work"])
        own = works.OrderAtWork(*self._signed(early := worlds["early"]))
        start = AT + self.rounds * HOUR
        viewer = works.Technician(self.viewer, actor_for(self.user))
        works.dispatched(early.floor, own, works.plan(early.floor, viewer, start=start))
        self.kept.setdefault("own", own)
        inspected_order(early.desk)
        works.dispatched(early.floor, works.order_for(early.floor), works.plan(early.floor, early.floor.li, bay=False))

    def _signed(self, world: World) -> tuple[str, tuple[int, ...]]:
        number = signed_order(world.desk).number
        return number, tuple(job.id for job in visits.view_of(world.desk, number).jobs)

    def _judge(self, world: World) -> None:
        """Work that is to be done again, and a case of negligence."""
        case = quality.report_rework(actor=world.desk.actor, **cases_quality.reported(world), at=AT)
        self.kept.setdefault("rework", case.id)
        self.kept.setdefault("conduct", cases_quality.conduct(world))

    def _review(self, worlds: dict[str, World]) -> None:
        """One review more, closed but for the first's; more orders and measures in that one."""
        first = self.first["at work"]
        cases_reviews.agreed(first)
        boss, number = cases_reviews.manager(first), worlds["early"].open.head.number
        about: dict[str, Any] = {"actor": boss, "review_id": cases_reviews.opened(first), "at": AT}
        reviews.add_reviewed_order(number=number, **about)
        to = {"responsible_id": first.floor.wang.id, "due_on": TODAY + DAY}
        reviews.agree_measure(words=f"第 {self.rounds} 条", **to, **about)

    def _settle(self, worlds: dict[str, World]) -> None:
        worlds["settled"].settled  # noqa: B018 - makes it
        visits.paid(worlds["paid"])
        visits.planned_of_settled(worlds["paid"])
        visits.delivered(worlds["delivered"])
        visits.paid_visit(worlds["early"])
        visits.planned(worlds["called"])

    def _keep_house(self, world: World) -> None:
        """Rows of the other lists."""
        for make in (cases_contacts.task, cases_contacts.failed, cases_platform.checked, cases_resources.short):
            make(world)
        for make in (cases_people.working, cases_people.rostered, cases_people.absent, cases_people.stood_in_for):
            make(world)
        make_region(f"大区{self.rounds}")
        make_brand(f"B{self.rounds}")
        cases_org.bay(world)
        boss, number = actor_for(self.user), self.rounds
        org.add_team(actor=boss, store_id=world.sid, name=f"班组{number}", department_id=None, at=AT)
        org.set_holiday(actor=boss, store_id=world.sid, day=TODAY + (number + 9) * DAY, kind="closed", name="盘点", at=AT)
        org.set_parameter(actor=boss, change=cases_org.limit(world, TODAY + number * DAY), at=AT)
        org.issue_api_token(actor=boss, name=f"令牌{number}", scopes=["*"], days=30, at=AT)
        make_task(world.store, self.viewer.pk)
        article, operation = make_article(), make_operation()
        self.kept.setdefault("entry_id", stock_up(world.store, article).lines[0].entry_id)
        self.kept.setdefault("article", article)
        self.kept.setdefault("operation", operation)
        self.kept.setdefault("package", make_package(operation, article))
        make_package(operation, article)
        make_rate("250", valid_from=TODAY + number * DAY)

    def _add_to_customer(self, world: World) -> None:
        """More rows in the files of the first customer, car, employee, user, article and package."""
        number, boss = self.rounds, actor_for(self.user)
        make_contact(world.store, world.customer, vehicle_id=world.vehicle)
        make_message(world.store, world.customer)
        make_vehicle(world.store, owner_id=world.customer)
        make_consent(world.store, world.customer, CONSENTS[number])
        open_order(world.desk, vehicle_id=world.vehicle)
        grant_to(self.kept.setdefault("user", make_user(world.store)), ROLES[number], world.store)
        employee = world.employee.pk
        skill = ("electrical", "diagnosis", "mechanical")[number]
        people.set_skill(actor=boss, employee_id=employee, code=skill, at=AT)
        shift = {"clocked_in_at": AT - (number + 2) * DAY, "clocked_out_at": AT - (number + 2) * DAY + HOUR}
        people.correct_shift(actor=boss, employee_id=employee, **shift, reason="忘打卡", at=AT)
        stock_up(world.store, self.kept["article"])
        lines = [catalog.PackageLineTerms("operation", one.code) for one in [make_operation() for _ in range(number + 1)]]
        terms = catalog.PackageTerms(code=self.kept["package"].code, name="大保养", lines=lines)
        catalog.change_package(actor=boss, package_id=self.kept["package"].pk, terms=terms, at=AT)
        importing.upload_import(actor=world.system, **cases_platform.upload(world), at=AT)
        cases_contacts.work.request_approval(
            actor=world.desk.actor,
            **{**cases_contacts.wish(world), "subject": DocumentRef("test.leave", 100 + number)},
            at=AT,
        )
        make_task(world.store, subject=DOCUMENT)

    def _add_to_case(self, world: World) -> None:
        """More steps, answers and invitations of the first round's case, and one more in the library."""
        about = {"actor": cases_technical.director(world), "case_id": cases_technical.called(world), "at": AT + HOUR}
        boss, number = actor_for(self.user), self.rounds
        technical.add_case_entry(words=f"第 {number} 步", **about)
        consult = cases_technical.consult(world)
        technical.answer_consult(actor=boss, consult_id=consult, words="查搭铁", at=AT + HOUR)
        technical.invite_expert(name=f"专家{number}", organisation="厂家", **about)
        other = World(world.store, world.other)
        result = technical.CaseResult("engine", f"积碳{number}", "清洗")
        closed = technical.close_case(**(about | {"case_id": cases_technical.called(other)}), result=result)
        self.kept.setdefault("library_entry", closed.library_entry_id)

    def _add_to_order(self, first: dict[str, World]) -> None:
        """More jobs, items, photos, findings, calls and payments of the first round's visits."""
        early, work, number = first["early"], first["at work"], self.rounds
        job = hub.NewJob(f"项目{number}", items=[LABOUR, PART])
        hub.add_job(actor=early.desk.actor, number=early.open.head.number, job=job, at=AT)
        photo = arriving.photo_bytes(f"{number}")
        reception.add_photo(actor=early.desk.actor, number=visits.order_of_reception(early), data=photo, at=AT)
        where = {"number": work.at_work.number, "job_id": work.at_work.job_id}
        finding = workshop.NewFinding(f"漏油{number}", harm="可能半路抛锚")
        workshop.report_finding(actor=work.floor.wang.actor, **where, finding=finding, at=AT + HOUR)
        self._add_to_case(work)
        bill = first["settled"].settled.bills[0]
        cash = Tender("cash", Money.yuan(10))
        take_payment(actor=early.desk.actor, bill_id=bill.bill_id, tenders=[cash], at=AT + 2 * HOUR)
        followup.record_call(
            actor=early.person(early.store, "follow_up_clerk"),
            followup_id=visits.planned(first["called"]),
            report=followup.CallReport("not_reached"),
            at=visits.LATER + number * HOUR,
        )
