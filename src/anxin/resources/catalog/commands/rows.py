"""What every write of the catalogue shares: checks of values, search keys, who changed it, version, audit note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import list_brands
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid, InvalidFields, NotFound
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.scope import current_unit
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text, compact
from anxin.resources.catalog import rules
from anxin.resources.catalog.models import CatalogueRow

MOST_FEN = 99_999_999_99
LONGEST_NAME = 80

TOO_LONG = _("太长了，请缩短。")
MISSING = _("请填写。")
OUT_OF_RANGE = _("数值不在允许的范围内。")
UNKNOWN_BRAND = _("没有这个品牌，请从列表中选择。")
UNKNOWN_CHOICE = _("请从列表中选择。")


class CodeTaken(Invalid):
    """Another row of the same brand has this code already."""

    code = "catalogue_code_taken"


@dataclass(frozen=True, slots=True)
class Changed:
    """A row as it stands after the write."""

    id: int
    code: str
    version: int


Row = TypeVar("Row", bound=CatalogueRow)


def locked(model: type[Row], key: int) -> Row:
    """A row of the catalogue, locked.

    :raises NotFound: unknown id
    """
    row: Row | None = model._default_manager.select_for_update().filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


class Checks:
    """Collects what is wrong with the values of one row, field by field."""

    def __init__(self) -> None:
        self.errors: dict[str, Any] = {}

    def code(self, field: str, given: str, longest: int) -> str:
        """A code without spaces, in upper case."""
        return self._bounded(field, compact(given), longest)

    def name(self, field: str, given: str, longest: int = LONGEST_NAME) -> str:
        """A text on one line."""
        return self._bounded(field, clean_text(given).replace("\n", " "), longest)

    def words(self, field: str, given: str, longest: int) -> str:
        """A text on one line that may be missing."""
        return self.name(field, given, longest) if given.strip() else ""

    def number(self, field: str, given: Decimal, low: Decimal, high: Decimal, places: int) -> Decimal:
        """A decimal within bounds, with at most ``places`` decimals."""
        if not given.is_finite() or not low <= given <= high or given != round(given, places):
            self.errors[field] = OUT_OF_RANGE
            return low
        return given

    def price(self, field: str, given: Money | None) -> Money | None:
        """An amount that is not negative."""
        if given is not None and not 0 <= given.fen <= MOST_FEN:
            self.errors[field] = OUT_OF_RANGE
        return given

    def brand(self, brand_id: int | None) -> int | None:
        """A brand of the group, or none."""
        if brand_id is not None and brand_id not in _brand_ids():
            self.errors["brand_id"] = UNKNOWN_BRAND
        return brand_id

    def require(self, field: str, holds: bool, message: Any = UNKNOWN_CHOICE) -> None:
        """Note the field unless the condition holds."""
        if not holds:
            self.errors.setdefault(field, message)

    def conclude(self) -> None:
        """:raises InvalidFields: something is wrong"""
        if self.errors:
            raise InvalidFields(self.errors)

    def _bounded(self, field: str, text: str, longest: int) -> str:
        if not text:
            self.errors[field] = MISSING
        elif len(text) > longest:
            self.errors[field] = TOO_LONG
        return text


def differences(row: CatalogueRow, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Fields of the row that the values would change: (now, then)."""
    return {name: (getattr(row, name), then) for name, then in values.items() if getattr(row, name) != then}


def fill(row: CatalogueRow, values: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Set values, search keys, and who did it when."""
    for name, then in values.items():
        setattr(row, name, then)
    keys = rules.search_keys(row.name)
    row.name_key, row.initials, row.bigrams = keys.name_key[:640], keys.initials[:80], keys.bigrams
    row.changed_at, row.changed_by_id = at, actor.id if actor.kind == "user" else None


def insert(row: CatalogueRow, values: Mapping[str, Any], code: str, actor: Actor, at: datetime) -> Changed:
    """Write a new row.

    :raises CodeTaken: the brand has this code
    """
    fill(row, values, actor, at)
    _save(row, code)
    _note(row, actor, {"code": code, "made": True})
    return Changed(row.pk, code, row.version)


def update(
    row: CatalogueRow,
    values: Mapping[str, Any],
    version: int | None,
    actor: Actor,
    at: datetime,
    *,
    lines_differ: bool = False,
) -> Changed:
    """Write changed values; nothing changed writes nothing.

    :raises VersionConflict: somebody else was first
    :raises CodeTaken: the brand has this code
    """
    changed = differences(row, values)
    code = values["number" if "number" in values else "code"]
    if not changed and not lines_differ and (version is None or version == row.version):
        _note(row, actor, {"code": code})
        return Changed(row.pk, code, row.version)
    require_version(row, version, changed)
    fill(row, values, actor, at)
    _save(row, code)
    _note(row, actor, {"code": code, "changed": {name: [_plain(a), _plain(b)] for name, (a, b) in changed.items()}})
    return Changed(row.pk, code, row.version)


def _brand_ids() -> frozenset[int]:
    unit = current_unit()
    assert unit is not None  # only commands check
    if "catalog.brands" not in unit.values:
        unit.values["catalog.brands"] = frozenset(brand.id for brand in list_brands(unit.actor))
    known: frozenset[int] = unit.values["catalog.brands"]
    return known


def _save(row: CatalogueRow, code: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "unique" not in str(error):
            raise
        message = _("编码“%(code)s”已被同一品牌的另一条目使用，请换一个编码。") % {"code": code}
        raise CodeTaken(message, field="code") from None


def _note(row: CatalogueRow, actor: Actor, detail: dict[str, Any]) -> None:
    kind = row._meta.model_name or ""
    audit.note(DocumentRef(f"catalog.{kind}", row.pk), None, **detail)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | None) else str(value)
