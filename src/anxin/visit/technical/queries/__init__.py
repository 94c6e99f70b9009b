"""Public reads of difficult cases."""

from anxin.visit.technical.queries.cases import (
    BallotRow,
    CaseFilter,
    CaseRow,
    CaseView,
    EntryRow,
    find_open_cases,
    get_case,
    list_cases_of_order,
    page_cases,
)
from anxin.visit.technical.queries.consults import (
    ConsultLine,
    ConsultRow,
    ConsultView,
    find_consult_file,
    find_consult_of_case,
    get_consult,
    get_consult_by_link,
    get_consult_file_by_link,
    list_consults,
)
from anxin.visit.technical.queries.library import (
    LibraryFilter,
    LibraryRow,
    find_similar,
    get_library_entry,
    page_library,
    systems,
)

__all__ = [
    "BallotRow",
    "CaseFilter",
    "CaseRow",
    "CaseView",
    "ConsultLine",
    "ConsultRow",
    "ConsultView",
    "EntryRow",
    "LibraryFilter",
    "LibraryRow",
    "find_consult_file",
    "find_consult_of_case",
    "find_open_cases",
    "find_similar",
    "get_case",
    "get_consult",
    "get_consult_by_link",
    "get_consult_file_by_link",
    "get_library_entry",
    "list_cases_of_order",
    "list_consults",
    "page_cases",
    "page_library",
    "systems",
]
