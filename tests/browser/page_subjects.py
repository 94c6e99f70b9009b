"""What the pages that are looked at are about: one row of each kind, made by the commands of the product.

Owns: the rows. Does not own: the addresses, and what is looked at.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.purchasing import commands as buying
from anxin.holdings.purchasing import queries as purchased
from anxin.holdings.purchasing.tests import factories as purchasing
from anxin.holdings.replenishment.tests.factories import ask_for, bring, keep
from anxin.holdings.stocktaking.tests.factories import count, make_open_sheet
from anxin.holdings.transfers import commands as transfers
from anxin.holdings.vehicle_sales.tests.factories import make_rebate, make_sold_car, make_team
from anxin.management.assessments import commands as assessments
from anxin.management.budgets.commands import NewProposal, propose_forecast, propose_targets
from anxin.management.budgets.queries import ProposalFilter, page_target_proposals
from anxin.management.kpi import commands as kpi
from anxin.management.kpi.queries import ForecastInput
from anxin.management.kpi.rules.periods import Period
from anxin.management.market import commands as market
from anxin.management.reviews import commands as reviews
from anxin.management.reviews.queries import get_review
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.models import Brand, Region
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import actor_for, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import create_task
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.platform.ui.lists import Order, Window
from anxin.relationship.followup.commands import plan_follow_up
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article, make_package
from anxin.resources.figures.tests.factories import make_sheet
from anxin.visit.appointments.commands import Booking, CarWish, book_appointment, plan_reminders
from anxin.visit.appointments.queries import get_appointment_by_id
from anxin.visit.billing import queries as billing
from anxin.visit.billing.commands import (
    Tender,
    record_request_outcome,
    request_payment,
    take_booking_deposit,
    take_deposit,
)
from anxin.visit.counter_sales.tests.factories import make_plan, make_sale
from anxin.visit.quality import commands as quality
from anxin.visit.reception.commands import draw_sample, share_rating
from anxin.visit.reception.tests.factories import settled_visit, signed_visit, walked_around
from anxin.visit.repair_orders.commands import NewItem, NewJob, add_job, deliver_repair_order
from anxin.visit.repair_orders.tests.factories import ASKED, open_order, view_of
from anxin.visit.technical.commands import (
    CallForHelp,
    CaseResult,
    add_case_entry,
    answer_consult,
    close_case,
    consult_experts,
    invite_expert,
    open_case,
)
from anxin.visit.workshop.commands import Plan, Share, dispatch_job
from tests.access.cases_billing import connected
from tests.browser.town import Town


def make_subjects(town: Town, now: datetime) -> dict[str, Any]:
    """One row of each kind, four hours old: the part's name in an address, or ``page:part`` for one page, and its value."""
    at, desk = now - timedelta(hours=4), town.desk()
    working, paid = signed_visit(desk, at=at), settled_visit(desk, at=at)
    arrived = walked_around(desk, at=at)
    (job,) = view_of(desk, working).jobs
    plan = Plan([Share(town.employees["everybody"])], at, at + timedelta(hours=1), None)
    dispatch_job(actor=desk.actor, number=working, job_id=job.id, plan=plan, at=at)
    found = NewJob("空调异味", items=[NewItem("fee", name="蒸发箱清洗", unit_price=Money.yuan(298))])
    add_job(actor=desk.actor, number=working, job=found, why=ASKED, at=at)
    head, booking_id = view_of(desk, paid).head, _long_booking(town, now)
    return {
        "appointment_id": booking_id,
        "store_id": town.store.pk,
        "user_id": town.users["advisor"].pk,
        "employee_id": town.employees["advisor"],
        "customer_id": head.customer_id,
        "vehicle_id": head.vehicle_id,
        "number": working,
        "job_id": job.id,
        "item_id": job.items[0].id,
        "region_id": Region.objects.get().pk,
        "brand_id": Brand.objects.get().pk,
        "role:code": "service_advisor",
        "delivery:number": paid,
        "repair_orders:set_promise:number": open_order(desk, at=at).number,
        "rate_order:number": paid,
        "sample_id": draw_sample(actor=desk.actor, store_id=town.store.pk, at=at + timedelta(hours=3)).id,
        "sold_car_id": _sold_car(town, at),
        **_purchases(town, at),
        **_accessories(town),
        "transfer_id": _transfer(town, at),
        "count_id": _count_sheet(town, at),
        "sale_id": make_sale(town.store, at=at).id,
        "plan_id": make_plan(town.store, at=at),
        "rebate_id": make_rebate(town.store, programme="2026 年四季度终端支持", at=at).id,
        "token": share_rating(actor=desk.actor, number=paid, at=at + timedelta(hours=3)).path.split("/")[2],
        "reception:number": arrived.number,
        "billing:order:number": paid,
        "followup_id": _follow_up(town, at, head),
        "task_id": _task(town, at),
        "billing:debtor:key": f"customer-{head.customer_id}",
        "payer": _deposit(town, working, at),
        **_booking_deposit(town, booking_id, at),
        "request_id": _code(town, at),
        "month": f"{at:%Y-%m}",
        "sheet_id": make_sheet(town.store, at=at),
        "kpi:figure:code": "appointment_rate",
        "kpi:target:code": "vehicle_entries",
        "kpi:definition:code": "appointment_rate",
        "remedy_id": _remedy(town, at),
        **_rows(town, paid),
        **_case(town, at),
        **_quality(town, paid, at),
        "reviews:suggestion:number": _suggestion(town, at),
        **_review(town, paid, at),
        "market:note:note_id": _note(town, at),
        "assessments:assess_figure:code": "appointment_rate",
        "assessment_id": _assessment(town, at),
        "budgets:proposal:proposal_id": _proposal(town, at),
        "budgets:forecast:forecast_id": _forecast(town, at),
    }


def _quality(town: Town, paid: str, at: datetime) -> dict[str, Any]:
    """Work that is to be done again, and a case against somebody."""
    actor, (job, *_more) = town.actor("everybody"), view_of(town.desk(), paid).jobs
    words = "客户说早上起步还有异响"
    case = quality.report_rework(actor=actor, number=paid, job_id=job.id, words=words, at=at)
    wish = quality.NewConductCase(town.employees["everybody"], "negligence", "漏紧放油螺栓，客户开到半路漏油")
    raised = quality.raise_conduct_case(actor=actor, store_id=town.store.pk, case=wish, at=at)
    return {
        "quality:rework_case:case_id": case.id,
        "quality:conduct_case:case_id": raised.id,
        "quality:report_rework:number": paid,
    }


def _suggestion(town: Town, at: datetime) -> str:
    """One that somebody says is carried out."""
    actor, me = town.actor("everybody"), town.employees["everybody"]
    wish = reviews.NewSuggestion("交车前先洗轮毂，客户常说轮毂没洗", "workshop", "figure", "客户满意度")
    number = reviews.enter_suggestion(actor=actor, store_id=town.store.pk, suggestion=wish, at=at).number
    about = {"actor": actor, "number": number, "at": at}
    reviews.accept_suggestion(responsible_id=me, due_on=at.date() + timedelta(days=7), reason="客户常说", **about)
    reviews.report_suggestion_done(done="洗车单加了“轮毂”一项，从周一起用", **about)
    return number


def _review(town: Town, paid: str, at: datetime) -> dict[str, Any]:
    """A review with an order, its causes and a measure."""
    actor, me = town.actor("everybody"), town.employees["everybody"]
    wish = reviews.NewReview(at.date() - timedelta(days=30), at.date(), at.date(), "车间主任、前台主管、技术总监")
    review_id = reviews.open_review(actor=actor, store_id=town.store.pk, review=wish, at=at).id
    about: dict[str, Any] = {"actor": actor, "review_id": review_id, "at": at}
    reviews.add_reviewed_order(number=paid, **about)
    with reading(actor):
        order = get_review(actor, review_id, at).orders[0]
    words = "右前减振器缺货，等了两天，客户催了三次"
    reviews.note_causes(reviewed_id=order.id, causes=["parts", "estimate"], words=words, **about)
    to = {"responsible_id": me, "due_on": at.date() + timedelta(days=7), "reviewed_id": order.id}
    measure = reviews.agree_measure(words="预约时先查库存，缺件先订货再约车", **to, **about)
    return {"review_id": review_id, "measure_id": measure.id}


def _note(town: Town, at: datetime) -> int:
    """What a competitor does."""
    words = "小保养降到 299 元，送一次洗车和一次空调清洗，到月底；我们的客户有三位拿着宣传单来问"
    note = market.NewNote("competitor", "御景福田店", words, at.date(), "客户拿来的宣传单")
    return market.note_market(actor=town.actor("everybody"), store_id=town.store.pk, note=note, at=at).id


def _remedy(town: Town, at: datetime) -> int:
    """What somebody of the store is to do about a figure that misses its target."""
    about = {"actor": town.actor("everybody"), "store_id": town.store.pk, "code": "appointment_rate", "at": at}
    when = {"period": Period.MONTH, "day": at.date(), "due_on": at.date() + timedelta(days=14)}
    kpi.confirm_obstacles(obstacles=["appointment_staff"], period=Period.MONTH, day=at.date(), **about)
    words, who = "每天下班前排好明天的预约，少于十个就再打电话", make_employee(town.store, "service_advisor", name="周顾问")
    return kpi.plan_remedy(words=words, responsible_id=who.id, **when, **about).id


def _assessment(town: Town, at: datetime) -> int:
    """A month of the store, judged when it was over."""
    later = at + timedelta(days=40)
    open_order(town.desk(), at=at, is_appointment=True)
    wish = assessments.NewAssessment("appointment_rate", at.date(), "none", "预约刚开始做，前台晨会说明怎么改")
    about = {"actor": actor_for(make_user(town.store, "regional_manager")), "store_id": town.store.pk, "at": later}
    return assessments.assess_figure(assessment=wish, **about).id


def _case(town: Town, at: datetime) -> dict[str, int]:
    """A major case before the technical group and experts outside, and one that is in the library."""
    actor, desk = town.actor("everybody"), town.desk()
    for post, name in (("technical_group_member", "唐工"), ("team_leader", "班长")):
        make_employee(town.store, post, name=name)
    ids = []
    for is_major in (False, True):
        number = signed_visit(desk, at=at)
        (job,) = view_of(desk, number).jobs
        call = CallForHelp(
            "高压互锁故障码 P0A0D 清不掉，换过插头后仍然报", fault_codes="P0A0D", is_major=is_major, plan="先查线束"
        )
        ids.append(open_case(actor=actor, number=number, job_id=job.id, call=call, at=at).id)
    result = CaseResult("new_energy", "互锁回路插头端子退针", "更换端子并做防松处理")
    entry = close_case(actor=actor, case_id=ids[0], result=result, at=at).library_entry_id
    about = {"actor": actor, "case_id": ids[1], "at": at}
    add_case_entry(words="量互锁回路电阻，断开后为无穷大", **about)
    consult = consult_experts(question="互锁回路间歇断开，怎么定位", **about).id
    invite_expert(name="张工", organisation="厂家技术部", **about)
    answer_consult(actor=actor, consult_id=consult, words="分段量回路电阻，先量前机舱接插件", at=at)
    return {"case_id": ids[1], "entry_id": entry, "consult_id": consult}


def _deposit(town: Town, number: str, at: datetime) -> str:
    """Money taken before the settlement, which may be given back."""
    take_deposit(actor=town.actor("everybody"), number=number, tenders=[Tender("cash", Money.yuan(200))], at=at)
    return "customer"


def _booking_deposit(town: Town, booking_id: int, at: datetime) -> dict[str, Any]:
    """Money taken for the booking."""
    actor = town.actor("everybody")
    number = get_appointment_by_id(actor, booking_id).number
    taken = take_booking_deposit(actor=actor, number=number, tenders=[Tender("card", Money.yuan(12_800))], at=at)
    pages = ("billing:booking", "billing:refund_booking_deposit")
    return {"deposit_id": taken.deposit_id, **{f"{page}:number": number for page in pages}}


def _code(town: Town, at: datetime) -> int:
    """A code that the customer may scan."""
    actor, desk = town.actor("everybody"), town.desk()
    number = settled_visit(desk, at=at, is_paid=False)
    with reading(actor):
        bill_id = billing.get_cashier_order(actor, number).bills[0].bill_id
    with connected():
        asked = request_payment(actor=actor, bill_id=bill_id or 0, method="wechat", at=at)
    words = "weixin://wxpay/bizpayurl?pr=NwY5Mz9zz"
    return record_request_outcome(actor=actor, request_id=asked.id, outcome="offer", words=words, at=at).id


def _accessories(town: Town) -> dict[str, Any]:
    """Some on display, one of them in stock, and a set; their page has no row in its address."""
    mat = make_article(name="全包围脚垫 高边", is_accessory=True, part_class="脚垫", display_place="展厅 A 柜第二层")
    film = make_article(name="前挡隔热膜", is_accessory=True, part_class="车膜")
    stock_up(town.store, mat, "3", "128.00")
    make_package(mat, film, name="新车礼包", price="1280")
    return {}


def _purchases(town: Town, at: datetime) -> dict[str, Any]:
    """A supplier, an emergency order that waits for its answer with half of it here, and a draft."""
    oil, lamp = make_article(name="机油 5W-30 全合成"), make_article(name="左前大灯总成")
    order_id = purchasing.ordered(town.store, oil, lamp, at=at, kind="emergency").id
    fund = {"actor": system_actor("test"), "store_id": town.store.pk, "month": at.date().replace(day=1), "at": at}
    buying.set_fund(amount=Money.yuan(30_000), note="年度计划的十二分之一", **fund)
    hold = buying.control_funds(reasons=["上月外销计划只完成 82%", "上月库存深度没达标"], percent=50, **fund)
    receipt_id = purchasing.received(town.store, order_id, purchasing.came(oil, "4", "L2611"), at=at).id
    keep_too_little(town, oil, at)
    with reading(system := system_actor("test")):
        line_id = purchased.get_receipt(system, receipt_id).lines[0].id
    return {
        "reminder_id": 1,
        "hold_id": hold.id,
        "return_id": purchasing.make_return(receipt_id, at=at),
        "supplier_id": purchasing.make_supplier(town.store, at=at, contact="王工", phone="13812342765"),
        "order_id": order_id,
        "special_id": purchasing.make_special(town.store, lamp, at=at),
        "edit_purchase:order_id": purchasing.draft(town.store, oil, at=at).id,
        "receipt_id": receipt_id,
        "undo_purchase_receipt:line_id": line_id,
    }


def keep_too_little(town: Town, oil: PartArticle, at: datetime) -> None:
    """Articles below their minimum of a supplier, one of which comes by the box and another store has."""
    supplier = purchasing.make_supplier(town.store, at=at, name="广汽配件供应中心", lead_days=2)
    for article in (
        oil,
        make_article(name="机油滤清器"),
        make_article(name="前制动片", purchase_unit="箱", purchase_factor=Decimal(12)),
    ):
        keep(town.store, article, "10", "20", "24")
        bring(town.store, supplier, article, at=at)
        ask_for(town.store, article, "17", at=at)


def _sold_car(town: Town, at: datetime) -> int:
    """A new car that is to be handed over, in a week that has its three."""
    make_team(town.store, at=at)
    return make_sold_car(town.store, at=at).id


def _count_sheet(town: Town, at: datetime) -> int:
    """A sheet of some articles, one counted by two and too few."""
    articles = list(PartArticle.objects.order_by("pk")[:6])
    stock_up(town.store, articles[0], "10")
    sheet_id = make_open_sheet(town.store, *articles, at=at).id
    for name in ("counter", "second counter"):
        count(sheet_id, articles[0], "7", by=system_actor(name), at=at)
    return sheet_id


def _transfer(town: Town, at: datetime) -> int:
    """Parts that another store of the group agreed to send."""
    other = make_store("NS", brand=Brand.objects.get(), name="安心大众南山店")
    article = PartArticle.objects.order_by("pk")[0]
    actor = system_actor("test")
    asked = transfers.ask_transfer(
        actor=actor, store_id=other.pk, from_store_id=town.store.pk, article_id=article.pk, quantity=Decimal(2),
        needed_at=at + timedelta(days=1), note="客户明天上午来装", key="a transfer of the town", at=at,
    )  # fmt: skip
    when = at + timedelta(hours=20)
    return transfers.agree_transfer(actor=actor, transfer_id=asked.id, quantity=Decimal(2), expected_at=when, at=at).id


def _long_booking(town: Town, now: datetime) -> int:
    """A company's van that is expected today and to be reminded: names as long as they get."""
    owner = make_customer(town.store, "深圳市龙岗区坪地街道新能源汽车租赁服务有限公司", at=now, phone="13911110000")
    model = "帕萨特 380TSI 至尊版 混合动力 2026款"
    van = make_vehicle(town.store, owner_id=owner, at=now, plate="粤BD12345", model_name=model)
    words = "常规保养，顺便检查空调出风口有没有异味，另外右后轮胎压报警好几次了"
    booking = Booking(now + timedelta(minutes=30), car=CarWish(vehicle_id=van), words=words)
    early = now - timedelta(days=2)
    kept = book_appointment(actor=town.actor("advisor"), store_id=town.store.pk, booking=booking, at=early)
    plan_reminders(actor=town.actor("advisor"), store_id=town.store.pk, at=now)
    return kept.id


def _follow_up(town: Town, at: datetime, head: Any) -> int | None:
    desk = town.desk()
    other = settled_visit(desk, at=at)
    deliver_repair_order(actor=desk.actor, number=other, at=at + timedelta(hours=3))
    seen = view_of(desk, other).head
    ids = {"repair_order_id": seen.id, "vehicle_id": seen.vehicle_id, "customer_id": seen.customer_id}
    return plan_follow_up(actor=desk.actor, store_id=town.store.pk, at=at + timedelta(hours=3), **ids).id


def _task(town: Town, at: datetime) -> int:
    about = DocumentRef("customers.customer", 1)
    owner = town.employees["everybody"]
    made = create_task(
        actor=town.actor("everybody"),
        store_id=town.store.pk,
        kind="manual",
        subject=about,
        title="整理资料",
        due_at=at + timedelta(days=1),
        owner_id=owner,
        at=at,
    )
    return made.id


def _rows(town: Town, paid: str) -> dict[str, Any]:
    actor = town.actor("everybody")
    with reading(actor):
        article = PartArticle.objects.first()
        (payment,) = billing.get_cashier_order(actor, paid).bills[0].payments
    assert article is not None
    return {"article_id": article.pk, "row_id": article.pk, "kind": "articles", "payment_id": payment.id}


def _proposal(town: Town, at: datetime) -> int:
    """A target that was proposed to the store."""
    actor, words = town.actor("everybody"), "品牌今年主推双保，区域市场增长 5%"
    asked = [NewProposal(town.store.pk, "repair_gross_profit", Decimal(3_600_000))]
    propose_targets(actor=actor, year=at.year, proposals=asked, words=words, at=at)
    return page_target_proposals(actor, ProposalFilter(), Order(), Window()).rows[0].id


def _forecast(town: Town, at: datetime) -> int:
    """A forecast that waits for the other side."""
    given = ForecastInput(*(Decimal(one) for one in (5_200_000, 1_430_000, 1_800_000, 5_600_000, 8)))
    by, words = {"actor": town.actor("manager"), "store_id": town.store.pk, "year": at.year, "at": at}, "续保增长看好"
    return propose_forecast(given=given, words=words, **by).id
