"""Access cases of figures."""

from anxin.management.kpi.queries import Level
from anxin.management.kpi.rules.periods import Period, span_of
from tests.access.world import TODAY, case

MONTH = span_of(Period.MONTH, TODAY)

COMMANDS: dict[str, object] = {}

QUERIES = {
    "kpi.compute_figures": case(
        lambda w: {
            "codes": ["appointment_rate"] if w.signed else [],
            "level": Level.STORE,
            "period": Period.MONTH,
            "spans": [MONTH],
        }
    ),
    "kpi.list_figure_rows": case(
        lambda w: {
            "measure": "entries" if w.signed else "",
            "level": Level.STORE,
            "unit_id": w.sid,
            "span": MONTH,
        }
    ),
}
