"""What figures came to, month by month, as the last night kept it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.models import FigureSnapshot
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.periods import Span
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

MOST_MONTHS = 60
SHOWN = ("store_id", "month", "last_on", "code", "definition_version", "value", "parts", "is_partial")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A figure of a store over a month, as the formula gives it (a ratio, fen); ``span`` are the days that count.

    ``is_partial``: records fill only a part of them.
    """

    store_id: int
    code: str
    version: int
    span: Span
    value: Decimal | None
    parts: Mapping[Term, Decimal | None]
    is_partial: bool = False


@query(permissions.SEE)
def list_snapshots(
    actor: Actor, codes: Sequence[str], first: date, last: date, *, store_ids: Sequence[int] | None = None
) -> list[Snapshot]:
    """The kept figures of the months from that of ``first`` to that of ``last``, of stores that the actor may see.

    By the definition that holds now. A month that was not kept yet is missing.

    :raises NotFound: an unknown code, a store of which the actor may see no figures, or too long a time
    """
    known = catalogue().definitions
    visible = actor.stores_for(permissions.SEE)
    wanted = visible if store_ids is None else frozenset(store_ids)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if set(codes) - set(known) or wanted - visible or not 0 < months <= MOST_MONTHS:
        raise NotFound
    rows = (
        FigureSnapshot.objects.visible_to(actor, permissions.SEE)
        .filter(store_id__in=wanted, code__in=codes, month__gte=first.replace(day=1), month__lte=last)
        .order_by("month", "store_id", "code")
        .values_list(*SHOWN)
    )
    return [
        Snapshot(store, code, version, Span(month, last_on), value, read_parts(parts), is_partial)
        for store, month, last_on, code, version, value, parts, is_partial in rows
        if known[code].version == version
    ]


def read_parts(written: Mapping[str, str | None]) -> dict[Term, Decimal | None]:
    """The measures of a figure out of what is stored."""
    found = {}
    for name, value in written.items():
        shift, _, measure = name.rpartition(".")
        found[Term(measure, shift)] = None if value is None else Decimal(value)
    return found
