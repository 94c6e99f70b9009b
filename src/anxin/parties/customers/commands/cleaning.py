"""Typed-in files of customers and vehicles brought into normal form, with a message for every field to mend."""

from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any

from django.db.models import CharField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.models import Customer, Vehicle
from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.parties.customers.rules import CustomerData, VehicleData
from anxin.parties.org.queries import all_stores, is_brand
from anxin.platform.errors import InvalidFields
from anxin.platform.findings import Finding
from anxin.platform.names import pinyin_initials, pinyin_key
from anxin.platform.phones import parse_phone
from anxin.platform.plates import parse_plate
from anxin.platform.text import clean_text
from anxin.platform.vin import find_maker, parse_vin

NOT_LISTED = _("请从列出的选项里选择。")
SALUTATIONS = {"": "", "mr": _("先生"), "ms": _("女士")}
LIMITS = {
    "model_year": (1950, 2100),
    "service_interval_km": (1, LONGEST_DISTANCE_KM),
    "service_interval_months": (1, 120),
    "next_service_km": (1, LONGEST_DISTANCE_KM),
}
"""The lowest and highest value of the numbers in a file, for the command and the endpoint."""


def clean_customer(data: CustomerData) -> CustomerData:
    """The file in normal form.

    :raises InvalidFields: fields to mend
    """
    errors: dict[str, Any] = {}
    texts = _texts(Customer, data, {"phone", "second_phone", "salutation"}, errors)
    if not texts["name"]:
        errors["name"] = _("请填写姓名或单位名称。")
    if "*" in texts["tax_number"]:
        errors["tax_number"] = _("税号不能含 *；不改请留空。")
    _choose("kind", data.kind, Customer.Kind.values, errors)
    _choose("source", data.source, ["", *Customer.Source.values], errors)
    _choose("salutation", data.salutation, SALUTATIONS, errors)
    phones = {name: _phone(name, getattr(data, name), errors) for name in ("phone", "second_phone")}
    if errors:
        raise InvalidFields(errors)
    return replace(data, **texts, **phones)


def clean_vehicle(data: VehicleData) -> VehicleData:
    """The file in normal form; brand and engine type are completed from VIN and plate when they are empty.

    :raises InvalidFields: fields to mend
    """
    errors: dict[str, Any] = {}
    texts = _texts(Vehicle, data, {"vin", "plate"}, errors)
    vin, plate = _vin(data.vin, errors), _plate(data.plate, errors)
    if not vin and not plate and not errors:
        errors["vin"] = _("请填车架号或车牌，至少一项。")
    _choose("engine_type", data.engine_type, ["", *Vehicle.EngineType.values], errors)
    for name, (lowest, highest) in LIMITS.items():
        _within(name, getattr(data, name), lowest, highest, errors)
    # The foreign keys would say it only when the transaction commits.
    if data.brand_id is not None and not is_brand(data.brand_id):
        errors["brand_id"] = NOT_LISTED
    if data.sold_store_id is not None:
        _choose("sold_store_id", data.sold_store_id, all_stores(), errors)
    if errors:
        raise InvalidFields(errors)
    maker = find_maker(vin)
    if maker and not texts["brand_name"]:
        texts["brand_name"] = maker.brand_zh
    completed: dict[str, Any] = {**texts, "vin": vin, "plate": plate}
    return replace(data, **completed, engine_type=data.engine_type or _engine_of(plate))


def sort_keys(data: CustomerData) -> dict[str, str]:
    """Pinyin key and initials of a customer's name."""
    personal = data.kind == Customer.Kind.PRIVATE
    return {
        "name_key": pinyin_key(data.name, personal=personal)[:240],
        "initials": pinyin_initials(data.name, personal=personal)[:80].lower(),
    }


def explain(finding: Finding) -> str:
    """What is wrong and what to do, in the language of the screen."""
    return f"{finding.message_in(gettext)}{finding.cure_in(gettext)}"


def _engine_of(plate: str) -> str:
    parsed = parse_plate(plate) if plate else None
    if parsed is None or not parsed.is_new_energy:
        return ""
    return Vehicle.EngineType.BATTERY if parsed.is_battery_electric else Vehicle.EngineType.PLUG_IN


def _vin(text: str, errors: dict[str, Any]) -> str:
    if not text.strip():
        return ""
    vin = parse_vin(text)
    if not vin.is_usable:
        errors["vin"] = explain(next(one for one in vin.findings if one.is_error))
    return vin.text


def _plate(text: str, errors: dict[str, Any]) -> str:
    if not text.strip():
        return ""
    plate = parse_plate(text)
    if not plate.is_usable:
        errors["plate"] = explain(next(one for one in plate.findings if one.is_error))
    return plate.text


def _phone(name: str, text: str, errors: dict[str, Any]) -> str:
    if not text.strip():
        return ""
    phone = parse_phone(text)
    if not phone.is_usable:
        errors[name] = explain(next(one for one in phone.findings if one.is_error))
    elif len(phone.text) > 24:
        errors[name] = _("号码太长，请只填一个号码。")
    return phone.text


def _texts(
    model: type[Customer | Vehicle], data: CustomerData | VehicleData, apart: Collection[str], errors: dict[str, Any]
) -> dict[str, str]:
    """Every free text of the file, no longer than its column; ``apart`` are those with a form of their own."""
    cleaned = {}
    for name, given in asdict(data).items():
        column = model._meta.get_field(name)
        if not isinstance(column, CharField) or column.choices or name in apart:
            continue
        cleaned[name] = clean_text(given)
        longest = column.max_length or 0
        if len(cleaned[name]) > longest:
            errors[name] = _("最多 %(longest)d 个字，请写短些。") % {"longest": longest}
    return cleaned


def _choose(name: str, value: Any, known: Any, errors: dict[str, Any]) -> None:
    if value not in known:
        errors[name] = NOT_LISTED


def _within(name: str, value: int | None, lowest: int, highest: int, errors: dict[str, Any]) -> None:
    if value is not None and not lowest <= value <= highest:
        errors[name] = _("应在 %(lowest)d 到 %(highest)d 之间。") % {"lowest": lowest, "highest": highest}
