"""Figures of whole months, kept for pages that look at many stores or at a long time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands.peers import is_to_publish, publish_peers
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.engine.stand import Stand
from anxin.management.kpi.engine.working import Asked, Figure, work_out
from anxin.management.kpi.queries.figures import first_days, keeps_records, opened_days, own_days
from anxin.management.kpi.queries.months import read_monthly
from anxin.management.kpi.rules.basis import basis_of, facts_behind
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.peers import EXACTNESS
from anxin.management.kpi.rules.periods import Period, Span
from anxin.parties.org.queries import all_stores
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.turns import take_turn

STANDING = """
SELECT code, definition_version, min(basis) FROM kpi_figuresnapshot
WHERE month = %s AND store_id = ANY(%s) GROUP BY 1, 2 HAVING count(*) = %s AND count(DISTINCT basis) = 1
"""
# What says the same is not written: a run again changes nothing.
KEEP = """
INSERT INTO kpi_figuresnapshot
    (store_id, month, code, definition_version, last_on, is_partial, value, parts, basis, computed_at)
SELECT given.store_id, %(month)s, given.code, given.version, %(last_on)s, given.is_partial, given.value, given.parts,
    given.basis, %(at)s
FROM unnest(%(stores)s::bigint[], %(codes)s::text[], %(versions)s::int[], %(partial)s::boolean[], %(values)s::numeric[],
    %(parts)s::text[]::jsonb[], %(bases)s::text[]) AS given(store_id, code, version, is_partial, value, parts, basis)
ON CONFLICT (store_id, code, definition_version, month) DO UPDATE SET
    last_on = excluded.last_on, is_partial = excluded.is_partial, value = excluded.value, parts = excluded.parts,
    basis = excluded.basis, computed_at = excluded.computed_at
WHERE (kpi_figuresnapshot.last_on, kpi_figuresnapshot.is_partial, kpi_figuresnapshot.value, kpi_figuresnapshot.parts,
    kpi_figuresnapshot.basis) IS DISTINCT FROM
    (excluded.last_on, excluded.is_partial, excluded.value, excluded.parts, excluded.basis)
"""


@dataclass(frozen=True, slots=True)
class KeptMonth:
    """The codes that were computed, and how many rows said something else before."""

    codes: tuple[str, ...]
    changed: int


@command(permissions.SEE, rule="M22.02")
def keep_month(*, actor: Actor, span: Span, folder: Path, at: datetime) -> KeptMonth:
    """Keep what every figure came to over a month, or its days so far, out of the history in files, and publish once it is
    over what like stores came to.

    Only what rests on something else than what was kept is computed: after a correction, with a new version of a
    definition, for a new store. Rows of an older version stay as they are.

    :raises Denied: somebody who may not see the figures of every store
    """
    stores = sorted(all_stores())
    for store_id in stores:
        actor.require(permissions.SEE, store_id)
    # One at a time: two runs would wait for each other row by row.
    take_turn(f"kpi:snapshots:{span.first}")
    bases = _due(stores, span, Stand(folder))
    changed = _compute(stores, bases, span, folder, at) if stores and bases else 0
    if stores and (changed or is_to_publish(actor, span, at)):
        publish_peers(actor, span, at)
    return KeptMonth(tuple(sorted(bases)), changed)


def _compute(stores: Sequence[int], bases: Mapping[str, str], span: Span, folder: Path, at: datetime) -> int:
    known = catalogue()
    places = {one: one for one in stores}
    chosen = [known.definitions[code] for code in sorted(bases)]
    asked = Asked(chosen, places, Period.MONTH, (span,), opened=opened_days(places))
    days, own = first_days(asked.places), own_days(asked.places, facts_behind(asked.definitions, known.measures))
    known_of, monthly = keeps_records(asked.places, days, own), read_monthly(asked, known, days, own)
    figures = work_out(ParquetFiles(folder, days), known, asked, known_of, monthly)
    return _keep(figures, bases, span, at)


def written_parts(parts: Mapping[Term, Decimal | None]) -> dict[str, str | None]:
    """The measures of a figure as they are stored."""
    return {name_of_term(term): None if value is None else str(value) for term, value in parts.items()}


def name_of_term(term: Term) -> str:
    """``measure`` or ``shift.measure``."""
    return f"{term.shift}.{term.measure}" if term.shift else term.measure


def _due(stores: Sequence[int], span: Span, stand: Stand) -> dict[str, str]:
    """Codes whose kept figures of a month rest on something else than what stands now, with what that is."""
    known, places = catalogue(), dict.fromkeys(stores, 0)
    ready = [one for one in known.definitions.values() if not known.needs(one)]
    begun, opened = _said(first_days(places), span), _said(opened_days(places), span)
    own = {fact: _said(days, span) for fact, days in own_days(places, facts_behind(ready, known.measures)).items()}
    bases = {}
    for one in ready:
        # Of a window nothing is missing before a store opened.
        since = "".join(
            [
                begun,
                f";opened:{opened}" if one.looks_back else "",
                *(f";{fact}:{own[fact]}" for fact in sorted(facts_behind([one], known.measures) & own.keys())),
            ]
        )
        bases[one.code] = basis_of(one, known.measures, span, stand.digest, since)
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [span.first, list(stores), len(stores)])
        kept = {(code, version): basis for code, version, basis in cursor.fetchall()}
    return {code: basis for code, basis in bases.items() if kept.get((code, known.definitions[code].version)) != basis}


def _said(days: Mapping[int, date], span: Span) -> str:
    """A day of each store, of those that had it by then: what is a gap, nothing or a part of a month turns on it."""
    return ",".join(f"{store}:{day}" for store, day in sorted(days.items()) if day <= span.last)


def _keep(figures: Iterable[Figure], bases: Mapping[str, str], span: Span, at: datetime) -> int:
    known = catalogue().definitions
    rows = [
        (
            one.cell.unit_id,
            one.code,
            known[one.code].version,
            one.marks.is_partial,
            None if one.value is None else one.value.quantize(EXACTNESS),
            json.dumps(written_parts(one.parts), sort_keys=True),
            bases[one.code],
        )
        for one in figures
    ]
    stores, codes, versions, partial, values, parts, names = (list(column) for column in zip(*rows, strict=True))
    given: dict[str, Any] = {
        "stores": stores, "codes": codes, "versions": versions, "partial": partial, "values": values, "parts": parts,
        "bases": names, "month": span.first, "last_on": span.last, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(KEEP, given)
        return int(cursor.rowcount)
