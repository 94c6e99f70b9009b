"""Access cases of figures."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from anxin.management.kpi.commands import (
    Cell,
    NewTarget,
    YearTarget,
    confirm_obstacles,
    keep_month,
    plan_remedy,
    set_targets,
)
from anxin.management.kpi.commands.sharing import Basis
from anxin.management.kpi.models import StorePeers
from anxin.management.kpi.queries import Gap, Level, Reading, read_tiles
from anxin.management.kpi.rules.harm import Harm
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from tests.access.world import TODAY, World, case

NO_FILES = Path("/no/history")
MONTH = span_of(Period.MONTH, TODAY)


def place(w: World) -> dict[str, Any]:
    return {"level": Level.STORE, "unit_id": w.signed and w.sid, "period": Period.MONTH, "day": TODAY}


def read_of(w: World) -> Reading:
    """A figure of the store, as somebody who may read it did."""
    found = read_tiles(w.person(w.store, "service_manager"), ["appointment_rate"], **place(w))
    return w.once("reading", lambda: found[0])


def gaps_of(w: World) -> list[Gap]:
    """That figure as a gap of the store."""
    return [Gap(read_of(w), Harm(Decimal(1), None), "", None, None, {})]


def kept(w: World) -> int:
    """The store, whose figures of the month were kept."""

    def keep() -> int:
        assert w.signed
        keep_month(actor=system_actor("kpi"), span=MONTH, folder=NO_FILES, at=AT)
        return w.sid

    return int(w.once("kept", keep))


def classed(w: World) -> Any:
    """A month in which the store is compared with others."""
    kept(w)
    with reading(system_actor("kpi")):
        rows = StorePeers.objects.across_stores(reason="test").filter(store_id=w.sid)
        rows.update(group="mid|0-24|0-")
    return TODAY


def planned(w: World) -> int:
    """What somebody of the store is to do about a figure."""
    about: dict[str, Any] = {**to_do(w), "actor": w.person(w.store, "service_manager"), "at": AT}
    return int(w.once("planned", lambda: plan_remedy(**about).id))


def to_do(w: World) -> dict[str, Any]:
    return {
        "store_id": w.sid, "code": "appointment_rate", "period": Period.MONTH, "day": TODAY,
        "words": "每天排好明天的预约", "responsible_id": w.floor.wang.id, "due_on": TODAY + timedelta(days=7),
    }  # fmt: skip


def targets(w: World) -> dict[str, Any]:
    return {"store_id": w.sid, "year": TODAY.year}


def monthly(w: World) -> dict[str, Any]:
    """A target of cars for this month, of which something came in."""
    right = w.person(w.store, "service_manager")
    aim = NewTarget(Cell("vehicle_entries", TODAY.month), "ge", Decimal(10))
    w.once("target", lambda: set_targets(actor=right, targets=[aim], at=AT, **targets(w)))
    return targets(w)


def budgeted(w: World) -> dict[str, Any]:
    """A year's budget of gross profit, month by month."""
    right = w.person(w.store, "service_manager")
    aims = [NewTarget(Cell("repair_gross_profit", month), "ge", Decimal(1000)) for month in range(1, 13)]
    w.once("budget", lambda: set_targets(actor=right, targets=aims, is_sure=True, at=AT, **targets(w)))
    return {"level": Level.STORE, "unit_id": w.sid, "year": TODAY.year}


def disagreeing(w: World) -> dict[str, Any]:
    """Two targets that do not fit together."""
    right = w.person(w.store, "service_manager")
    pair = [
        NewTarget(Cell("vehicle_entries", 1), "ge", Decimal(10)),
        NewTarget(Cell("monthly_entries", 1), "ge", Decimal(20)),
    ]
    w.once("pair", lambda: set_targets(actor=right, targets=pair, is_sure=True, at=AT, **targets(w)))
    return targets(w)


def confirmed(w: World) -> int:
    """Obstacles that somebody named for this month."""
    right = w.person(w.store, "service_manager")

    def confirm() -> int:
        return confirm_obstacles(
            actor=right,
            store_id=w.sid,
            code="appointment_rate",
            period=Period.MONTH,
            day=TODAY,
            obstacles=["appointment_staff"],
            at=AT,
        ).id

    return int(w.once("confirmed", confirm))


COMMANDS = {
    "kpi.set_targets": case(lambda w: {"targets": [NewTarget(Cell("vehicle_entries", 1), "ge", Decimal(10))], **targets(w)}),
    "kpi.check_target_workbook": case(
        lambda w: {"store_id": w.sid, "file_name": "2026.csv", "content": "2026年目标,1月\n进厂台次,10\n".encode()}
    ),
    "kpi.import_targets": case(
        lambda w: {
            "store_id": w.sid,
            "targets": [YearTarget(TODAY.year, NewTarget(Cell("vehicle_entries", 1), "ge", Decimal(10)))],
        }
    ),
    "kpi.set_targets_of_stores": case(
        lambda w: {
            "store_ids": [w.sid],
            "year": TODAY.year,
            "targets": [NewTarget(Cell("vehicle_entries", 1), "ge", Decimal(10))],
        }
    ),
    "kpi.break_down_year": case(
        lambda w: {"code": "vehicle_entries", "total": Decimal(120), "basis": Basis.EQUALLY, **targets(w)}
    ),
    "kpi.break_down_to_people": case(
        lambda w: {
            "code": "vehicle_entries",
            "column": "advisor_id",
            "basis": Basis.EQUALLY,
            "members": [w.employee.pk],
            **monthly(w),
        }
    ),
    "kpi.confirm_obstacles": case(
        lambda w: {
            "store_id": w.sid,
            "code": "appointment_rate",
            "period": Period.MONTH,
            "day": TODAY,
            "obstacles": ["appointing_talk"],
        }
    ),
    "kpi.plan_remedy": case(to_do),
    "kpi.withdraw_obstacles": case(lambda w: {"confirmation_id": confirmed(w), "reason": "选错了"}),
    "kpi.copy_targets": case(lambda w: {"growth_percent": Decimal(10), **monthly(w), "year": TODAY.year + 1}),
    "kpi.keep_month": case(lambda w: {"span": MONTH, "folder": NO_FILES, "at": AT}, level="group"),
}

QUERIES = {
    "kpi.list_results": case(
        lambda w: {"store_id": w.signed and w.sid, "code": "appointment_rate", "month": TODAY, "at": AT + timedelta(days=40)}
    ),
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
    "kpi.list_figure_documents": case(
        lambda w: {
            "code": "vehicle_entries" if w.signed else "",
            "part": "entries",
            "level": Level.STORE,
            "unit_id": w.sid,
            "period": Period.MONTH,
            "day": TODAY,
        }
    ),
    "kpi.read_months": case(lambda w: {"codes": ["appointment_rate"], "month": TODAY, "store_ids": [kept(w)]}),
    "kpi.rank_stores": case(lambda w: {"codes": ["appointment_rate"], "month": TODAY, "store_ids": [kept(w)]}),
    "kpi.read_common_trend": case(lambda w: {"codes": ["appointment_rate"], "month": TODAY, "store_ids": [kept(w)]}),
    "kpi.list_arrivals": case(lambda w: {"until": TODAY, "store_ids": [w.signed and w.sid]}),
    "kpi.list_peer_classes": case(lambda w: {"month": classed(w)}),
    "kpi.get_last_kept": case(lambda w: {"until": kept(w) and TODAY}),
    "kpi.read_peers": case(lambda w: {"codes": ["appointment_rate"], "store_id": kept(w), "month": TODAY}),
    "kpi.list_snapshots": case(
        lambda w: {
            "codes": ["appointment_rate"],
            "first": TODAY,
            "last": TODAY,
            "store_ids": [kept(w)],
        }
    ),
    "kpi.read_sheet": case(lambda w: {**place(w)}),
    "kpi.read_tiles": case(lambda w: {"codes": ["appointment_rate"], **place(w)}),
    "kpi.list_gaps": case(lambda w: {"store_id": w.signed and w.sid, "period": Period.MONTH, "day": TODAY}),
    "kpi.explain_gaps": case(
        lambda w: {"gaps": gaps_of(w), "store_id": w.sid, "period": Period.MONTH, "day": TODAY},
    ),
    "kpi.read_days_beside": case(lambda w: {"store_id": w.signed and w.sid, "first": MONTH.first, "last": MONTH.last}),
    "kpi.read_month_days": case(lambda w: {"store_id": w.signed and w.sid, "day": TODAY}),
    "kpi.read_figure": case(lambda w: {"code": "appointment_rate", **place(w)}),
    "kpi.read_trend": case(
        lambda w: {"code": "appointment_rate", "level": Level.STORE, "unit_id": w.signed and w.sid, "day": TODAY}
    ),
    "kpi.read_course": case(
        lambda w: {"code": "appointment_rate", "level": Level.STORE, "unit_id": w.signed and w.sid, "day": TODAY}
    ),
    "kpi.get_remedy": case(lambda w: {"remedy_id": planned(w)}),
    "kpi.list_remedies": case(
        lambda w: {
            "code": "appointment_rate",
            "level": Level.STORE,
            "unit_id": planned(w) and w.sid,
            "until": TODAY,
        }
    ),
    "kpi.list_obstacle_confirmations": case(
        lambda w: {
            "code": "appointment_rate",
            "level": Level.STORE,
            "unit_id": confirmed(w) and w.sid,
            "until": TODAY,
        }
    ),
    "kpi.get_first_day": case(lambda w: {"store_id": w.signed and w.sid}),
    "kpi.read_data_flags": case(lambda w: {"code": "appointment_rate", **place(w)}),
    "kpi.diagnose_figure": case(lambda w: {"code": "appointment_rate", **place(w)}),
    "kpi.list_contributions": case(lambda w: {"code": "appointment_rate", "column": "advisor_id", **place(w)}),
    "kpi.list_targets": case(monthly),
    "kpi.list_months": case(
        lambda w: {"store_id": w.signed and w.sid, "code": "vehicle_entries", "year": TODAY.year, "today": TODAY}
    ),
    "kpi.list_year_so_far": case(
        lambda w: {"store_id": w.signed and w.sid, "year": TODAY.year, "codes": ["vehicle_entries"], "today": TODAY}
    ),
    "kpi.get_forecast_basis": case(budgeted),
    "kpi.count_targets": case(lambda w: {"year": monthly(w)["year"]}),
    "kpi.list_target_changes": case(monthly),
    "kpi.check_targets": case(disagreeing),
}
