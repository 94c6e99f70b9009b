"""The register of permissions that modules declare in their ``permissions.py``."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Permission:
    """``code`` is ``module.verb``; ``default_roles`` are role codes of org that hold it out of the box.

    ``shared`` permissions reach rows of the whole group (catalogue, parameters, organisation).
    """

    code: str
    label: Any
    default_roles: frozenset[str]
    shared: bool = False


_register: dict[str, Permission] = {}


def declare(code: str, label: Any, roles: str, *, shared: bool = False) -> str:
    """Declare a permission; ``roles`` is a space separated list of role codes. Returns the code.

    :raises ValueError: declared twice
    """
    if code in _register and _register[code].label is not label:
        raise ValueError(f"permission {code} is declared twice")
    _register[code] = Permission(code, label, frozenset(roles.split()), shared)
    return code


def all_permissions() -> dict[str, Permission]:
    """Every declared permission by code."""
    return dict(_register)
