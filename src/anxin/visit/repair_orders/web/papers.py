"""What is handed over or looked at: the printed order, the signature."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.customers import queries as customers
from anxin.parties.org.queries import StoreInfo, store_info
from anxin.parties.people.queries import direct_phone
from anxin.platform import clock
from anxin.platform.capital_amount import in_capitals
from anxin.platform.documents.contributions import contributions_to
from anxin.platform.documents.inputs import (
    Confirmation,
    Estimate,
    EstimatedItem,
    PayerAmount,
    RepairOrderDocument,
    Signature,
    Unsigned,
)
from anxin.platform.documents.pictures import printable_picture
from anxin.platform.documents.qr import qr_svg
from anxin.platform.money import ZERO, Money
from anxin.platform.ui.formats import format_period, format_rate, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import permissions, queries, rules
from anxin.visit.repair_orders.models import Authorisation, Item
from anxin.visit.repair_orders.parameters import tolerance_of
from anxin.visit.repair_orders.queries import (
    AuthorisationView,
    EstimateLine,
    ItemView,
    JobView,
    PlanView,
    RepairOrderView,
)


@page(permissions.SEE)
def print_repair_order(request: PageRequest, number: str) -> HttpResponse:
    """The order as PDF, for two signatures (FORM-29, mock-up 14)."""
    actor = request.actor
    view = queries.get_repair_order(actor, number)
    customer = customers.get_customer(actor, view.head.customer_id)
    signed = view.authorisation
    picture = ""
    if signed and signed.signature_id:
        picture = printable_picture(queries.get_signature(actor, number, signed.signature_id)[0])
    document = document_of(view, store_info(view.head.store_id), customer.masked_phone, picture)
    # Customers call their advisor directly (R-RC24).
    document["advisor"] = f"{view.head.advisor_name} {direct_phone(actor, view.head.advisor_id)}".strip()
    return pdf_file("documents/repair_order", {**document, **contributions_to("repair_order", actor, view.head)}, number)


@page(permissions.SEE)
def show_signature(request: PageRequest, number: str, signature_id: int) -> HttpResponse:
    """The signature that stands on this order."""
    image, content_type = queries.get_signature(request.actor, number, signature_id)
    response = HttpResponse(image, content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def document_of(view: RepairOrderView, store: StoreInfo, phone: str, picture: str) -> RepairOrderDocument:
    """What the paper shows; texts are Chinese, times in the store's zone. Once signed, only what was signed stands above
    the signature, and what waits for the customer below it with a line of its own."""
    head, signed = view.head, view.authorisation
    local = store.clock.local
    promise = signed.promised_at if signed else head.promised_at
    promised = f"{local(promise):%Y-%m-%d %H:%M}" if promise else _("待定")
    tolerance = format_rate(tolerance_of(store.id, signed.at if signed else None, clock.now()))
    totals = signed.totals if signed else {row.payer: row.actual for row in view.payers}
    jobs = [job for job in view.jobs if signed is None or _is_signed(job, signed)]
    document: RepairOrderDocument = {
        "document": {"title": _("维修委托书"), "number": head.number, "issued_at": local(head.opened_at).isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "qr": {"picture": qr_svg(head.number), "caption": head.number},
        "vehicle": {
            "plate": plate_or_vin(head.plate, head.vin),
            "model": head.model_name,
            "vin": head.vin,
            "odometer_km": head.odometer_km,
        },
        "arrived_at": f"{local(head.opened_at):%Y-%m-%d %H:%M}",
        "arrival": _("预约") if head.is_appointment else _("自行到店"),
        "promised_at": promised,
        "contact_name": head.customer_name,
        "contact_phone": phone,
        "advisor": head.advisor_name,
        "parking_place": head.parking_place,
        "requests": [job.complaint or job.title for job in jobs],
        "estimate": _estimate(view, totals),
        "confirmations": _confirmations(signed, len(jobs), totals.get("customer", ZERO), promised),
        "terms": _terms(tolerance),
        "signatures": [_customer_signature(view, store, picture), {"label": _("服务顾问")}],
    }
    if view.waiting:
        document["unsigned"] = _unsigned(view)
    return document


def _terms(tolerance: str) -> list[str]:
    return [
        _("实际费用与估价相差超过 %(p)s 时，须经客户再次同意。") % {"p": tolerance},
        _("车身状况、油量和车内物品以客户签字的环车检查单为准。"),
        _("车内贵重物品请自行带走；已登记的物品由本店保管。"),
        _("个人信息只用于本次维修和约定的回访，可随时要求查阅或删除。"),
    ]


def _estimate(view: RepairOrderView, totals: Mapping[str, Money]) -> Estimate:
    total = totals.get("customer", ZERO)
    shown = _shown(view)
    packages = queries.package_shares(view.jobs, shown)
    positions = {job.id: job.position for job in view.jobs}
    return {
        "items": [_estimated(item, positions.get(item.job_id, 0)) for item in shown],
        "notes": [share.words for share in packages] + [words for job in view.jobs for words in _plan_notes(job)],
        "customer_total": total,
        "customer_total_words": in_capitals(total),
        "other_payers": _other_payers(totals),
    }


def _plan_notes(job: JobView) -> list[str]:
    """Plans side by side while the customer chooses; then the one chosen and what the others would have cost."""
    notes = []
    for offer in job.plans:
        if offer.choice:
            chosen = _("客户选了方案“%(name)s”¥%(amount)s；另有：%(others)s") % {
                "name": offer.choice.name,
                "amount": offer.choice.amount,
                "others": " · ".join(f"{plan.name} ¥{plan.amount}" for plan in offer.others),
            }
            notes.append(chosen)
        else:
            notes += [_plan_note(plan) for plan in offer.plans]
    return notes


def _plan_note(plan: PlanView) -> str:
    return _("□ 方案 %(n)s“%(name)s”自费 ¥%(amount)s：%(lines)s。%(words)s") % {
        "n": plan.number,
        "name": plan.name,
        "amount": plan.amount,
        "words": plan.words,
        "lines": " · ".join(f"{line.description} ¥{line.amount}" for line in plan.lines),
    }


def _other_payers(totals: Mapping[str, Money]) -> list[PayerAmount]:
    return [{"payer": _payer(code), "amount": amount} for code, amount in totals.items() if code != "customer" and amount]


def _is_signed(job: JobView, signed: AuthorisationView) -> bool:
    return not job.items or any(line.job_id == job.id for line in signed.lines)


def _shown(view: RepairOrderView) -> Sequence[ItemView | EstimateLine]:
    if view.authorisation:
        return view.authorisation.lines
    return [item for job in view.jobs for item in job.items if item.decision in rules.COUNTED]


def _estimated(item: ItemView | EstimateLine, position: int) -> EstimatedItem:
    row: EstimatedItem = {
        "job": position,
        "description": item.description,
        "payer": _payer(item.payer),
        "quantity": _quantity(item),
        "unit_price": item.unit_price,
        "amount": item.amount,
    }
    if period := format_period(item.quality_days, item.quality_km):
        row["quality_period"] = period
    return row


def _unsigned(view: RepairOrderView) -> Unsigned:
    lines = [f"{item.description}　{_quantity(item)}　¥ {item.amount}　{_payer(item.payer)}" for item in view.waiting]
    return {"lines": lines, "signatures": [{"label": _("客户（同意以上各项）")}, {"label": _("服务顾问")}]}


def _quantity(item: ItemView | EstimateLine) -> str:
    return f"{item.quantity.normalize():f} {item.unit}"


def _payer(payer: str) -> str:
    return str(Item.Payer(payer).label)


def _confirmations(signed: AuthorisationView | None, jobs: int, total: Money, promised: str) -> list[Confirmation]:
    wash = "" if signed is None else _("要洗") if signed.wants_wash else _("不洗")
    old_parts = str(Authorisation.OldParts(signed.old_parts).label) if signed else ""
    rows = [
        (_("项目"), _("%(n)s 项") % {"n": jobs}),
        (_("费用"), f"¥ {total}"),
        (_("时间"), promised),
        (_("旧件"), old_parts),
        (_("洗车"), wash),
    ]
    return [{"label": label, "confirmed": signed is not None, "answer": answer} for label, answer in rows]


def _customer_signature(view: RepairOrderView, store: StoreInfo, picture: str) -> Signature:
    signature: Signature = {"label": _("客户")}
    if view.authorisation and not view.authorisation.signature_id:
        # What was agreed without a pen must not read as signed.
        signature["label"] = _("客户（%(how)s）") % {"how": view.authorisation.channel_label}
    if view.authorisation:
        signature["signed_at"] = f"{store.clock.local(view.authorisation.at):%Y-%m-%d %H:%M}"
    if picture:
        signature["picture"] = picture
    return signature
