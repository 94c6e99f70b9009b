"""What files are for: modules declare a purpose with the permission that lets people see its files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """``code`` is ``module.what``; ``see`` a permission code; ``kinds`` are "image" and "pdf"."""

    code: str
    see: str
    kinds: frozenset[str]


_register: dict[str, Purpose] = {}


def declare_purpose(code: str, *, see: str, kinds: tuple[str, ...] = ("image",)) -> str:
    """Declare a purpose; returns its code.

    :raises ValueError: declared twice with another meaning
    """
    made = Purpose(code, see, frozenset(kinds))
    if _register.setdefault(code, made) != made:
        raise ValueError(f"purpose {code} is declared twice")
    return code


def purpose_of(code: str) -> Purpose:
    """:raises KeyError: no module declared it"""
    return _register[code]
