"""What of this module can be imported: customers; vehicles with their owners."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands import (
    CustomerData,
    VehicleData,
    VehicleImport,
    import_customers,
    import_vehicles,
)
from anxin.platform.actor import Actor
from anxin.platform.findings import gettext_noop as noop
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.workbook import CheckedRow, Column, Kind, RowOutcome, Sheet

KINDS = {"私家": "private", "单位": "fleet", "内部": "internal"}  # i18n: data
SALUTATIONS = {"先生": "mr", "女士": "ms"}  # i18n: data
ENGINES = {  # i18n: data
    "汽油": "petrol",
    "柴油": "diesel",
    "混合动力": "hybrid",
    "插电混动": "plug_in",
    "增程": "range_extender",
    "纯电": "battery",
    "燃气": "gas",
}

CUSTOMERS = Sheet(
    "customers",
    noop("客户"),
    (
        Column("name", noop("姓名"), aliases=("客户姓名", "客户名称", "单位名称", "车主"), required=True, max_length=80),
        Column("kind", noop("性质"), Kind.CHOICE, aliases=("客户性质", "客户类型"), choices=KINDS),
        Column("salutation", noop("称呼"), Kind.CHOICE, choices=SALUTATIONS),
        Column("phone", noop("电话"), Kind.PHONE, aliases=("手机", "手机号", "联系电话")),
        Column("second_phone", noop("备用电话"), Kind.PHONE, aliases=("电话2", "其他电话")),
        Column("contact_person", noop("联系人"), max_length=40),
        Column("address", noop("地址"), aliases=("联系地址", "住址"), max_length=160),
        Column("tax_number", noop("税号"), aliases=("纳税人识别号",), max_length=20),
        Column("trade", noop("行业"), max_length=40),
        Column("wishes", noop("期望的服务"), aliases=("备注",), max_length=300),
    ),
    unique=(("name", "phone"),),
)
VEHICLES = Sheet(
    "vehicles",
    noop("车辆"),
    (
        Column("plate", noop("车牌号"), Kind.PLATE, aliases=("车牌", "牌照号", "牌照")),
        Column("vin", noop("车架号"), Kind.VIN, aliases=("底盘号", "车辆识别代号", "VIN码")),
        Column("brand_name", noop("品牌"), max_length=40),
        Column("model_name", noop("车型"), aliases=("车型名称", "车系"), max_length=60),
        Column("model_year", noop("年款"), Kind.INTEGER),
        Column("engine_type", noop("动力"), Kind.CHOICE, aliases=("燃料种类", "能源类型"), choices=ENGINES),
        Column("engine_number", noop("发动机号"), aliases=("电机号",), max_length=30),
        Column("color", noop("颜色"), aliases=("车身颜色",), max_length=20),
        Column("is_own_sold", noop("本店销售"), Kind.BOOLEAN, aliases=("自销",)),
        Column("sold_on", noop("购车日期"), Kind.DATE, aliases=("销售日期", "交车日期")),
        Column("first_registered_on", noop("上牌日期"), Kind.DATE, aliases=("注册日期",)),
        Column("odometer_km", noop("里程"), Kind.INTEGER, aliases=("公里数", "行驶里程")),
        Column("next_service_on", noop("下次保养日期"), Kind.DATE),
        Column("next_service_km", noop("下次保养里程"), Kind.INTEGER),
        Column("owner_name", noop("车主"), aliases=("车主姓名", "客户姓名", "客户名称"), max_length=80),
        Column("owner_phone", noop("车主电话"), Kind.PHONE, aliases=("手机", "手机号", "联系电话", "电话")),
        Column("owner_kind", noop("车主性质"), Kind.CHOICE, aliases=("客户性质",), choices=KINDS),
        Column("owner_address", noop("车主地址"), aliases=("地址", "联系地址"), max_length=160),
    ),
    unique=("plate", "vin"),
)


def write_customers(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """A batch of the customers sheet."""
    files = [CustomerData(**_given(row, CustomerData.__dataclass_fields__)) for row in rows]
    return import_customers(actor=actor, store_id=store_id, rows=files, at=at)


def write_vehicles(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """A batch of the vehicles sheet."""
    return import_vehicles(actor=actor, store_id=store_id, rows=[_vehicle(row, store_id) for row in rows], at=at)


def _vehicle(row: CheckedRow, store_id: int) -> VehicleImport:
    given = _given(row, VehicleData.__dataclass_fields__)
    if given.get("is_own_sold"):
        given["sold_store_id"] = store_id
    owner = {
        name.removeprefix("owner_"): value
        for name, value in row.values.items()
        if name.startswith("owner_") and value is not None
    }
    return VehicleImport(
        VehicleData(**given), CustomerData(**owner) if owner.get("name") else None, row.values["odometer_km"]
    )


def _given(row: CheckedRow, names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if value is not None and name in names}


register_import(
    ImportKind(
        "customers",
        _("客户"),
        CUSTOMERS,
        permissions.IMPORT,
        write_customers,
        _("姓名和电话都相同的算同一位客户；空着的格不会清掉已有的内容。"),
        order=10,
    )
)
register_import(
    ImportKind(
        "vehicles",
        _("车辆和车主"),
        VEHICLES,
        permissions.IMPORT,
        write_vehicles,
        _("车架号相同的算同一辆车，没有车架号的按车牌；同一行里写车主姓名和电话。"),
        order=20,
    )
)
