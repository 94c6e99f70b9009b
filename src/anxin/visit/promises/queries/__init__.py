"""Public reads of the promise."""

from anxin.visit.promises.queries.expected import (
    ExpectedCar,
    ExpectedChange,
    ExpectedOrder,
    find_expected,
    list_expectation_changes,
    list_expected,
)
from anxin.visit.promises.queries.progress import (
    ProgressJob,
    ProgressLinkEnded,
    ProgressLinkView,
    ProgressView,
    find_progress_link,
    get_progress,
    get_progress_photo,
)
from anxin.visit.promises.queries.talk import Talk, TalkLine, UnreadNote, list_talk, list_unread, side_of
from anxin.visit.promises.queries.told import (
    OUTCOMES,
    OutcomeFigures,
    OutcomeRow,
    TellingRow,
    add_up,
    list_outcomes,
    list_tellings,
)

__all__ = [
    "OUTCOMES",
    "ExpectedCar",
    "ExpectedChange",
    "ExpectedOrder",
    "OutcomeFigures",
    "OutcomeRow",
    "ProgressJob",
    "ProgressLinkEnded",
    "ProgressLinkView",
    "ProgressView",
    "Talk",
    "TalkLine",
    "TellingRow",
    "UnreadNote",
    "add_up",
    "find_expected",
    "find_progress_link",
    "get_progress",
    "get_progress_photo",
    "list_expectation_changes",
    "list_expected",
    "list_outcomes",
    "list_talk",
    "list_tellings",
    "list_unread",
    "side_of",
]
