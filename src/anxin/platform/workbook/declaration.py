"""How a module declares what it imports: sheets, columns, kinds. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from anxin.platform.findings import gettext_noop as _
from anxin.platform.text import to_half_width


class Kind(StrEnum):
    """What a column holds, and the type that a row carries for it."""

    TEXT = "TEXT"  # str
    INTEGER = "INTEGER"  # int
    DECIMAL = "DECIMAL"  # Decimal
    MONEY = "MONEY"  # int, fen
    DATE = "DATE"  # date
    DATETIME = "DATETIME"  # datetime of the store's wall clock, without zone
    PLATE = "PLATE"  # str, without dot
    VIN = "VIN"  # str
    PHONE = "PHONE"  # str
    CHOICE = "CHOICE"  # the code
    BOOLEAN = "BOOLEAN"  # bool


KIND_HELP: Mapping[Kind, str] = {
    Kind.TEXT: _("文字"),
    Kind.INTEGER: _("整数，例如 12000"),
    Kind.DECIMAL: _("数字，例如 1.5"),
    Kind.MONEY: _("金额，单位元，最多两位小数，例如 1234.50"),
    Kind.DATE: _("日期，例如 2025-03-05"),
    Kind.DATETIME: _("日期和时间，例如 2025-03-05 14:30"),
    Kind.PLATE: _("车牌号，例如 粤B12345 或 粤BD12345"),
    Kind.VIN: _("17 位车架号"),
    Kind.PHONE: _("手机号，或带区号的座机，例如 0755-83456789"),
    Kind.CHOICE: _("从下拉列表中选择"),
    Kind.BOOLEAN: _("填“是”或“否”"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``head_zh`` and ``help`` are msgids of the declaring module, ``aliases`` are heads met in the wild."""

    key: str
    head_zh: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    max_length: int | None = None

    def __post_init__(self) -> None:
        if (self.kind is Kind.CHOICE) != bool(self.choices):
            raise ValueError(f"{self.key}: choices belong to a CHOICE column, and only there")

    def heads(self) -> set[str]:
        """Every head that names this column, folded for comparison."""
        return {fold_head(head) for head in (self.key, self.head_zh, *self.aliases)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of row. ``unique`` lists column keys (or tuples of keys) whose value may stand only once in a file."""

    name: str
    title_zh: str
    columns: tuple[Column, ...]
    unique: tuple[str | tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        heads = [head for column in self.columns for head in column.heads()]
        if len(set(keys)) != len(keys) or len(set(heads)) != len(heads):
            raise ValueError(f"{self.name}: two columns share a key, head or alias")
        unknown = {key for keys_of_one in self.unique_keys() for key in keys_of_one} - set(keys)
        if unknown:
            raise ValueError(f"{self.name}: unique names unknown columns {sorted(unknown)}")

    def unique_keys(self) -> tuple[tuple[str, ...], ...]:
        """The column keys of each uniqueness rule."""
        return tuple((one,) if isinstance(one, str) else one for one in self.unique)


_IGNORED_IN_HEADS = str.maketrans("", "", " \t\r\n*:_-·.\u3000\xa0")


def fold_head(text: str) -> str:
    """A head for comparison: width, case, spaces, the required mark and a unit in brackets do not count."""
    folded = to_half_width(text).casefold().translate(_IGNORED_IN_HEADS)
    bracket = folded.find("(")
    return folded[:bracket] if bracket > 0 else folded
