"""Every page, in both languages, on a phone and at a counter: nothing to scroll sideways, one heading, no complaint.

In Chinese each is also read by axe, which stands for people with a keyboard, a screen reader or weak eyes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation.trans_real import translation
from playwright.sync_api import expect

from anxin.parties.org.queries import all_roles
from tests.browser.conftest import COUNTER, PHONE, Hand, Office
from tests.browser.page_subjects import make_subjects
from tests.browser.town import Town
from tests.wall_clock import WallClock

# What is not looked at here, so that a page that joins the product must be placed: rows that the journey's store does not
# have (their modules test them), acts that only take a form, and answers for a script.
NOT_OPENED = {
    "import_run",
    "import_progress",
    "start_import",
    "stop_import",
    "import_file",
    "import_template",
    "figures:template",
    "figures:import_monthly_history",
    "figures:drop_monthly_history",
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
    "parts_price_entry",
    "parts_desk:print_issue_note",
    "parts_desk:print_old_part_labels",
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
    "promises:resend_decision",
    "promises:progress_photo",
    "promises:ask_progress",
    "promises:revoke_progress",
    "promises:write_note",
    "promises:read_notes",
    "promises:say_delay",
    "appointment_step",
    "lay_parts_ready",
    "appointment_pre_pick_pdf",
    "print_count_sheet",
    "print_accessories",
    "appointment_notice_pdf",
    "inspection_sheet_pdf",
    "key_tag_pdf",
    "delivery_note_pdf",
    "see_off",
    "set_delivery_team",
    "cancel_sold_car",
    "waive_new_car_inspection",
    "settle_rebate",
    "refuse_rebate",
    "withdraw_rebate",
    "repair_orders:open_pre_delivery_order",
    "quality:record_inspector_training",
    "new_car_checklist",
    "draw_sample",
    "mark_coached",
    "share_rating",
    "revoke_rating",
    "unmark_coached",
    "billing:take_payment",
    "billing:notify",
    "billing:retry_platform_refund",
    "billing:settle_platform_refund",
    "billing:share_payers",
    "billing:remove_share",
    "billing:round_off",
    "billing:grant_credit",
    "billing:note_promise",
    "billing:print_statement",
    "billing:print_closing",
    "billing:take_deposit",
    "billing:name_insurer",
    "billing:take_booking_deposit",
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
    "workshop:upload_inspection_photo",
    "workshop:clock_on",
    "market:answer_market_note",
    "assessments:object_to_assessment",
    "assessments:uphold_objection",
    "assessments:reject_objection",
    "assessments:withdraw_assessment",
    "assessments:print_assessment",
    "budgets:set_labour_budget",
    "budgets:propose_forecast",
    "budgets:confirm_forecast",
    "budgets:object_to_forecast",
    "budgets:take_forecast",
    "budgets:propose_targets",
    "budgets:accept_target_proposal",
    "budgets:counter_target_proposal",
    "budgets:agree_to_counter",
    "budgets:withdraw_target_proposal",
    "reviews:add_reviewed_order",
    "reviews:drop_reviewed_order",
    "reviews:note_causes",
    "reviews:agree_measure",
    "reviews:give_measure",
    "reviews:close_review",
    "reviews:accept_suggestion",
    "reviews:decline_suggestion",
    "reviews:give_suggestion",
    "reviews:report_suggestion_done",
    "reviews:confirm_suggestion",
    "reviews:return_suggestion",
    "reviews:drop_suggestion",
    "quality:judge_rework",
    "kpi:confirm_obstacles",
    "kpi:withdraw_obstacles",
    "kpi:copy_targets",
    "kpi:import_targets",
    "kpi:set_targets",
    "kpi:set_targets_of_stores",
    "kpi:break_down_year",
    "kpi:break_down_to_people",
    "quality:withdraw_rework",
    "quality:print_rework",
    "reviews:print_review",
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
    "workshop:correct_indirect_time",
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
def subjects(server: str, town: Town, server_clock: WallClock) -> dict[str, Any]:
    """One row of each kind: what stands in the addresses."""
    return make_subjects(town, server_clock.now())


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
