"""Access cases of figures."""

from typing import Any

from anxin.management.kpi.queries import Level
from anxin.management.kpi.rules.periods import Period, span_of
from tests.access.world import TODAY, World, case

MONTH = span_of(Period.MONTH, TODAY)


def place(w: World) -> dict[str, Any]:
    return {"level": Level.STORE, "unit_id": w.signed and w.sid, "period": Period.MONTH, "day": TODAY}


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
    "kpi.read_sheet": case(lambda w: {**place(w)}),
    "kpi.read_figure": case(lambda w: {"code": "appointment_rate", **place(w)}),
    "kpi.read_trend": case(
        lambda w: {"code": "appointment_rate", "level": Level.STORE, "unit_id": w.signed and w.sid, "day": TODAY}
    ),
    "kpi.read_course": case(
        lambda w: {"code": "appointment_rate", "level": Level.STORE, "unit_id": w.signed and w.sid, "day": TODAY}
    ),
    "kpi.list_contributions": case(lambda w: {"code": "appointment_rate", "column": "advisor_id", **place(w)}),
}
