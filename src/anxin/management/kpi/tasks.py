"""Jobs of figures."""

import logging
from pathlib import Path

from django.conf import settings

from anxin.parties.org.queries import system_actor
from anxin.platform.facts import registry
from anxin.platform.jobs import scheduled
from anxin.platform.scope import reading

log = logging.getLogger(__name__)


@scheduled("50 18 * * *", queue="kpi")
def export_history(timestamp: int) -> None:
    """Every night at 02:50 in China: the months of every fact that changed are written to the history (M22.02)."""
    # Slow to import, and of no use to whoever only declares jobs.
    from anxin.management.kpi.engine.export import export_fact, months_with_facts

    for fact in registry.values():
        with reading(system_actor("kpi")):
            span = months_with_facts(fact)
            if span is not None:
                done = export_fact(fact, Path(settings.HISTORY_ROOT), span.first, span.last)
                log.info("history written", extra={"fact": fact.name, "months": list(done.written)})
