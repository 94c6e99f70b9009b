"""A rework case for a command: in scope, locked, at the version that was seen; and what is said of it afterwards."""

from dataclasses import dataclass

from anxin.platform.actor import Actor
from anxin.platform.scoped import check_version
from anxin.visit.quality.models import ReworkCase

CASE_KIND = "quality.reworkcase"


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case after a step."""

    id: int
    state: str
    version: int


def locked_case(actor: Actor, permission: str, case_id: int, version: int | None) -> ReworkCase:
    """The case, locked.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    :raises VersionConflict: it has changed since it was seen
    """
    case: ReworkCase = ReworkCase.objects.visible_to(actor, permission).locked().one(pk=case_id)
    check_version(case, version)
    return case


def kept(case: ReworkCase) -> KeptCase:
    """What a command says of the case."""
    return KeptCase(case.pk, case.state, case.version)
