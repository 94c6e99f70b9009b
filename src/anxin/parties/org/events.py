"""Facts of the organisation."""

from dataclasses import dataclass
from typing import ClassVar

from anxin.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCreated(Event):
    """A store was added; its rows of other modules can be seeded."""

    subject_kind: ClassVar[str] = "org.store"


@dataclass(frozen=True, slots=True, kw_only=True)
class BayChanged(Event):
    """A bay was taken out of use or into use again; what was planned in it stands or falls with that."""

    subject_kind: ClassVar[str] = "org.bay"
    bay_id: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDeactivated(Event):
    """A user may no longer sign in."""

    subject_kind: ClassVar[str] = "org.user"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterChanged(Event):
    """A limit has another value in a scope from a day on (ISO date); it concerns all stores under the scope."""

    code: str
    level: str
    scope_id: int
    valid_from: str
