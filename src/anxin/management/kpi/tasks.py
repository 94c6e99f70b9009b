"""Jobs of figures."""

import logging
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from anxin.parties.org.queries import system_actor
from anxin.platform import clock
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.facts import registry
from anxin.platform.jobs import scheduled
from anxin.platform.scope import reading

log = logging.getLogger(__name__)


class HistoryFailed(Exception):
    """Facts whose history the night could not write; the others are written. What they had in files stands."""


@scheduled("50 18 * * *", queue="kpi")
def export_history(timestamp: int) -> None:
    """Every night at 02:50 in China: months of facts that changed go to the history, then figures are kept (M22.02)."""
    # Slow to import, and of no use to whoever only declares jobs.
    from anxin.management.kpi.engine.export import export_fact, months_to_write

    folder = Path(settings.HISTORY_ROOT)
    failed = []
    for fact in registry.values():
        try:
            with reading(system_actor("kpi")):
                span = months_to_write(fact, folder)
                if span is not None:
                    done = export_fact(fact, folder, span.first, span.last)
                    log.info("history written", extra={"fact": fact.name, "months": list(done.written)})
        except (OSError, ValueError, DatabaseError):
            log.exception("history of a fact was not written", extra={"fact": fact.name})
            failed.append(fact.name)
    keep_figures(clock.now())
    if failed:
        raise HistoryFailed(failed)


def keep_figures(at: datetime) -> None:
    """Keep the figures of every month of the history, the running one up to yesterday; the oldest first, since by a
    store's past it is decided with whom it is compared. What a run that was killed left out, the next makes up for.
    """
    from anxin.management.kpi.commands import keep_month
    from anxin.management.kpi.engine.stand import Stand
    from anxin.management.kpi.queries.figures import FIRST_RECORDS
    from anxin.management.kpi.rules.periods import Span, months_of

    folder = Path(settings.HISTORY_ROOT)
    begun = Stand(folder).first_month(FIRST_RECORDS)
    yesterday = GROUP_CLOCK.day(at) - timedelta(days=1)
    if not begun:
        return
    for month in months_of(date.fromisoformat(f"{begun}-01"), yesterday):
        span = Span(month.first, min(month.last, yesterday))
        done = keep_month(actor=system_actor("kpi"), span=span, folder=folder, at=at)
        log.info("figures kept", extra={"month": f"{month.first:%Y-%m}", "codes": len(done.codes), "rows": done.changed})
