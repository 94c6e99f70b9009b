"""Writes of group, regions, brands and stores (M01.01)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.parties.org import stores
from anxin.parties.org.commands.checked import cleaned, refuse_duplicate
from anxin.parties.org.events import StoreCreated
from anxin.parties.org.models import Brand, Group, Region, Store, StoreHours
from anxin.parties.org.permissions import MANAGE_UNITS
from anxin.parties.org.rules import BRAND_CODE, STORE_CODE, USUAL_HOURS
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.scope import admit_new_store
from anxin.platform.scoped import VersionedRow, require_version

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class StoreDetails:
    """What people enter about a store; ``day_starts_at`` is the local time at which its business day begins."""

    code: str
    name: str
    brand_id: int
    region_id: int | None = None
    company: str = ""
    opened_on: date | None = None
    address: str = ""
    phone: str = ""
    tax_number: str = ""
    plate_prefix: str = "粤B"
    time_zone: str = "Asia/Shanghai"
    day_starts_at: time = time(0, 0)
    is_active: bool = True


STORE_LABELS: Mapping[str, Any] = {
    "code": _("门店代码"),
    "name": _("门店名称"),
    "brand_id": _("品牌"),
    "region_id": _("区域"),
    "company": _("公司全称"),
    "opened_on": _("开业日期"),
    "address": _("地址"),
    "phone": _("电话"),
    "tax_number": _("纳税人识别号"),
    "plate_prefix": _("本地车牌前缀"),
    "time_zone": _("时区"),
    "day_starts_at": _("营业日起点"),
    "is_active": _("营业中"),
    "closed_on": _("停业日期"),
}
LONGEST = {"code": 6, "name": 40, "company": 80, "address": 120, "phone": 24, "tax_number": 20, "plate_prefix": 2}


@command(MANAGE_UNITS)
def change_group(*, actor: Actor, name: str, expected_version: int | None, at: datetime) -> int:
    """Rename the group; returns its new version.

    :raises VersionConflict: somebody else renamed it since
    """
    actor.require_in_group(MANAGE_UNITS)
    group = _locked(Group, Group.objects.values_list("pk", flat=True).first())
    return _save_change(group, {"name": cleaned(name, "name", 80)}, {"name": _("集团名称")}, expected_version)


@command(MANAGE_UNITS)
def create_region(*, actor: Actor, name: str, at: datetime) -> int:
    """Add a region; returns its id.

    :raises Invalid: the name is taken
    """
    actor.require_in_group(MANAGE_UNITS)
    return _create(Region, {"name": cleaned(name, "name", 40)}, unique="name")


@command(MANAGE_UNITS)
def change_region(*, actor: Actor, region_id: int, name: str, expected_version: int | None, at: datetime) -> int:
    """Rename a region; returns its new version.

    :raises NotFound: unknown region
    :raises Invalid: the name is taken
    """
    actor.require_in_group(MANAGE_UNITS)
    region = _locked(Region, region_id)
    name = cleaned(name, "name", 40)
    refuse_duplicate(Region, "name", name, besides=region_id)
    return _save_change(region, {"name": name}, {"name": _("区域名称")}, expected_version)


@command(MANAGE_UNITS)
def create_brand(*, actor: Actor, code: str, name: str, name_en: str, tier: str, at: datetime) -> int:
    """Add a brand; its tier (``mid`` or ``high``) chooses the defaults of limits. Returns its id.

    :raises Invalid: the code is taken or not of letters and digits, or the tier is unknown
    """
    actor.require_in_group(MANAGE_UNITS)
    return write_brand(code=code, name=name, name_en=name_en, tier=tier)


@command(MANAGE_UNITS)
def change_brand(
    *, actor: Actor, brand_id: int, name: str, name_en: str, tier: str, expected_version: int | None, at: datetime
) -> int:
    """Change a brand's names and tier, not its code; returns its new version.

    :raises NotFound: unknown brand
    """
    actor.require_in_group(MANAGE_UNITS)
    brand = _locked(Brand, brand_id)
    name_en = cleaned(name_en, "name_en", 40, required=False)
    values = {"name": cleaned(name, "name", 40), "name_en": name_en, "tier": _tier(tier)}
    labels = {"name": _("品牌名称"), "name_en": _("英文名称"), "tier": _("档次")}
    return _save_change(brand, values, labels, expected_version)


@command(MANAGE_UNITS)
def create_store(*, actor: Actor, details: StoreDetails, at: datetime) -> int:
    """Add a store, open 08:00-18:00 every day until its hours are set; returns its id.

    :raises InvalidFields: a value is missing, malformed or taken
    """
    actor.require_in_group(MANAGE_UNITS)
    return write_store(details, at=at)


@command(MANAGE_UNITS)
def change_store(*, actor: Actor, store_id: int, details: StoreDetails, expected_version: int | None, at: datetime) -> int:
    """Change what is known about a store; returns its new version.

    The code stays once chosen: it is printed on every document number. The day on which a store is no longer active is its
    last; one that is active again has none.

    :raises NotFound: unknown, or the actor may not manage it
    :raises VersionConflict: somebody else changed it since
    """
    if store_id not in actor.stores_for(MANAGE_UNITS):
        raise NotFound
    store = _locked(Store, store_id)
    values = _store_values(details, besides=store_id)
    if values["code"] != store.code:
        raise Invalid(_("门店代码印在所有单号上，不能再改。"), field="code")
    if values["brand_id"] != store.brand_id or values["region_id"] != store.region_id:
        # Another brand or region moves the store into other people's reach.
        actor.require_in_group(MANAGE_UNITS)
    values["closed_on"] = None if details.is_active else store.closed_on or store.clock.day(at)
    return _save_change(store, values, STORE_LABELS, expected_version)


def write_brand(*, code: str, name: str, name_en: str = "", tier: str) -> int:
    """Insert a brand inside a running command; the caller has checked the permission.

    :raises Invalid: a value is missing, malformed or taken
    """
    code = cleaned(code, "code", 12).upper()
    if not BRAND_CODE.fullmatch(code):
        raise Invalid(_("品牌代码只用字母和数字，最多 12 位。"), field="code")
    values = {"code": code, "name": cleaned(name, "name", 40), "name_en": cleaned(name_en, "name_en", 40, required=False)}
    return _create(Brand, {**values, "tier": _tier(tier)}, unique="code")


def write_store(details: StoreDetails, *, at: datetime) -> int:
    """Insert a store with usual hours inside a running command; the caller has checked the permission.

    :raises Invalid: a value is missing, malformed or taken
    """
    store = Store(**_store_values(details, besides=None))
    store.closed_on = None if store.is_active else store.clock.day(at)
    store.save(force_insert=True)
    admit_new_store(store.pk)
    StoreHours.objects.bulk_create(
        StoreHours(store=store, weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday, spans in USUAL_HOURS.items()
        for opens, closes in spans
    )
    stores.forget()
    audit.note(DocumentRef("org.store", store.pk), store.pk, code=store.code)
    events.publish(StoreCreated(store_id=store.pk), at=at)
    return store.pk


def _store_values(details: StoreDetails, *, besides: int | None) -> dict[str, Any]:
    values = {each.name: getattr(details, each.name) for each in fields(details)}
    for name, longest in LONGEST.items():
        values[name] = cleaned(values[name], name, longest, required=name in ("code", "name"))
    values["code"] = values["code"].upper()
    if not STORE_CODE.fullmatch(values["code"]):
        raise Invalid(_("门店代码用 2 到 6 位大写字母或数字，例如 LG。"), field="code")
    for name in ("code", "name"):
        refuse_duplicate(Store, name, values[name], besides=besides)
    if not Brand.objects.filter(pk=details.brand_id).exists():
        raise Invalid(_("请选择品牌；没有就先新增品牌。"), field="brand_id")
    if details.region_id is not None and not Region.objects.filter(pk=details.region_id).exists():
        raise Invalid(_("没有这个区域，请重新选择。"), field="region_id")
    if details.day_starts_at.tzinfo is not None:
        raise Invalid(_("请填门店当地时间，不带时区，例如 08:00。"), field="day_starts_at")
    try:
        zone = ZoneInfo(details.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(_("不认识这个时区，例如 Asia/Shanghai。"), field="time_zone") from None
    if datetime(2026, 1, 1, tzinfo=zone).utcoffset() != datetime(2026, 7, 1, tzinfo=zone).utcoffset():
        raise Invalid(_("有夏令时的时区不能用于计时，请选没有夏令时的时区。"), field="time_zone")
    return values


def _tier(given: str) -> str:
    if given not in Brand.Tier.values:
        raise Invalid(_("请选择中端或高端。"), field="tier")
    return given


def _locked(model: type[M], row_id: int | None) -> M:
    row = model._default_manager.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return row


def _create(model: type[M], values: dict[str, Any], *, unique: str) -> int:
    refuse_duplicate(model, unique, values[unique])
    row = model._default_manager.create(**values)
    kind = f"org.{model._meta.model_name}"
    audit.note(DocumentRef(kind, row.pk), None, **{unique: values[unique]})
    return int(row.pk)


def _save_change(
    row: VersionedRow, values: Mapping[str, Any], labels: Mapping[str, Any], expected_version: int | None
) -> int:
    changed = {name: (getattr(row, name), new) for name, new in values.items() if getattr(row, name) != new}
    require_version(row, expected_version, {str(labels[name]): both for name, both in changed.items()})
    for name, (_before, new) in changed.items():
        setattr(row, name, new)
    row.save()
    stores.forget()
    store_id = row.pk if isinstance(row, Store) else None
    detail = {name: [_plain(before), _plain(new)] for name, (before, new) in changed.items()}
    audit.note(DocumentRef(f"org.{row._meta.model_name}", row.pk), store_id, **detail)
    return row.version


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)
