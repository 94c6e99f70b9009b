"""The advisor's answer to a finding: what mends it, found in the catalogue or written by hand; the customer is asked."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.parties.contacts.queries import blocked_words
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import (
    CatalogueHit,
    CodeUnknown,
    price_labours,
    price_package,
    price_parts,
    search_catalog,
    suggest_catalog,
)
from anxin.visit.repair_orders.commands import FactsMissing, NewItem, send_approval_link
from anxin.visit.repair_orders.permissions import AUTHORISE, CHANGE, PROPOSE
from anxin.visit.repair_orders.queries import OrderHead, get_order_head
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.web.forms import HARMS, POSITIONS, PriceForm

TEMPLATE = "workshop/price_finding.html"
MOST_HITS, MOST_CHOSEN = 8, 12
KINDS = {"operation": "labour", "article": "part", "package": "package"}
HIT_OF = {kind: hit for hit, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Something of the catalogue that was put beside the finding; ``quantity`` of labour are hours, empty for a package."""

    hit: CatalogueHit
    kind: str
    quantity: str
    amount: Money
    without: str
    position: str = ""
    usual: str = ""

    @property
    def line(self) -> Money:
        """What the line comes to: labour has its price for the usual hours, a part for one."""
        try:
            wanted, usual = Decimal(self.quantity or self.usual or "1"), Decimal(self.usual or "1")
        except InvalidOperation:
            return self.amount
        share = wanted / usual if self.kind == "labour" and usual else wanted
        return Money(int((self.amount.fen * share).to_integral_value(ROUND_HALF_UP))) if share > 0 else Money(0)

    @property
    def spec(self) -> str:
        """How the address and the form name it."""
        return f"{self.kind}:{self.hit.code}"


@page(PROPOSE)
def price_finding(request: PageRequest, finding_id: int) -> HttpResponse:
    """One finding; ``?q=`` searches the catalogue, each ``?item=kind:code`` stands beside it until it is sent."""
    found = queries.get_finding(request.actor, finding_id)
    head = get_order_head(request.actor, found.number)
    said = {"name": found.words[:80], "cause": found.words, "harm": found.harm, "urgency": found.urgency}
    form = PriceForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            items, packages = _posted(request)
            commands.price_finding(
                actor=request.actor,
                finding_id=finding_id,
                items=[*items, *form.items()],
                packages=packages,
                facts=form.facts(),
                own_job=form.own_job(),
                at=clock.now(),
            )
        except FactsMissing as refusal:
            for name, words in refusal.errors.items():
                form.add_error(name, str(words))
            return _show(request, found, head, form, refusal.status)
        except (Invalid, Conflict) as refusal:
            form.add_error(_field(refusal, form), refusal.shown)
            return _show(request, found, head, form, refusal.status)
        if request.POST.get("then") == "link":
            return _send(request, found.number)
        if request.POST.get("then") == "plans":
            address = reverse("repair_orders:offer_plans", args=[found.number, found.job_id])
            return redirect_after_post(request, address, Toast(_("已报价，请分成方案给客户选")))
        address = reverse("repair_orders:detail", args=[found.number])
        return redirect_after_post(request, address, Toast(_("已报价，等客户确认")))
    return _show(request, found, head, form, 200 if request.method != "POST" else 422)


def _send(request: PageRequest, number: str) -> HttpResponse:
    """The price stands whatever becomes of the message: where it cannot be sent, the page of the link says what to do."""
    own = reverse("repair_orders:detail", args=[number])
    try:
        sent = send_approval_link(actor=request.actor, number=number, at=clock.now())
    except Conflict as refusal:
        return redirect_after_post(request, own, Toast(refusal.shown, level="late"))
    if sent.blocked_reason:
        address = reverse("repair_orders:send_approval_link", args=[number])
        return redirect_after_post(request, address, Toast(_("已报价，消息没有发出"), level="late"))
    return redirect_after_post(request, own, Toast(_("已报价，链接已发给客户")))


def _show(request: PageRequest, found: queries.FindingRow, head: OrderHead, form: PriceForm, status: int) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    may_add_package = request.actor.may(CHANGE, head.store_id)
    kinds = ("package", "operation", "article") if may_add_package else ("operation", "article")
    brand_id = store_info(head.store_id).brand_id
    wished = _wished(request)
    if text:
        hits = search_catalog(request.actor, text, brand_id, kinds=kinds, limit=MOST_HITS)
    else:
        hits = suggest_catalog(request.actor, found.words, brand_id, kinds=kinds)
    chosen = _chosen(request, head.store_id, wished, found.words)
    may_send = settings.PUBLIC_URL and request.actor.may(AUTHORISE, head.store_id)
    context = {
        "found": found,
        "order": head,
        "form": form,
        "text": text,
        "hits": [(hit, _address([*wished.elements(), f"{KINDS[hit.kind]}:{hit.code}"])) for hit in hits],
        "chosen": chosen,
        "total": Money.sum(one.line for one in chosen),
        "may_plan": request.actor.may(CHANGE, head.store_id),
        "may_send": may_send,
        "unsent": blocked_words(head.store_id, head.customer_id, "service", "sms") if may_send else "",
        "photos": queries.list_photos(request.actor, found.id),
        "harms": HARMS,
        "positions": POSITIONS,
    }
    return render_page(request, TEMPLATE, context, partial=("hits",), status=status)


def _wished(request: PageRequest) -> Counter[str]:
    given = (request.POST if request.method == "POST" else request.GET).getlist("item")
    return Counter(spec[:60] for spec in given[:MOST_CHOSEN] if spec.partition(":")[0] in HIT_OF and "\x00" not in spec)


def _address(specs: list[str]) -> str:
    return "?" + urlencode([("item", spec) for spec in specs])


def _chosen(request: PageRequest, store_id: int, wished: Counter[str], words: str) -> list[Chosen]:
    """What was put beside the finding, with the price of today; a code that is not in the catalogue is left out.

    The position is that of the technician's words, until the advisor says another.
    """
    if not wished:
        return []
    day = store_info(store_id).clock.day(clock.now())
    codes: dict[str, list[str]] = {kind: [] for kind in HIT_OF}
    for spec in wished:
        codes[spec.partition(":")[0]].append(spec.partition(":")[2])
    typed = dict(zip(request.POST.getlist("item"), request.POST.getlist("quantity"), strict=False))
    said = dict(zip(request.POST.getlist("item"), request.POST.getlist("position"), strict=False))
    rows: list[Chosen] = []
    place = next((str(one) for one in POSITIONS if str(one) in words), "")

    def add(kind: str, code: str, name: str, amount: Money, quantity: str, *, where: bool = False) -> None:
        hit = CatalogueHit(HIT_OF[kind], 0, code, name, None, needs_position=where)
        spec = f"{kind}:{code}"
        without = _address([each for each in wished.elements() if each != spec])
        wanted = typed.get(spec, quantity)
        rows.append(Chosen(hit, kind, wanted, amount, without, said.get(spec, place if where else ""), quantity))

    for code, labour in price_labours(request.actor, store_id, codes["labour"], day).items():
        if code in codes["labour"]:
            add("labour", code, labour.name, labour.amount, f"{labour.hours.normalize():f}", where=labour.needs_position)
    for code, part in price_parts(request.actor, store_id, codes["part"], day).items():
        if code in codes["part"]:
            add("part", code, part.name, part.price, str(wished[f"part:{code}"]), where=part.needs_position)
    for code in codes["package"]:
        try:
            package = price_package(request.actor, store_id, code, day)
        except CodeUnknown:
            continue
        add("package", code, package.name, package.price, "")
    return rows


def _posted(request: PageRequest) -> tuple[list[NewItem], list[str]]:
    """:raises Invalid: a quantity that is no number"""
    items, packages = [], []
    quantities, places = request.POST.getlist("quantity"), request.POST.getlist("position")
    for place, spec in enumerate(_wished(request)):
        kind, _colon, code = spec.partition(":")
        if kind == "package":
            packages.append(code)
        else:
            amount = _quantity(quantities[place] if place < len(quantities) else "")
            where = places[place].replace("\x00", "") if place < len(places) else ""
            items.append(NewItem(kind, code, quantity=amount, position_words=where))
    return items, packages


def _quantity(typed: str) -> Decimal | None:
    try:
        return Decimal(typed.strip()) if typed.strip() else None
    except InvalidOperation:
        raise Invalid(_("数量要大于 0，最多 9999。"), field="quantity", rule="R-WS05") from None


def _field(refusal: Invalid | Conflict, form: PriceForm) -> str | None:
    # Nothing was chosen and no price was written: the field at hand is the price.
    name = "unit_price" if refusal.field == "items" else refusal.field
    return name if name in form.fields else None
