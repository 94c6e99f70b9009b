"""Public reads of figures."""

from anxin.management.kpi.engine.asking import Cell
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.cockpit import (
    DayOutput,
    Gap,
    Gaps,
    MonthDays,
    Why,
    explain_gaps,
    list_gaps,
    read_month_days,
    read_tiles,
)
from anxin.management.kpi.queries.confirmations import ConfirmationRow, list_obstacle_confirmations
from anxin.management.kpi.queries.contributions import Carrier, Contributions, carrier_columns, list_contributions
from anxin.management.kpi.queries.course import CourseOfFigure, Drifting, NewLevel, read_course
from anxin.management.kpi.queries.evidence import Against, Diagnosis, Finding, Suspect, diagnose_figure, is_explainable
from anxin.management.kpi.queries.figures import FigureRows, Level, compute_figures, get_first_day, list_figure_rows
from anxin.management.kpi.queries.gaps import DataFlags, read_data_flags
from anxin.management.kpi.queries.handbook import get_definition, needs_of, search_definitions
from anxin.management.kpi.queries.kept import LastKept, MonthReading, get_last_kept, list_peer_classes, read_months
from anxin.management.kpi.queries.league import Arrival, League, LeagueLine, list_arrivals, rank_stores, read_common_trend
from anxin.management.kpi.queries.peers import Comparison, PeerClass, PeerReading, newest_compared, peers_day, read_peers
from anxin.management.kpi.queries.plans import (
    ForecastBasis,
    MonthLine,
    TargetsOfStore,
    YearSoFar,
    count_targets,
    get_forecast_basis,
    list_months,
    list_year_so_far,
)
from anxin.management.kpi.queries.remedies import RemedyRow, get_remedy, list_remedies
from anxin.management.kpi.queries.results import MonthNotOver, Result, list_results
from anxin.management.kpi.queries.reviewed import DaysBeside, DaysReading, read_days_beside
from anxin.management.kpi.queries.rows import FigureDocuments, StatedMonth, list_figure_documents
from anxin.management.kpi.queries.sheet import (
    Point,
    Reading,
    read_figure,
    read_sheet,
    read_trend,
)
from anxin.management.kpi.queries.snapshots import Snapshot, list_snapshots
from anxin.management.kpi.queries.suggesting import YearSuggestion, suggest_year_targets
from anxin.management.kpi.queries.targets import (
    TargetHistory,
    TargetRow,
    check_targets,
    list_target_changes,
    list_targets,
)
from anxin.management.kpi.queries.whole import Wholeness
from anxin.management.kpi.queries.wording import (
    asked_words,
    figure_name,
    lacking_words,
    odd_words,
    target_words,
    value_words,
)
from anxin.management.kpi.rules.forecast import Forecast, ForecastInput, forecast_gross_profit

__all__ = [
    "Against",
    "Arrival",
    "Carrier",
    "Cell",
    "Comparison",
    "ConfirmationRow",
    "Contributions",
    "CourseOfFigure",
    "DataFlags",
    "DayOutput",
    "DaysBeside",
    "DaysReading",
    "Diagnosis",
    "Drifting",
    "Figure",
    "FigureDocuments",
    "FigureRows",
    "Finding",
    "Forecast",
    "ForecastBasis",
    "ForecastInput",
    "Gap",
    "Gaps",
    "LastKept",
    "League",
    "LeagueLine",
    "Level",
    "MonthDays",
    "MonthLine",
    "MonthNotOver",
    "MonthReading",
    "NewLevel",
    "PeerClass",
    "PeerReading",
    "Point",
    "Reading",
    "RemedyRow",
    "Result",
    "Snapshot",
    "StatedMonth",
    "Suspect",
    "TargetHistory",
    "TargetRow",
    "TargetsOfStore",
    "Wholeness",
    "Why",
    "YearSoFar",
    "YearSuggestion",
    "asked_words",
    "carrier_columns",
    "check_targets",
    "compute_figures",
    "count_targets",
    "diagnose_figure",
    "explain_gaps",
    "figure_name",
    "forecast_gross_profit",
    "get_definition",
    "get_first_day",
    "get_forecast_basis",
    "get_last_kept",
    "get_remedy",
    "is_explainable",
    "lacking_words",
    "list_arrivals",
    "list_contributions",
    "list_figure_documents",
    "list_figure_rows",
    "list_gaps",
    "list_months",
    "list_obstacle_confirmations",
    "list_peer_classes",
    "list_remedies",
    "list_results",
    "list_snapshots",
    "list_target_changes",
    "list_targets",
    "list_year_so_far",
    "needs_of",
    "newest_compared",
    "odd_words",
    "peers_day",
    "rank_stores",
    "read_common_trend",
    "read_course",
    "read_data_flags",
    "read_days_beside",
    "read_figure",
    "read_month_days",
    "read_months",
    "read_peers",
    "read_sheet",
    "read_tiles",
    "read_trend",
    "search_definitions",
    "suggest_year_targets",
    "target_words",
    "value_words",
]
