"""Every page, in both languages, on a phone and at a counter: nothing to scroll sideways, one heading, no complaint.

In Chinese each is also read by axe, which stands for people with a keyboard, a screen reader or weak eyes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation.trans_real import translation
from playwright.sync_api import expect

from anxin.holdings.vehicle_sales.tests.factories import make_sold_car, make_team
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.models import Brand, Region
from anxin.parties.org.queries import all_roles
from anxin.parties.people.tests.factories import make_employee
from anxin.parties.work.commands import create_task
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.relationship.followup.commands import plan_follow_up
from anxin.resources.catalog.models import PartArticle
from anxin.visit.appointments.commands import Booking, CarWish, book_appointment, plan_reminders
from anxin.visit.billing import queries as billing
from anxin.visit.billing.commands import Tender, take_deposit
from anxin.visit.quality import commands as quality
from anxin.visit.reception.commands import draw_sample
from anxin.visit.reception.rating_tokens import new_token
from anxin.visit.reception.tests.factories import settled_visit, signed_visit, walked_around
from anxin.visit.repair_orders.commands import NewItem, NewJob, add_job, deliver_repair_order
from anxin.visit.repair_orders.tests.factories import ASKED, view_of
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
from tests.browser.conftest import COUNTER, PHONE, Hand, Office, TestClock
from tests.browser.town import Town

# What is not looked at here, so that a page that joins the product must be placed: rows that the journey's store does not
# have (their modules test them), acts that only take a form, and answers for a script.
NOT_OPENED = {
    "import_run",
    "import_progress",
    "start_import",
    "stop_import",
    "import_file",
    "import_template",
    "file",
    "revoke_api_token",
    "revoke_grant",
    "revoke_user_token",
    "set_role_permission",
    "parameter",
    "withdraw_value",
    "drop_skill",
    "cancel_absence",
    "return_file",
    "end_substitution",
    "clock_shift",
    "approval",
    "decide_approval",
    "withdraw_approval",
    "message",
    "retry_message",
    "hand_over_message",
    "message_template",
    "reset_template",
    "unsubscribe",
    "parts_reverse_entry",
    "withdraw_warranty_term",
    "end_flag",
    "repair_orders:ask_technical_support",
    "repair_orders:technical_question",
    "repair_orders:answer_technical_question",
    "repair_orders:withdraw_technical_question",
    "greet_visitor",
    "end_visit",
    "repair_orders:remove_item",
    "repair_orders:remove_job",
    "repair_orders:choose_plan",
    "repair_orders:decline_plans",
    "repair_orders:signature",
    "repair_orders:answer_link",
    "repair_orders:sum_link",
    "repair_orders:note_link_seen",
    "repair_orders:link_photo",
    "repair_orders:revoke_approval_link",
    "promises:progress",
    "promises:open_decision",
    "promises:progress_photo",
    "promises:ask_progress",
    "promises:revoke_progress",
    "promises:write_note",
    "promises:read_notes",
    "promises:say_delay",
    "appointment_step",
    "lay_parts_ready",
    "appointment_pre_pick_pdf",
    "appointment_notice_pdf",
    "inspection_sheet_pdf",
    "key_tag_pdf",
    "delivery_note_pdf",
    "see_off",
    "set_delivery_team",
    "cancel_sold_car",
    "new_car_checklist",
    "draw_sample",
    "mark_coached",
    "billing:take_payment",
    "billing:share_payers",
    "billing:remove_share",
    "billing:take_deposit",
    "billing:cancel_invoice",
    "billing:retry_invoice",
    "billing:record_invoice_number",
    "billing:red_letter_invoice",
    "billing:request_invoice",
    "billing:ask_free_express",
    "billing:show_preview",
    "billing:receive_cash",
    "billing:reopen_day",
    "billing:close_day",
    "workshop:place_job",
    "workshop:placing_preview",
    "workshop:place_waiting_jobs",
    "workshop:recall_placed",
    "workshop:drop_job",
    "workshop:recall_job",
    "workshop:upload_photo",
    "workshop:clock_on",
    "quality:judge_rework",
    "quality:withdraw_rework",
    "quality:print_rework",
    "quality:name_body_paint_head",
    "quality:state_own_conduct",
    "quality:decide_conduct_case",
    "quality:appeal_conduct_decision",
    "quality:settle_conduct_appeal",
    "workshop:check_wash",
    "workshop:print_inspections",
    "workshop:pause_job",
    "workshop:finish_job",
    "workshop:correct_clock",
    "workshop:begin_indirect_time",
    "workshop:end_indirect_time",
    "workshop:price_finding",
    "technical:consult_file",
    "technical:revoke_expert_link",
    "technical:answer_by_link",
    "technical:link_file",
}
LOOKS = """() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: document.querySelectorAll('h1').length,
    raw: [...document.querySelectorAll('*')].map((one) => one.localName).filter((name) => name.startsWith('c-')),
})"""

CHINESE_TEXTS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        if (/[\\u4e00-\\u9fff]/.test(text) && walker.currentNode.parentElement.localName !== 'script') found.add(text);
    }
    return [...found];
}"""
DATA = {"个", "制动", "机油", "高压", "空调"}  # the unit of an article; words in the names of services
POSTS = {role.name for role in all_roles().values()}
AXE = Axe()
READ_BY_AXE = {"resultTypes": ["violations"], "selectors": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def barriers(hand: Hand) -> list[str]:
    """What axe calls serious or critical on the page: the rule and the first place."""
    found = AXE.run(hand.page, options=READ_BY_AXE).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:160]}" for one in grave]


def untranslated(hand: Hand) -> list[str]:
    """Texts of the program that stand on an English page in Chinese; names and other data may."""
    english = translation("en")._catalog
    return [text for text in hand.page.evaluate(CHINESE_TEXTS) if text not in DATA and (text in english or text in POSTS)]


def named_addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The full name of every address outside the API, with the names of its parts."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern).startswith("api/"):
                continue
            yield from named_addresses(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name, list(pattern.pattern.converters)


@pytest.fixture(scope="module")
def subjects(server: str, town: Town, server_clock: TestClock) -> dict[str, Any]:
    """One row of each kind: what stands in the addresses."""
    at, desk = server_clock.now() - timedelta(hours=4), town.desk()
    working, paid = signed_visit(desk, at=at), settled_visit(desk, at=at)
    arrived = walked_around(desk, at=at)
    (job,) = view_of(desk, working).jobs
    plan = Plan([Share(town.employees["everybody"])], at, at + timedelta(hours=1), None)
    dispatch_job(actor=desk.actor, number=working, job_id=job.id, plan=plan, at=at)
    found = NewJob("空调异味", items=[NewItem("fee", name="蒸发箱清洗", unit_price=Money.yuan(298))])
    add_job(actor=desk.actor, number=working, job=found, why=ASKED, at=at)
    head = view_of(desk, paid).head
    return {
        "appointment_id": _long_booking(town, server_clock.now()),
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
        "rate_order:number": paid,
        "sample_id": draw_sample(actor=desk.actor, store_id=town.store.pk, at=at + timedelta(hours=3)).id,
        "sold_car_id": _sold_car(town, at),
        "token": new_token(town.store.pk, paid),
        "reception:number": arrived.number,
        "billing:order:number": paid,
        "followup_id": _follow_up(town, at, head),
        "task_id": _task(town, at),
        "payer": _deposit(town, working, at),
        **_rows(town, paid),
        **_case(town, at),
        **_quality(town, paid, at),
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


def _sold_car(town: Town, at: datetime) -> int:
    """A new car that is to be handed over, in a week that has its three."""
    make_team(town.store, at=at)
    return make_sold_car(town.store, at=at).id


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


@pytest.fixture(scope="module")
def addresses(subjects: dict[str, Any], town: Town) -> dict[str, str]:
    """Every page by its name: what answers a GET with HTML."""
    client = Client()
    client.force_login(town.users["everybody"])
    found = {}
    lost = []
    for name, parts in named_addresses():
        given = {part: subjects.get(f"{name}:{part}", subjects.get(part)) for part in parts}
        if None in given.values() or name in NOT_OPENED:
            lost += [name] if name not in NOT_OPENED else []
            continue
        address = reverse(name, kwargs=given)
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found[name] = address
        elif answer.status_code not in (200, 204, 302, 304, 405):
            lost.append(f"{name} ({address} answered {answer.status_code})")
    assert not lost, f"new pages: give them a subject, or name them in NOT_OPENED: {lost}"
    assert len(found) > 60
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_fits_phone_and_counter_and_nothing_complains(
    office: Office, addresses: dict[str, str], language: str
) -> None:
    faults = []
    for size in (PHONE, COUNTER):
        hand = office.at_desk("everybody", size, language)
        for name, address in addresses.items():
            hand.go(address)
            looks = hand.page.evaluate(LOOKS)
            if looks["wide"] > 0:
                faults.append(f"{name} {address} scrolls sideways by {looks['wide']} px at {size['width']} in {language}")
            if looks["headings"] != 1:
                faults.append(f"{name} {address} has {looks['headings']} h1 at {size['width']}")
            if looks["raw"]:
                faults.append(f"{name} {address} shows parts that were not rendered: {looks['raw']}")
            if language == "zh-hans":  # roles, names and colours are the same in both
                faults += [f"{name} {address} at {size['width']}: {barrier}" for barrier in barriers(hand)]
            elif size is COUNTER:
                faults += [f"{name} {address} says {text!r} in English" for text in untranslated(hand)]
    assert not faults, "\n".join(faults)


def test_axe_sees_a_picture_and_a_field_without_words(office: Office) -> None:
    hand = office.stranger()
    hand.page.set_content('<html lang="zh"><title>x</title><main><img src="data:,"><input></main>')
    assert {one.partition(" ")[0] for one in barriers(hand)} == {"image-alt", "label"}


def test_slash_leads_to_the_search_and_the_focus_is_seen(office: Office) -> None:
    hand = office.at_desk("advisor")
    hand.press("/")
    search = hand.page.get_by_role("searchbox", name="全局搜索")
    expect(search).to_be_focused()
    seen = _focus_ring(hand)
    assert seen, "the focused search field looks like any other"
    hand.page.keyboard.press("Escape")
    hand.page.locator("body").click(position={"x": 700, "y": 10})
    for _step in range(6):
        hand.page.keyboard.press("Tab")
        assert _focus_ring(hand), hand.page.evaluate("document.activeElement.outerHTML.slice(0, 160)")


def _focus_ring(hand: Hand) -> bool:
    """Whether the element with the focus, or the box around it, draws an outline, a shadow or a border of the accent."""
    return bool(
        hand.page.evaluate("""() => {
            const drawn = (one) => { const look = getComputedStyle(one);
              return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== 'none'; };
            const one = document.activeElement;
            return one !== document.body && (drawn(one) || drawn(one.parentElement));
        }""")
    )
