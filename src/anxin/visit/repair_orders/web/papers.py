"""What is handed over or looked at: the printed order, the signature."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.parties.customers import queries as customers
from anxin.parties.org.queries import StoreInfo, store_info
from anxin.platform.capital_amount import in_capitals
from anxin.platform.documents.inputs import Confirmation, EstimatedItem, RepairOrderDocument, Signature
from anxin.platform.documents.pictures import printable_picture
from anxin.platform.documents.qr import qr_svg
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.ui.formats import format_plate
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import permissions, queries
from anxin.visit.repair_orders.models import Authorisation
from anxin.visit.repair_orders.parameters import ESTIMATE_TOLERANCE
from anxin.visit.repair_orders.queries import RepairOrderView


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
    return pdf_file("documents/repair_order", document, number)


@page(permissions.SEE)
def show_signature(request: PageRequest, number: str, signature_id: int) -> HttpResponse:
    """The signature that stands on this order."""
    image, content_type = queries.get_signature(request.actor, number, signature_id)
    response = HttpResponse(image, content_type=content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def document_of(view: RepairOrderView, store: StoreInfo, phone: str, picture: str) -> RepairOrderDocument:
    """What the paper shows; texts are Chinese, times in the store's zone."""
    head = view.head
    local = store.clock.local
    promised = f"{local(head.promised_at):%Y-%m-%d %H:%M}" if head.promised_at else _("待定")
    tolerance = int(value(ESTIMATE_TOLERANCE, store.id, store.clock.day(head.opened_at)) * 100)
    total = Money.sum(row.actual for row in view.payers if row.payer == "customer")
    return {
        "document": {"title": _("维修委托书"), "number": head.number, "issued_at": local(head.opened_at).isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "qr": {"picture": qr_svg(head.number), "caption": head.number},
        "vehicle": {
            "plate": format_plate(head.plate),
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
        "key_tag": head.parking_place,
        "requests": [job.complaint or job.title for job in view.jobs],
        "estimate": {
            "items": _items(view),
            "customer_total": total,
            "customer_total_words": in_capitals(total),
            "other_payers": [{"payer": row.payer, "amount": row.actual} for row in view.payers if row.payer != "customer"],
        },
        "confirmations": _confirmations(view, total, promised),
        "damage": [],
        "remarks": [],
        "terms": [
            _("实际费用与估价相差超过 %(p)s%% 时，须经客户再次同意。") % {"p": tolerance},
            _("车内贵重物品请自行带走；已登记的物品由本店保管。"),
            _("个人信息只用于本次维修和约定的回访，可随时要求查阅或删除。"),
        ],
        "signatures": [_customer_signature(view, store, picture), {"label": _("服务顾问")}],
    }


def _items(view: RepairOrderView) -> list[EstimatedItem]:
    rows: list[EstimatedItem] = []
    for job in view.jobs:
        for item in job.items:
            if item.decision not in ("PRESENTED", "APPROVED"):
                continue
            row: EstimatedItem = {
                "job": job.position,
                "description": " · ".join(filter(None, [item.name, item.position_words])),
                "payer": item.payer,
                "quantity": f"{item.quantity.normalize():f} {item.unit}",
                "unit_price": item.unit_price,
                "amount": item.amount,
            }
            period = [_("%(n)s 天") % {"n": item.quality_days}] if item.quality_days else []
            if item.quality_km:
                period.append(f"{item.quality_km} km")
            if period:
                row["quality_period"] = " / ".join(period)
            rows.append(row)
    return rows


def _confirmations(view: RepairOrderView, total: Money, promised: str) -> list[Confirmation]:
    signed = view.authorisation
    wash = "" if signed is None else _("要洗") if signed.wants_wash else _("不洗")
    old_parts = str(Authorisation.OldParts(signed.old_parts).label) if signed else ""
    rows = [
        (_("项目"), _("%(n)s 项") % {"n": len(view.jobs)}),
        (_("费用"), f"¥ {total}"),
        (_("时间"), promised),
        (_("旧件"), old_parts),
        (_("洗车"), wash),
    ]
    return [{"label": label, "confirmed": signed is not None, "answer": answer} for label, answer in rows]


def _customer_signature(view: RepairOrderView, store: StoreInfo, picture: str) -> Signature:
    signature: Signature = {"label": _("客户")}
    if view.authorisation:
        signature["signed_at"] = f"{store.clock.local(view.authorisation.at):%Y-%m-%d %H:%M}"
    if picture:
        signature["picture"] = picture
    return signature
