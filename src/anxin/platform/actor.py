"""On whose behalf something is read or written: the actor, with the stores that each permission reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from anxin.platform.errors import Denied

Kind = Literal["user", "system", "anonymous", "link"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``grants`` maps a permission code to the store ids in which it holds.

    ``everywhere`` marks a system actor: any permission, but only in ``store_ids``.
    ``on_behalf_of`` is the user who had a system actor do something (an import).
    ``group_permissions`` hold for rows that belong to the whole group (catalogue, parameters, people's grants).
    """

    kind: Kind
    id: int | None
    name: str
    store_ids: frozenset[int] = frozenset()
    grants: Mapping[str, frozenset[int]] = field(default_factory=dict, repr=False)
    group_permissions: frozenset[str] = frozenset()
    everywhere: bool = False
    on_behalf_of: int | None = None
    home_store_id: int | None = None
    employee_id: int | None = None
    display_name: str = field(default="", repr=False)
    post_label: str = ""
    scopes: frozenset[str] | None = None

    @classmethod
    def system(cls, name: str, store_ids: Iterable[int], *, on_behalf_of: int | None = None) -> "Actor":
        """A named part of the program, at work in the given stores."""
        stores = frozenset(store_ids)
        return cls("system", None, f"system:{name}", stores, everywhere=True, on_behalf_of=on_behalf_of, display_name=name)

    def stores_for(self, permission: str) -> frozenset[int]:
        """Store ids in which this actor holds the permission."""
        if self.everywhere:
            return self.store_ids
        if self.scopes is not None and not _within(permission, self.scopes):
            return frozenset()
        return self.grants.get(permission, frozenset())

    def may(self, permission: str, store_id: int | None = None) -> bool:
        """Whether the permission holds in that store, or, without a store, anywhere."""
        stores = self.stores_for(permission)
        return bool(stores) if store_id is None else store_id in stores

    def may_in_group(self, permission: str) -> bool:
        """Whether the permission holds for rows of the whole group."""
        if self.everywhere:
            return True
        return permission in self.group_permissions and (self.scopes is None or _within(permission, self.scopes))

    def require(self, permission: str, store_id: int | None = None) -> None:
        """:raises Denied: the actor lacks the permission"""
        if not self.may(permission, store_id):
            raise Denied(permission=permission)

    def require_in_group(self, permission: str) -> None:
        """:raises Denied: the actor lacks the permission for rows of the whole group"""
        if not self.may_in_group(permission):
            raise Denied(permission=permission)

    @property
    def person_id(self) -> int | None:
        """The user who acts, or who had the program act: what nobody may do for himself, no import does for him."""
        return self.id if self.kind == "user" else self.on_behalf_of

    @property
    def person_key(self) -> str:
        """``key`` of the person behind: of an import, whoever started it; of the program's own work, its name."""
        return self.key if self.person_id is None else f"user:{self.person_id}"

    @property
    def key(self) -> str:
        """Stable name of the caller, for idempotency keys and logs; never personal data."""
        return f"{self.kind}:{self.id}" if self.id is not None else self.name


def _within(permission: str, scopes: frozenset[str]) -> bool:
    return permission in scopes or permission.partition(".")[0] in scopes or "*" in scopes


ANONYMOUS = Actor("anonymous", None, "anonymous")
