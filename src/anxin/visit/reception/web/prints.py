"""Papers of reception: inspection sheet, key tag, delivery note."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from anxin.parties.customers.queries import get_vehicle
from anxin.parties.org.queries import StoreInfo, names_by_key, store_info
from anxin.parties.people.queries import direct_phone
from anxin.platform.actor import Actor
from anxin.platform.documents.contributions import contributions_to, register_contribution
from anxin.platform.documents.pictures import printable_picture
from anxin.platform.documents.qr import qr_svg
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.ui.formats import format_duration, format_money, format_period, format_plate, plate_or_vin
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import permissions, queries, rules
from anxin.visit.reception.web import words
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.parameters import LABOUR_QUALITY_DAYS, LABOUR_QUALITY_KM


@page(permissions.SEE)
def inspection_sheet(request: PageRequest, number: str) -> HttpResponse:
    """The walk-around on paper (FORM-28)."""
    actor: Any = request.actor
    reception = queries.get_reception(actor, number)
    row, sheet = reception.row, reception.sheet
    at = sheet.signed_at or sheet.recorded_at or row.arrived_at
    signature = queries.get_sheet_signature(actor, number) if sheet.signature_id else None
    fuel = f"{sheet.fuel_eighths}/8" if sheet.fuel_eighths is not None else ""
    belongings = [
        {"name": str(words.VALUABLES[code]), "place": gettext("留在车上")} for code in sheet.valuables if code != "none"
    ]
    if sheet.locker:
        belongings.append({"name": gettext("小件物品"), "place": gettext("储物柜 %(n)s") % {"n": sheet.locker}})
    data = {
        "document": _document(gettext("环车检查单"), row.number, at),
        "store": _store(store_info(row.store_id)),
        "vehicle": _vehicle(row.plate, row.model_name, row.vin, sheet.odometer_km) | ({"fuel": fuel} if fuel else {}),
        "inspected_at": _time(at),
        "inspector": row.advisor_name,
        "contact_name": row.customer_name,
        "customer_present": sheet.is_customer_present,
        "warning_lights": [str(words.WARNING_LIGHTS[code]) for code in sheet.warning_lights],
        "damage": _damage(sheet),
        "photo_count": len(sheet.photos),
        "areas": [],
        "belongings": belongings,
        "belongings_note": " ".join(part for part in (sheet.belongings_note, sheet.bulky_note) if part)
        or (gettext("无其他贵重物品与大件物品。") if belongings else gettext("无贵重物品与大件物品。")),
        "remarks": _remarks(sheet),
        "signatures": [_signature(gettext("客户签字"), signature, sheet.signed_at), {"label": gettext("检查人")}],
    }
    return pdf_file("documents/inspection_sheet", data, f"{row.number}-sheet")


@page(permissions.SEE)
def key_tag(request: PageRequest, number: str) -> HttpResponse:
    """The key tag (R-RO04)."""
    actor: Any = request.actor
    row = queries.get_reception(actor, number).row
    order = orders.get_order_head(actor, row.order_number) if row.order_number else None
    shown = row.order_number or row.number
    data = {
        "document": _document(gettext("钥匙牌"), shown, row.arrived_at),
        "store_name": store_info(row.store_id).name,
        "qr": {"picture": qr_svg(shown), "caption": ""},
        "key_tag": row.key_tag,
        "booking_plate": str(row.booking_plate or ""),
        "plate": plate_or_vin(row.plate, row.vin),
        "model": row.model_name,
        "color": get_vehicle(actor, row.vehicle_id).data.color,
        "parking_place": order.parking_place if order else "",
        "advisor": row.advisor_name,
        "promised_at": _time(order.promised_at)[5:] if order and order.promised_at else "",
    }
    return pdf_file("documents/key_tag", data, f"{shown}-key")


@page(permissions.SEE)
def delivery_note(request: PageRequest, number: str) -> HttpResponse:
    """The signed delivery note on paper (FORM-39)."""
    actor: Any = request.actor
    note = queries.find_delivery_note(actor, number)
    if note is None:
        raise NotFound(gettext("这张工单还没有交车说明单，请先交车。"))
    order = orders.get_repair_order(actor, number)
    head = order.head
    data = {
        "document": _document(gettext("交车说明单"), number, note.at),
        "store": _store(store_info(head.store_id)),
        "vehicle": _vehicle(head.plate, head.model_name, head.vin, head.odometer_km),
        "delivered_at": _time(note.at),
        "contact_name": head.customer_name,
        "advisor": head.advisor_name,
        "advisor_phone": direct_phone(actor, head.advisor_id) or store_info(head.store_id).phone,
        "returned_parts": [
            {"name": part.name, "quantity": part.quantity, "disposal": _disposal(part)} for part in note.returned_parts
        ],
        "next_services": [*(_coming(each) for each in note.next_services), *_together(note.next_services)],
        "follow_up_note": _follow_up(note, contributions_to("delivery_note", actor, head)),
        "signatures": [_signature(gettext("客户签字"), note.signature, note.at), _handed_over(actor, note)],
    }
    data |= _what_was_done(order, note)
    return pdf_file("documents/delivery_note", data, f"{number}-delivery")


def _what_was_done(order: orders.RepairOrderView, note: queries.DeliveryNoteView) -> dict[str, Any]:
    """Services with their quality periods, causes and corrections, and what was left; labour has the store's own period."""
    items = [item for job in order.jobs for item in job.items]
    periods = {name: format_period(*period) for name, period in queries.service_periods(order).items()}
    limits = (value(one, order.head.store_id, note.at) for one in (LABOUR_QUALITY_DAYS, LABOUR_QUALITY_KM))
    labour = format_period(*limits)
    parts = queries.part_periods(order)
    return {
        "done": [
            *(
                {"description": service, "precaution": said, "quality_period": periods.get(service) or labour}
                for service, said in note.precautions
            ),
            *(
                {"description": gettext("配件：%(name)s") % {"name": name}, "precaution": "", "quality_period": period}
                for name, period in ((name, format_period(days, km)) for name, days, km in parts)
            ),
        ],
        "repaired": [
            {"complaint": job.complaint or job.title, "cause": job.cause, "correction": job.correction}
            for job in order.jobs
            if job.cause or job.correction
        ],
        "deferred": [
            {"finding": item.description, "reason": item.decline_reason or item.decision_label, "when_next": _when(item)}
            for item in items
            if item.decision in ("DECLINED", "DEFERRED")
        ],
        "terms": [
            gettext("质保期自交车之日起，时间与里程先到为准。"),
            gettext("维修作业（只有工时的也一样）质保 %(period)s，期内同一故障免费返修；配件有自己的质保期的按配件。")
            % {"period": labour},
        ],
    }


def on_order(actor: Actor, order: orders.OrderHead) -> dict[str, Any]:
    """What the order's paper shows of the reception: number of the key, outline with damage, things (R-RO04, mock-up 14)."""
    reception = queries.find_reception_of_order(actor, order.number) if actor.may(permissions.SEE) else None
    if reception is None:
        return {}
    sheet, shown = reception.sheet, {}
    if reception.row.key_tag:
        shown["key_tag"] = reception.row.key_tag
    if sheet.recorded_at is None and sheet.signed_at is None:
        return shown
    lights = " · ".join(str(words.WARNING_LIGHTS[code]) for code in sheet.warning_lights) or gettext("无")
    kept = " · ".join(str(words.VALUABLES[code]) for code in sheet.valuables if code != "none")
    notes = " ".join(part for part in (kept, sheet.belongings_note, sheet.bulky_note) if part)
    remarks = [
        gettext("照片 %(n)s 张，存于系统。亮灯：%(lights)s。") % {"n": len(sheet.photos), "lights": lights},
        gettext("车内：%(things)s。") % {"things": notes or gettext("无贵重物品与大件物品")},
    ]
    if sheet.locker:
        remarks.append(gettext("储物柜 %(n)s") % {"n": sheet.locker})
    return {**shown, "damage": _damage(sheet), "remarks": [*remarks, *_remarks(sheet)]}


def _damage(sheet: queries.SheetView) -> list[dict[str, Any]]:
    return [
        {
            "number": place,
            "x": mark["x"] * rules.OUTLINE_WIDTH,
            "y": mark["y"] * rules.OUTLINE_HEIGHT,
            "description": words.describe_mark(mark),
        }
        for place, mark in enumerate(sheet.marks, start=1)
    ]


def _document(title: str, number: str, at: datetime) -> dict[str, str]:
    return {"title": title, "number": number, "issued_at": timezone.localtime(at).isoformat()}


def _store(store: StoreInfo) -> dict[str, str]:
    return {"name": store.company or store.name, "address": store.address, "service_phone": store.phone}


def _vehicle(plate: str, model: str, vin: str, odometer_km: int | None) -> dict[str, Any]:
    return {"plate": format_plate(plate), "model": model, "vin": vin, "odometer_km": odometer_km}


def _remarks(sheet: queries.SheetView) -> list[str]:
    said = []
    if sheet.protective_set:
        said.append(gettext("三件套：%(state)s") % {"state": words.PROTECTIVE_SET[sheet.protective_set]})
    if sheet.declined_reason:
        said.append(gettext("未做环车检查：%(why)s") % {"why": sheet.declined_reason})
    return [*said, *([sheet.remarks] if sheet.remarks else [])]


def _handed_over(actor: Actor, note: queries.DeliveryNoteView) -> dict[str, str]:
    """Who handed the car over was known to the program: name and time stand for the signature."""
    key = note.handed_over_by_key
    name = names_by_key(actor, [key]).get(key, "")
    label = gettext("服务顾问（电子确认）") if name else gettext("服务顾问")
    return {"label": label, "signed_at": _time(note.at), "name": name}


def _signature(label: str, picture: bytes | None, at: datetime | None) -> dict[str, str]:
    if picture is None or at is None:
        return {"label": label}
    return {"label": label, "signed_at": _time(at), "picture": printable_picture(picture)}


def _coming(each: queries.NextServiceRow) -> dict[str, str]:
    due = [f"{each.due_km:,} km" if each.due_km else "", each.due_on.isoformat() if each.due_on else ""]
    return {
        "service": each.service,
        "due": gettext(" 或 ").join(part for part in due if part),
        "cost": gettext("约 ¥ %(cost)s") % {"cost": format_money(each.cost)} if each.cost else "",
        "duration": gettext("约 %(time)s") % {"time": format_duration(each.minutes)} if each.minutes else "",
    }


def _together(coming: Sequence[queries.NextServiceRow]) -> list[dict[str, str]]:
    """The sum of what comes next, where it is more than one thing (R-DL02)."""
    cost, minutes = queries.totals(coming)
    row = queries.NextServiceRow(gettext("合计"), None, None, cost or None, minutes or None)
    return [_coming(row)] if len(coming) > 1 and (cost or minutes) else []


def _when(item: orders.ItemView) -> str:
    due = [f"{item.not_before_km:,} km" if item.not_before_km else "", item.not_before_on and item.not_before_on.isoformat()]
    return gettext(" 或 ").join(part for part in due if part)


def _disposal(part: queries.ReturnedPartRow) -> str:
    outcome = words.OUTCOMES.get(part.outcome)
    return " · ".join(text for text in (str(outcome) if outcome else "", part.disposal) if text)


def _follow_up(note: queries.DeliveryNoteView, planned: Mapping[str, Any]) -> str:
    """That somebody calls, who, by when and about what (R-DL04), unless nobody does; what is asked of this car is the
    house's own note, and not printed. ``planned`` has ``called_by``, a day or None, once the call is planned.
    """
    day = planned.get("called_by")
    if "called_by" in planned and day is None:
        return ""
    words = gettext("本店客服会在 %(day)s打电话给您，问用车是否正常、对服务是否满意；您方便的时间：%(when)s。")
    by = gettext("%(day)s 以前") % {"day": f"{day:%m-%d}"} if day else gettext("几天内")
    return words % {"day": by, "when": note.call_time_label or gettext("都可以")}


def _time(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


register_contribution("repair_order", on_order)
