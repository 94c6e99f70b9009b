"""The spreadsheet of a staff list: its columns, and how its rows become terms of the bulk command."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from anxin.parties.org.queries import all_roles
from anxin.parties.people import permissions
from anxin.parties.people.commands import StaffListRow, import_employees
from anxin.platform.actor import Actor
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, CheckedRow, Column, Kind, RowOutcome, Sheet, refused

POSTS = {role.name: code for code, role in all_roles().items() if code != "customer"}
TRADES = {
    _("机电"): "mechanical",
    _("钣金"): "body",
    _("喷漆"): "paint",
    _("美容"): "beauty",
    _("精品加装"): "accessory",
}
STAFF = Sheet(
    "employees",
    _("员工"),
    (
        Column("number", _("工号"), aliases=("员工编号", "编号"), required=True, max_length=20),
        Column("name", _("姓名"), aliases=("员工姓名",), required=True, max_length=40),
        Column("post", _("岗位"), Kind.CHOICE, aliases=("职务", "职位"), required=True, choices=POSTS),
        Column("joined_on", _("入职日期"), Kind.DATE, aliases=("入职时间",), required=True),
        Column("trade", _("工种"), Kind.CHOICE, choices=TRADES),
        Column("level", _("等级"), aliases=("级别", "技师等级"), max_length=20),
        Column("phone", _("手机"), Kind.PHONE, aliases=("电话", "手机号", "联系电话")),
        Column("username", _("登录账号"), help=_("已建好的登录账号；不填就以后再关联"), max_length=40),
        Column("deputy_number", _("B 岗工号"), max_length=20),
        Column("mentor_number", _("导师工号"), max_length=20),
        Column("is_trainee", _("学徒/试用"), Kind.BOOLEAN),
        Column("is_full_time", _("全职"), Kind.BOOLEAN, help=_("不填表示全职")),
    ),
    unique=("number",),
)
OUTCOMES = {"created": CREATED, "changed": UPDATED, "unchanged": UNCHANGED}
CURE = _("请在表里改正这一格，再导入一次。")


def write_staff(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> Sequence[RowOutcome]:
    """Write one batch of a staff list and answer row by row."""
    listed = [_term(row.values) for row in rows]
    done = import_employees(actor=actor, store_id=store_id, rows=listed, at=at)
    problems = {one.index: one for one in done.refused}
    found = []
    for index, result in enumerate(done.results):
        if result == "refused":
            one = problems[index]
            found.append(refused(Finding("employee_refused", one.message, CURE), one.field))
        else:
            found.append(OUTCOMES[result])
    return found


def _term(values: dict[str, Any]) -> StaffListRow:
    return StaffListRow(**{name: value for name, value in values.items() if value is not None})


register_import(
    ImportKind(
        "employees",
        _lazy("员工名册"),
        STAFF,
        permissions.MANAGE,
        write_staff,
        hint=_lazy("一行一位员工；工号相同就是同一位。B 岗和导师按工号填写。"),
        order=300,
    )
)
