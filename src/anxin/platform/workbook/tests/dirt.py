"""Files as dealerships send them, built for the tests."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

from anxin.platform.workbook import Column, Kind, Sheet

VEHICLES = Sheet(
    "vehicles",
    "车辆",
    (
        Column("plate", "车牌号", Kind.PLATE, aliases=("车牌", "牌照号码"), required=True, help="行驶证上的号牌号码"),
        Column("vin", "车架号", Kind.VIN, aliases=("VIN码", "底盘号")),
        Column("owner", "车主", max_length=20),
        Column("phone", "手机", Kind.PHONE, aliases=("联系电话",)),
        Column("bought_on", "购车日期", Kind.DATE),
        Column("odometer_km", "里程", Kind.INTEGER),
        Column("price", "车价", Kind.MONEY),
        Column("use", "使用性质", Kind.CHOICE, choices={"非营运": "PRIVATE", "营运": "COMMERCIAL"}),
        Column("is_member", "会员", Kind.BOOLEAN),
    ),
    unique=("plate", "vin"),
)
HEADS = [column.head_zh for column in VEHICLES.columns]
VIN = "LVSHCAMB1CE054249"
OTHER_VIN = "1M8GDM9AXKP042788"
GOOD = ["粤B12345", VIN, "张三", "13812342765", "2025-03-05", "12,000", "¥123,456.50", "非营运", "是"]


def xlsx(fill: Callable[[Any, Any], None], title: str = "车辆") -> bytes:
    """A workbook whose one sheet ``fill`` writes."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    fill(workbook, workbook.add_worksheet(title))
    workbook.close()
    return buffer.getvalue()


def xlsx_rows(rows: Sequence[Sequence[Any]], title: str = "车辆") -> bytes:
    """A workbook of plain rows."""

    def fill(workbook: Any, worksheet: Any) -> None:
        for index, row in enumerate(rows):
            worksheet.write_row(index, 0, row)

    return xlsx(fill, title)


def csv_bytes(rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A text table."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def repacked(content: bytes, **replaced: bytes) -> bytes:
    """The package with entries replaced; a key names the end of an entry's path, dots as ``_``."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            key = entry.filename.rsplit("/", 1)[-1].replace(".", "_")
            new.writestr(entry.filename, replaced.get(key, old.read(entry)))
    return target.getvalue()
