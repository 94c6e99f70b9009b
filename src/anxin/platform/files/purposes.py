"""What files are for: modules declare a purpose with the permission that lets people see its files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """``code`` is ``module.what``; ``see`` a permission code; ``kinds`` are "image" and "pdf".

    Only those ``for_customers`` are ever shown to whoever holds a customer's link.
    """

    code: str
    see: str
    kinds: frozenset[str]
    for_customers: bool


_register: dict[str, Purpose] = {}


def declare_purpose(code: str, *, see: str, kinds: tuple[str, ...] = ("image",), for_customers: bool = False) -> str:
    """Declare a purpose; returns its code.

    :raises ValueError: declared twice with another meaning
    """
    made = Purpose(code, see, frozenset(kinds), for_customers)
    if _register.setdefault(code, made) != made:
        raise ValueError(f"purpose {code} is declared twice")
    return code


def purposes_for_customers() -> list[str]:
    """Codes of what a customer may be shown."""
    return sorted(code for code, one in _register.items() if one.for_customers)


def purpose_of(code: str) -> Purpose:
    """:raises KeyError: no module declared it"""
    return _register[code]
