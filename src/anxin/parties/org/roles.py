"""Roles of C.2 and what they hold by default; pure data, read once."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Role:
    """A role; ``source`` is its requirement row, empty for the administrator, whom no source names."""

    code: str
    source: str
    name: str
    name_en: str

    def label(self, language: str | None) -> str:
        """The name in the language of the screen."""
        return self.name_en if (language or "").startswith("en") else self.name


@functools.cache
def all_roles() -> Mapping[str, Role]:
    """Every role by code, in the order of the sources."""
    return {code: Role(code, *fields) for code, fields in _data()["roles"].items()}


def post_names() -> Mapping[str, str]:
    """Every post by code with its name in the language at hand; without the customer, who has no desk."""
    return {code: role.label(get_language()) for code, role in all_roles().items() if code != "customer"}


@functools.cache
def departments() -> tuple[tuple[Role, tuple[Role, ...]], ...]:
    """Departments in the order of forms, each with its posts; a department is labelled as a role is."""
    known = all_roles()
    given = _data()["departments"].items()
    return tuple((Role(code, "", zh, en), tuple(known[one] for one in posts.split())) for code, (zh, en, posts) in given)


def department_of_post(post: str) -> str:
    """The department in which a post stands; empty of one that has none."""
    return next((one.code for one, posts in departments() if any(each.code == post for each in posts)), "")


def expand(roles: Iterable[str]) -> frozenset[str]:
    """Role codes of a list in which ``@name`` stands for a set.

    :raises KeyError: unknown role or set
    """
    sets, known, found = _data()["sets"], all_roles(), set()
    for role in roles:
        for code in sets[role[1:]] if role.startswith("@") else [role]:
            found.add(known[code].code)
    return frozenset(found)


@functools.cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("roles.toml").read_text(encoding="utf-8"))
