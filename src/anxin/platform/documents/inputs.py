"""What each printed document needs: one type per template, and the parts that they share; the shape that `render_pdf` takes.

Conventions: texts are printed as given, markup in them too. Dates and times are text in the store's local time, ready to
read ("2026-11-20 15:30"). Amounts are Money (fen), tax included unless the name says so. Quantities carry their unit
("1.2 h"). Phone numbers come masked where they should be. A `NotRequired` key that is left out leaves its place out.
Where the values come from is not said here. Pictures are SVG texts from `qr_svg` or `printable_picture`.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from anxin.platform.money import Money


class DocumentHead(TypedDict):
    """Metadata of the file and the foot of each page."""

    title: str
    number: str
    issued_at: str
    """ISO instant with offset: date of the file."""
    copy_note: NotRequired[str]
    """Printed in the foot: 预览, 客户联, 第 2 版 …"""


class StoreHead(TypedDict):
    name: str
    address: str
    service_phone: str
    rescue_phone: NotRequired[str]


class QrCode(TypedDict):
    picture: str
    caption: str


class PrintedVehicle(TypedDict):
    plate: str
    model: str
    vin: str
    odometer_km: int | None
    fuel: NotRequired[str]


class Signature(TypedDict):
    label: str
    signed_at: NotRequired[str]
    picture: NotRequired[str]
    name: NotRequired[str]


class DamageMark(TypedDict):
    """A mark on the car outline; x 0-400 from nose to tail, y 0-206, as on the reception screen."""

    number: int
    x: float
    y: float
    description: str


class PayerAmount(TypedDict):
    payer: str
    amount: Money


# -- repair order 维修委托书 (FORM-29) --


class EstimatedItem(TypedDict):
    job: int
    description: str
    payer: str
    quantity: str
    unit_price: Money
    amount: Money
    quality_period: NotRequired[str]


class Estimate(TypedDict):
    items: list[EstimatedItem]
    customer_total: Money
    customer_total_words: str
    """大写: 玖佰叁拾陆元整."""
    other_payers: list[PayerAmount]
    notes: list[str]
    """Which lines are one package, and its price: printed under the table."""


class Confirmation(TypedDict):
    label: str
    confirmed: bool
    answer: str


class Unsigned(TypedDict):
    """What was found after the signature: a line each, ready to read, and the places to sign for them."""

    lines: list[str]
    signatures: list[Signature]


class RepairOrderDocument(TypedDict):
    """documents/repair_order: one A4 page for up to 12 items."""

    document: DocumentHead
    store: StoreHead
    qr: QrCode
    vehicle: PrintedVehicle
    arrived_at: str
    arrival: str
    promised_at: str
    contact_name: str
    contact_phone: str
    advisor: str
    parking_place: str
    requests: list[str]
    """The customer's own words, numbered by the template."""
    estimate: Estimate
    confirmations: list[Confirmation]
    """The five: 项目, 费用, 时间, 旧件, 洗车."""
    key_tag: NotRequired[str]
    damage: NotRequired[list[DamageMark]]
    """Left out where a sheet of its own holds the walk-around: an empty list says that there was none."""
    remarks: NotRequired[list[str]]
    terms: list[str]
    signatures: list[Signature]
    unsigned: NotRequired[Unsigned]


# -- inspection sheet 环车检查单 (FORM-28) --


class InspectionPoint(TypedDict):
    name: str
    result: str
    """OK, WATCH, URGENT or UNCHECKED; printed as 正常, 关注, 急需, 未查."""
    note: NotRequired[str]


class InspectionArea(TypedDict):
    name: str
    points: list[InspectionPoint]


class Belonging(TypedDict):
    name: str
    place: str


class InspectionSheetDocument(TypedDict):
    """documents/inspection_sheet."""

    document: DocumentHead
    store: StoreHead
    qr: NotRequired[QrCode]
    vehicle: PrintedVehicle
    inspected_at: str
    inspector: str
    contact_name: str
    customer_present: bool
    warning_lights: list[str]
    damage: list[DamageMark]
    photo_count: int
    areas: list[InspectionArea]
    belongings: list[Belonging]
    belongings_note: str
    """What the customer confirms about valuables and bulky items."""
    remarks: list[str]
    signatures: list[Signature]


# -- delivery note 交车说明单 (FORM-39, R-DL01, R-DL02) --


class DoneService(TypedDict):
    description: str
    precaution: str
    quality_period: str


class Repaired(TypedDict):
    """A concern of the customer, what caused it, and what was done about it."""

    complaint: str
    cause: str
    correction: str


class DeferredFinding(TypedDict):
    finding: str
    reason: str
    when_next: str


class ReturnedPart(TypedDict):
    name: str
    quantity: str
    disposal: str


class NextService(TypedDict):
    service: str
    due: str
    cost: str
    duration: str


class DeliveryNoteDocument(TypedDict):
    """documents/delivery_note."""

    document: DocumentHead
    store: StoreHead
    qr: NotRequired[QrCode]
    vehicle: PrintedVehicle
    delivered_at: str
    contact_name: str
    advisor: str
    advisor_phone: str
    done: list[DoneService]
    repaired: NotRequired[list[Repaired]]
    deferred: list[DeferredFinding]
    returned_parts: list[ReturnedPart]
    next_services: list[NextService]
    follow_up_note: str
    terms: list[str]
    signatures: list[Signature]


# -- bill 结算单 (FORM-40, R-DL03, R-DL04) --


class BilledItem(TypedDict):
    kind: str
    description: str
    quantity: str
    unit_price: NotRequired[Money]
    discount: Money
    amount: Money
    """Tax included, discount taken off."""
    quality_period: NotRequired[str]


class PayerBill(TypedDict):
    payer: str
    payer_name: str
    items: list[BilledItem]
    notes: list[str]
    net_amount: Money
    tax_amount: Money
    amount: Money


class Payment(TypedDict):
    method: str
    paid_at: str
    reference: str
    amount: Money


class BillDocument(TypedDict):
    """documents/bill: the preview (copy_note 预览) and the settled bill."""

    document: DocumentHead
    store: StoreHead
    qr: NotRequired[QrCode]
    vehicle: PrintedVehicle
    repair_order_number: str
    settled_at: str
    contact_name: str
    advisor: str
    cashier: str
    payers: list[PayerBill]
    estimated_amount: Money
    """What the customer agreed to, beside what it came to."""
    customer_amount: Money
    customer_amount_words: str
    payments: list[Payment]
    outstanding_amount: Money
    invoice_note: str
    terms: list[str]
    signatures: list[Signature]


class KeyTagDocument(TypedDict):
    """documents/key_tag: an 80 × 50 mm label; ``booking_plate`` is the number on a booked car's plate, else empty."""

    document: DocumentHead
    store_name: str
    qr: QrCode
    key_tag: str
    booking_plate: str
    plate: str
    model: str
    color: str
    parking_place: str
    advisor: str
    promised_at: str
