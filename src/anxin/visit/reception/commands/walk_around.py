"""The walk-around: photos, the draft of the sheet, its signature, or why there is none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import commands as customers
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, InvalidFields, NotFound
from anxin.platform.files import queries as files
from anxin.platform.files.commands import KeptFile, attach_files, keep_upload
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.signed import fingerprint
from anxin.platform.text import clean_text
from anxin.visit.reception import parameters, permissions, rules
from anxin.visit.reception.commands.arriving import locked_here
from anxin.visit.reception.commands.belongings import keep_locker, tell_dispatch
from anxin.visit.reception.events import InspectionSheetSigned, WalkAroundDeclined, WalkAroundRecorded
from anxin.visit.reception.lifecycle import SHEET
from anxin.visit.reception.models import InspectionSheet, Reception
from anxin.visit.reception.rules import WalkAround
from anxin.visit.repair_orders import commands as repair_orders

SHEET_KIND = "reception.inspectionsheet"
SIGNED_FIELDS = ("state", "signature", "signed_at", "actor_key", "is_customer_present")
MISSING = {
    "odometer_km": _("请填里程。"),
    "fuel_eighths": _("请选油量或电量。"),
    "protective_set": _("请记三件套是否铺好。"),
    "protective_words": _("客户不要三件套：请再劝一次，仍不要的写下客户怎么说的。"),
    "valuables": _("请记车内物品，没有就选“无贵重物”。"),
}


class PhotosMissing(Invalid):
    """Places that must be shot have no photo; ``places`` are their codes."""

    code = "photos_missing"
    default_rule = "M05.04"
    default_message = _("必拍照片还没有拍齐，请补拍后再签字。")


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """An inspection sheet after a step."""

    id: int
    reception_number: str
    state: str
    version: int
    sha256: str = ""


@command(permissions.RECEIVE, rule="M05.02")
def add_photo(*, actor: Actor, number: str, data: bytes, at: datetime, place: str = "") -> KeptFile:
    """Keep a photo for the sheet; it belongs to it as soon as a draft names it. ``place`` is a place or empty.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: the sheet is signed
    :raises FileRefused: not a photo
    """
    row: Reception = Reception.objects.visible_to(actor, permissions.RECEIVE).select_related("sheet").one(number=number)
    SHEET.after("record", row.sheet.state)
    return keep_upload(
        actor=actor,
        store_id=row.store_id,
        purpose=permissions.WALK_AROUND_PHOTO,
        subject=None,
        data=data,
        label=place if place in rules.PLACES else "",
        at=at,
    )


@command(permissions.RECEIVE, rule="M05.02")
def record_walk_around(
    *, actor: Actor, number: str, seen: WalkAround, at: datetime, version: int | None = None
) -> KeptSheet:
    """Save the draft of the sheet; as often as one likes until it is signed. ``version`` is the sheet's.

    :raises NotFound: unknown, out of scope, or a photo of somebody else
    :raises IllegalTransition: the sheet is signed or declined
    :raises OdometerWentBack: fewer kilometres than known, and no reset declared
    :raises InvalidFields: values that cannot be
    """
    reception = locked_here(actor, permissions.RECEIVE, number)
    sheet = _locked_sheet(reception, "record")
    require_version(sheet, version)
    seen = _cleaned(seen)
    wrong = rules.wrong_fields(seen)
    if wrong:
        raise InvalidFields(dict.fromkeys(wrong, _("请核对这一项。")))
    if seen.odometer_km is not None and (seen.odometer_km, seen.odometer_was_reset) != (
        sheet.odometer_km,
        sheet.odometer_was_reset,
    ):
        _keep_odometer(actor, reception, seen, at)
    photos = _attach_photos(actor, sheet, seen, at)
    fields = {name: given for name, given in asdict(seen).items() if name != "photos"}
    for name, given in fields.items():
        setattr(sheet, name, list(given) if isinstance(given, tuple) else given)
    keep_locker(actor, reception, sheet.locker, at=at)
    sheet.photos, sheet.recorded_at = photos, at
    sheet.save(update_fields=[*fields, "photos", "recorded_at", "version"])
    events.publish(
        WalkAroundRecorded(reception_id=reception.pk, store_id=reception.store_id, vehicle_id=reception.vehicle_id),
        at=at,
    )
    return _kept(sheet, reception)


@command(permissions.RECEIVE, rule="R-RO09")
def sign_inspection_sheet(
    *, actor: Actor, number: str, signature: bytes | None, at: datetime, version: int | None = None
) -> KeptSheet:
    """The customer signs the walk-around; from then on nothing on it changes (R-RO09).

    That the customer was there is what the signature says (R-RC18): nobody ticks it.

    :raises InvalidFields: mileage, fuel, protective set or valuables are missing
    :raises PhotosMissing: the store asks for photos of every place
    :raises SignatureNeeded: no PNG
    """
    reception = locked_here(actor, permissions.RECEIVE, number)
    return sign_sheet(actor, reception, signature, at=at, version=version)


@command(permissions.RECEIVE, rule="R-RC17")
def decline_walk_around(*, actor: Actor, number: str, reason: str, at: datetime) -> KeptSheet:
    """There is no walk-around with the customer; why is kept (R-RC17 counts it).

    :raises Invalid: no reason
    """
    reception = locked_here(actor, permissions.RECEIVE, number)
    sheet = _locked_sheet(reception, "decline")
    said = clean_text(reason)
    if not said or len(said) > 200:
        raise Invalid(_("请写不做环车检查的原因，最多 200 个字。"), field="reason")
    sheet.state, sheet.declined_reason = SHEET.after("decline", sheet.state), said
    sheet.signed_at, sheet.actor_key = at, actor.key
    sheet.version += 1
    sheet.save(update_fields=["state", "declined_reason", "signed_at", "actor_key", "version"])
    events.publish(
        WalkAroundDeclined(reception_id=reception.pk, store_id=reception.store_id, vehicle_id=reception.vehicle_id),
        at=at,
    )
    return _kept(sheet, reception)


def sign_sheet(
    actor: Actor, reception: Reception, signature: bytes | None, *, at: datetime, version: int | None = None
) -> KeptSheet:
    """Sign the sheet of a reception that the caller holds locked."""
    sheet = _locked_sheet(reception, "sign")
    require_version(sheet, version)
    missing = rules.missing_of(
        odometer_km=sheet.odometer_km,
        fuel_eighths=sheet.fuel_eighths,
        protective_set=sheet.protective_set,
        protective_words=sheet.protective_words,
        valuables=sheet.valuables,
    )
    if missing:
        raise InvalidFields({name: MISSING[name] for name in missing})
    photos = files.files_by_key(actor, sheet.photos, permissions.WALK_AROUND_PHOTO)
    _require_photos(reception, [photo.label for photo in photos])
    signed = repair_orders.keep_signature(reception.store_id, signature, at=at)
    sheet.state, sheet.signature_id, sheet.signed_at = SHEET.after("sign", sheet.state), signed.pk, at
    sheet.actor_key, sheet.is_customer_present = actor.key, True
    sheet.sha256 = fingerprint(_document(reception, sheet, {photo.key: photo.sha256 for photo in photos}, signed.sha256))
    sheet.save(update_fields=[*SIGNED_FIELDS, "sha256", "version"])
    tell_dispatch(actor, reception, sheet.bulky_note, at=at)
    events.publish(
        InspectionSheetSigned(
            reception_id=reception.pk,
            store_id=reception.store_id,
            vehicle_id=reception.vehicle_id,
            marks=len(sheet.marks),
            photos=len(photos),
            is_customer_present=True,
        ),
        at=at,
    )
    return _kept(sheet, reception)


def _cleaned(seen: WalkAround) -> WalkAround:
    return replace(
        seen,
        belongings_note=clean_text(seen.belongings_note),
        bulky_note=clean_text(seen.bulky_note),
        locker=clean_text(seen.locker),
        protective_words=clean_text(seen.protective_words),
        remarks=clean_text(seen.remarks),
    )


def _document(reception: Reception, sheet: InspectionSheet, photos: Mapping[str, str], signature: str) -> dict[str, Any]:
    shown = {
        name: getattr(sheet, name)
        for name in (
            *("odometer_km", "fuel_eighths", "warning_lights", "valuables", "belongings_note", "bulky_note", "locker"),
            *("protective_set", "protective_words", "is_customer_present", "marks", "remarks", "signed_at"),
        )
    }
    return {"reception": reception.number, **shown, "photos": dict(photos), "signature": signature}


def _require_photos(reception: Reception, labels: Collection[str]) -> None:
    places = rules.missing_places(labels)
    if places and value(parameters.PHOTOS_ARE_REQUIRED, reception.store_id, reception.arrived_on):
        raise PhotosMissing(field="photos", places=places)


def _locked_sheet(reception: Reception, verb: str) -> InspectionSheet:
    sheets = InspectionSheet.objects.across_stores(reason="the sheet of a reception in scope").locked()
    sheet: InspectionSheet = sheets.one(reception=reception)
    SHEET.after(verb, sheet.state)
    return sheet


def _keep_odometer(actor: Actor, reception: Reception, seen: WalkAround, at: datetime) -> None:
    order = reception.repair_order
    if order is not None and order.settled_at is None and order.cancelled_at is None:
        # Opened before the car was looked at: its papers carry this mileage, too.
        repair_orders.change_repair_order(
            actor=actor,
            number=order.number,
            odometer_km=seen.odometer_km,
            odometer_was_reset=seen.odometer_was_reset,
            at=at,
        )
    elif seen.odometer_km is not None:
        customers.record_odometer(
            actor=actor,
            vehicle_id=reception.vehicle_id,
            odometer_km=seen.odometer_km,
            is_confirmed=seen.odometer_was_reset,
            at=at,
        )


def _attach_photos(actor: Actor, sheet: InspectionSheet, seen: WalkAround, at: datetime) -> list[str]:
    if seen.photos is None:
        kept_keys: list[str] = sheet.photos
    else:
        kept_keys = list(dict.fromkeys(seen.photos))
    marked = [mark.photo for mark in seen.marks if mark.photo]
    wanted: Sequence[str] = list(dict.fromkeys([*kept_keys, *marked]))
    fresh = [key for key in wanted if key not in sheet.photos]
    if fresh:
        try:
            attach_files(
                actor=actor,
                store_id=sheet.store_id,
                purpose=permissions.WALK_AROUND_PHOTO,
                keys=fresh,
                subject=DocumentRef(SHEET_KIND, sheet.pk),
                at=at,
            )
        except NotFound:
            raise Invalid(_("有照片没有传上来，请重拍后再保存。"), field="photos") from None
    return list(wanted)


def _kept(sheet: InspectionSheet, reception: Reception) -> KeptSheet:
    return KeptSheet(sheet.pk, reception.number, sheet.state, sheet.version, sheet.sha256)


__all__ = [
    "KeptSheet",
    "PhotosMissing",
    "add_photo",
    "decline_walk_around",
    "record_walk_around",
    "sign_inspection_sheet",
    "sign_sheet",
]
