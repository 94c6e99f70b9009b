"""What people said of why a figure was missed, in this period and before."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import ObstacleConfirmation
from anxin.management.kpi.queries.figures import Level, units_of
from anxin.management.kpi.rules.periods import months_later
from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

MOST = 100


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """Obstacles named for a store's figure in a period, by whom and when.

    ``is_current``: nothing was said since. Without obstacles it took back what was named before, for the reason in ``note``.
    """

    id: int
    store_id: int
    code: str
    period: str
    first: date
    last: date
    obstacles: tuple[str, ...]
    note: str
    at: datetime
    by: str
    is_current: bool


@query(permissions.SEE)
def list_obstacle_confirmations(
    actor: Actor, code: str, level: Level, unit_id: int, until: date, *, most: int = 50
) -> list[ConfirmationRow]:
    """What was named for a figure in the unit's stores, in periods begun by ``until``, the newest period first.

    With what was replaced or taken back; of each period the newest word first.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    if code not in catalogue().definitions or not stores:
        raise NotFound
    found = list(
        ObstacleConfirmation.objects.visible_to(actor, permissions.SEE)
        .filter(store_id__in=stores, code=code, first__lte=until)
        .order_by("-first", "store_id", "period", "-turn")[: min(most, MOST)]
    )
    return _rows(actor, found)


def obstacles_said(actor: Actor, store_id: int, codes: Collection[str], until: date) -> dict[str, list[ConfirmationRow]]:
    """Figure → what holds of what was named for a store in periods begun in the year up to a day, the newest first.

    Inside a query of figures.
    """
    found = (
        ObstacleConfirmation.objects.visible_to(actor, permissions.SEE)
        .filter(store_id=store_id, code__in=codes, first__lte=until, first__gt=months_later(until, -12))
        .order_by("-first", "period", "-turn")
    )
    said: dict[str, list[ConfirmationRow]] = {}
    for one in _rows(actor, found):
        if one.is_current and one.obstacles:
            said.setdefault(one.code, []).append(one)
    return said


def _rows(actor: Actor, ordered: Iterable[ObstacleConfirmation]) -> list[ConfirmationRow]:
    found = list(ordered)
    names = names_by_key(actor, {one.actor_key for one in found}) if found else {}
    newest: set[tuple[object, ...]] = set()
    rows = []
    for one in found:
        about = (one.code, one.store_id, one.period, one.first)
        rows.append(
            ConfirmationRow(
                one.pk, one.store_id, one.code, one.period, one.first, one.last, tuple(one.obstacles), one.note, one.at,
                names.get(one.actor_key, ""), is_current=about not in newest,
            )
        )  # fmt: skip
        newest.add(about)
    return rows
