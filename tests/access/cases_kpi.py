"""Access cases of figures."""

from pathlib import Path
from typing import Any

from anxin.management.kpi.commands import keep_month
from anxin.management.kpi.queries import Level
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from tests.access.world import TODAY, World, case

NO_FILES = Path("/no/history")
MONTH = span_of(Period.MONTH, TODAY)


def place(w: World) -> dict[str, Any]:
    return {"level": Level.STORE, "unit_id": w.signed and w.sid, "period": Period.MONTH, "day": TODAY}


def kept(w: World) -> int:
    """The store, whose figures of the month were kept."""

    def keep() -> int:
        assert w.signed
        keep_month(actor=system_actor("kpi"), store_ids=[w.sid], span=MONTH, folder=NO_FILES, at=AT)
        return w.sid

    return int(w.once("kept", keep))


COMMANDS = {
    "kpi.keep_month": case(lambda w: {"span": MONTH, "store_ids": [w.signed and w.sid], "folder": NO_FILES, "at": AT}),
}

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
    "kpi.list_snapshots": case(
        lambda w: {
            "codes": ["appointment_rate"],
            "first": TODAY,
            "last": TODAY,
            "store_ids": [kept(w)],
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
