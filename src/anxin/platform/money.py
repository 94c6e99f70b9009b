"""Money: whole fen (分) of one currency, exact; never a float."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models.expressions import Combinable


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in fen, signed. ``Money.yuan("846.00")`` reads yuan."""

    fen: int

    @classmethod
    def yuan(cls, amount: Decimal | int | str) -> "Money":
        """An amount given in yuan with at most two decimals.

        :raises ValueError: more than two decimals
        """
        fen = Decimal(str(amount)) * 100
        if fen != fen.to_integral_value():
            raise ValueError(f"more than two decimals: {amount}")
        return cls(int(fen))

    @classmethod
    def sum(cls, amounts: Iterable["Money"]) -> "Money":
        """Sum, zero for none."""
        return cls(sum(amount.fen for amount in amounts))

    @property
    def as_yuan(self) -> Decimal:
        """The amount in yuan, two decimals."""
        return (Decimal(self.fen) / 100).quantize(Decimal("0.01"))

    def times(self, factor: Decimal | int) -> "Money":
        """Product, rounded half up to the fen."""
        return Money(int((Decimal(self.fen) * factor).quantize(Decimal(1), ROUND_HALF_UP)))

    def per(self, parts: Decimal | int) -> "Money":
        """What one of so many parts amounts to, rounded half up to the fen."""
        return Money(int((Decimal(self.fen) / parts).quantize(Decimal(1), ROUND_HALF_UP)))

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Shares in proportion to whole, non-negative weights whose sum equals the amount to the fen.

        The fen left over go to the largest remainders, the first of equals first.

        :raises ValueError: no positive weight
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative with a positive sum")
        sign, whole = (-1, -self.fen) if self.fen < 0 else (1, self.fen)
        shares = [whole * weight // total for weight in weights]
        remainders = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % total), i))
        for index in remainders[: whole - sum(shares)]:
            shares[index] += 1
        return [Money(sign * share) for share in shares]

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __lt__(self, other: "Money") -> bool:
        return self.fen < other.fen

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return f"{self.as_yuan}"


ZERO = Money(0)


_Set = TypeVar("_Set", contravariant=True)
_Get = TypeVar("_Get", covariant=True)

if TYPE_CHECKING:

    class _MoneyColumn(models.BigIntegerField[_Set, _Get]):
        _pyi_private_set_type: Money | int | Combinable  # type: ignore[assignment]
        _pyi_private_get_type: Money  # type: ignore[assignment]

else:

    class _MoneyColumn(models.BigIntegerField):
        def __class_getitem__(cls, types):
            return cls


class MoneyField(_MoneyColumn[_Set, _Get]):
    """A column of whole fen, read and written as :class:`Money`."""

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Money | None:
        return None if value is None else Money(value)

    def to_python(self, value: Any) -> Any:
        return Money(int(value)) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.fen if isinstance(value, Money) else value)
