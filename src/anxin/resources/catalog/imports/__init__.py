"""The spreadsheets of the catalogue: how their rows become terms of the bulk command."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _lazy

from anxin.parties.org.queries import list_brands
from anxin.platform.actor import Actor
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.importing import ImportKind, register_import
from anxin.platform.money import Money
from anxin.platform.text import compact, to_half_width
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, CheckedRow, RowOutcome, refused
from anxin.resources.catalog import commands, permissions, rules
from anxin.resources.catalog.imports.sheets import ARTICLES, MAINTENANCE, NUMBER_COLUMNS, OPERATIONS, PACKAGES

CURE = _("请在表里改正这一格，再导入一次。")
UNKNOWN_BRAND = _("没有品牌“%(brand)s”。")
BRAND_CURE = _("请写系统里的品牌代码，或留空表示所有品牌。")
BAD_LINE = _("“%(line)s”看不懂。")
LINE_CURE = _("请写成“编码*数量”，用分号隔开。")
OUTCOMES = {"created": CREATED, "updated": UPDATED, "unchanged": UNCHANGED}
COLUMN_OF = {"brand_id": "brand", "lines": "operation_lines"}


def write_operations(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of labour operations; one outcome a row, in order."""
    return _write(actor, rows, _operation, "operations", at)


def write_articles(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of part articles, then their other numbers and successors; one outcome a row, in order."""
    written = _write(actor, rows, _article, "articles", at)
    brands = _brands(actor)
    sound = [place for place, outcome in enumerate(written) if outcome.finding is None]
    links = {place: _links(rows[place].values, brands.get(compact(rows[place].values["brand"] or ""))) for place in sound}
    said = {place: link for place, link in links.items() if link.numbers or link.successor}
    if said:
        done = commands.link_articles(actor=actor, links=list(said.values()), at=at)
        for place, outcome in zip(said, done, strict=True):
            if outcome.errors or (outcome.outcome == "updated" and written[place] == UNCHANGED):
                written[place] = _outcome(outcome)
    return written


def write_packages(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of packages; one outcome a row, in order."""
    return _write(actor, rows, _package, "packages", at)


def write_maintenance(actor: Actor, store_id: int, rows: Sequence[CheckedRow], at: datetime) -> list[RowOutcome]:
    """Write a batch of the maintenance schedule; one outcome a row, in order."""
    return _write(actor, rows, _maintenance_item, "maintenance", at)


Build = Callable[[dict[str, Any], int | None], Any]


def _write(actor: Actor, rows: Sequence[CheckedRow], build: Build, kind: str, at: datetime) -> list[RowOutcome]:
    brands = _brands(actor)
    outcomes: list[RowOutcome | None] = []
    terms = []
    for row in rows:
        name = compact(row.values["brand"] or "")
        if name and name not in brands:
            outcomes.append(refused(Finding("brand_unknown", UNKNOWN_BRAND, BRAND_CURE, {"brand": name}), "brand"))
            continue
        try:
            terms.append(build(row.values, brands.get(name)))
            outcomes.append(None)
        except _LineUnreadable as problem:
            finding = Finding("package_line_unreadable", BAD_LINE, LINE_CURE, {"line": problem.line})
            outcomes.append(refused(finding, problem.column))
    given: dict[str, Any] = {kind: terms}
    done = iter(commands.import_catalog(actor=actor, at=at, **given))
    return [_outcome(next(done)) if each is None else each for each in outcomes]


def _brands(actor: Actor) -> dict[str, int]:
    return {compact(word): brand.id for brand in list_brands(actor) for word in (brand.name, brand.code)}


def _outcome(done: commands.ImportOutcome) -> RowOutcome:
    if done.outcome in OUTCOMES:
        return OUTCOMES[done.outcome]
    field, message = next(iter(done.errors.items()))
    return refused(Finding(f"{field}_refused", str(message), CURE), COLUMN_OF.get(field, field))


def _operation(said: dict[str, Any], brand_id: int | None) -> commands.OperationTerms:
    return commands.OperationTerms(
        code=said["code"],
        name=said["name"],
        hours=said["hours"],
        labour_class=said["labour_class"] or "general",
        skill=said["skill"] or "mechanical",
        is_high_voltage=bool(said["is_high_voltage"]),
        brand_id=brand_id,
        is_on_board=bool(said["is_on_board"]),
        needs_position=_says_where(said),
        is_care=bool(said["is_care"]),
    )


def _article(said: dict[str, Any], brand_id: int | None) -> commands.ArticleTerms:
    return commands.ArticleTerms(
        number=said["number"],
        name=said["name"],
        unit=said["unit"] or "个",
        price=Money(said["price"]),
        next_price=None if said["next_price"] is None else Money(said["next_price"]),
        next_price_on=said["next_price_on"],
        quality_days=said["quality_days"] or 0,
        quality_km=said["quality_km"] or 0,
        origin=said["origin"] or "genuine",
        brand_id=brand_id,
        is_on_board=bool(said["is_on_board"]),
        needs_position=_says_where(said),
        is_care=bool(said["is_care"]),
        is_accessory=bool(said["is_accessory"]),
        part_class=said["part_class"] or "",
        display_place=said["display_place"] or "",
        purchase_unit=said["purchase_unit"] or "",
        purchase_factor=said["purchase_factor"] or Decimal(1),
    )


def _links(said: dict[str, Any], brand_id: int | None) -> commands.ArticleLinks:
    given = {column.key: said[column.key] for column in NUMBER_COLUMNS if said[column.key]}
    return commands.ArticleLinks(
        number=said["number"],
        brand_id=brand_id,
        numbers={kind: tuple(re.split(r"[;\n]", to_half_width(text))) for kind, text in given.items()},
        successor=said["successor"] or "",
        from_on=said["successor_on"],
        use_up_first=said["use_up_first"] is not False,
    )


def _package(said: dict[str, Any], brand_id: int | None) -> commands.PackageTerms:
    lines = [
        line for kind in ("operation", "article") for line in _lines(kind, f"{kind}_lines", said[f"{kind}_lines"] or "")
    ]
    return commands.PackageTerms(
        code=said["code"],
        name=said["name"],
        lines=lines,
        price=None if said["price"] is None else Money(said["price"]),
        model_pattern=said["model_pattern"] or "",
        brand_id=brand_id,
        is_on_board=bool(said["is_on_board"]),
        care_every_km=said["care_every_km"] or 0,
        care_every_months=said["care_every_months"] or 0,
    )


def _maintenance_item(said: dict[str, Any], brand_id: int | None) -> commands.MaintenanceTerms:
    given = {name: value for name, value in said.items() if value is not None and name != "brand"}
    return commands.MaintenanceTerms(**given, brand_id=brand_id)


def _says_where(said: dict[str, Any]) -> bool:
    flag = said["needs_position"]
    return rules.has_positions(said["name"]) if flag is None else bool(flag)


class _LineUnreadable(ValueError):
    def __init__(self, line: str, column: str) -> None:
        self.line, self.column = line, column


def _lines(kind: str, column: str, text: str) -> list[commands.PackageLineTerms]:
    lines = []
    for typed in re.split(r"[;\n]", to_half_width(text)):
        if not typed.strip():
            continue
        rest, _at, position = typed.partition("@")
        code, _star, quantity = rest.partition("*")
        try:
            amount = Decimal(quantity.strip() or 1)
        except InvalidOperation:
            raise _LineUnreadable(typed.strip(), column) from None
        if not amount.is_finite() or amount <= 0:
            raise _LineUnreadable(typed.strip(), column)
        lines.append(commands.PackageLineTerms(kind, code, amount, position.strip()))
    return lines


HINTS = {
    "operations": _("编码和品牌相同的算同一个工时项目；整行按表里的内容更新。"),
    "articles": _("配件号和品牌相同的算同一个配件；整行按表里的内容更新。"),
    "packages": _("编码和品牌相同的算同一个套餐；明细整个换成表里的。请先导入工时项目和配件。"),
    "maintenance": _("编码和品牌相同的算同一行；整行按表里的内容更新。请先导入套餐。"),
}
for _place, (_sheet, _write_rows) in enumerate(
    (
        (OPERATIONS, write_operations),
        (ARTICLES, write_articles),
        (PACKAGES, write_packages),
        (MAINTENANCE, write_maintenance),
    )
):
    register_import(
        ImportKind(
            f"catalog_{_sheet.name}",
            _lazy(_sheet.title_zh),
            _sheet,
            permissions.CHANGE,
            _write_rows,
            _lazy(HINTS[_sheet.name]),
            order=30 + _place,
            is_group_wide=True,
        )
    )
