"""The delivery note as it is wished, and what of it is refused."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.visit.reception.models import DeliveryNote
from anxin.visit.reception.queries.note_lines import KEPT, RECYCLED, RETURNED, ReturnedPartRow

MOST_LINES, LONGEST_NAME, LONGEST_WORDS, BEST, WORST, NOT_SAID = 60, 80, 300, 5, 1, 0


class OldPartsNotAsChosen(Invalid):
    """The customer wanted an old part that stays, and nobody says why."""

    code = "old_parts_not_as_chosen"
    default_rule = "R-WA12"


@dataclass(frozen=True, slots=True)
class Precaution:
    """What to mind after a service (R-DL01)."""

    service: str
    words: str


@dataclass(frozen=True, slots=True)
class NextService:
    """What comes next, by day or kilometres, with its cost and the minutes that it takes (R-DL02)."""

    service: str
    due_on: date | None = None
    due_km: int | None = None
    cost: Money | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnedPart:
    """An old part: ``outcome`` is returned, kept or recycled (empty: as the customer chose when he signed), and
    ``disposal`` where it is packed, or why it stays."""

    name: str
    quantity: str = ""
    disposal: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class NoteWish:
    """The delivery note as it is explained and signed; ``follow_up_note`` None is what the work done proposes (R-RO19).

    ``rating`` is what the customer says on five levels, 0 that he would not say (R-DL07); without it
    ``is_very_satisfied`` is his answer to the question that every one is asked (R-RC24). ``call_time`` is when he likes
    to be called (R-DL04), ``is_accompanied`` that somebody went to the till with him (R-DL03).
    """

    precautions: tuple[Precaution, ...] = ()
    next_services: tuple[NextService, ...] = ()
    returned_parts: tuple[ReturnedPart, ...] = ()
    follow_up_note: str | None = None
    is_locker_returned: bool = False
    is_set_removed: bool = False
    is_accompanied: bool = False
    call_time: str = ""
    rating: int | None = None
    is_very_satisfied: bool | None = None
    unsatisfied_words: str = ""


def check_note(note: NoteWish, channel: str, rated: int | None) -> None:
    """:raises Invalid: a line without words, too much of it, nothing said of satisfaction (``rated``: said before)"""
    if channel not in DeliveryNote.Channel.values:
        raise Invalid(_("请选择签字方式。"), field="channel")
    if note.call_time and note.call_time not in DeliveryNote.CallTime.values:
        raise Invalid(_("请选择方便接回访电话的时间。"), field="call_time", rule="R-DL04")
    _check_satisfaction(note, rated)
    for name in ("precautions", "next_services", "returned_parts"):
        lines = getattr(note, name)
        if len(lines) > MOST_LINES:
            raise Invalid(_("最多 60 行。"), field=name)
        if any(not _named(line).strip() or len(_named(line)) > LONGEST_NAME for line in lines):
            raise Invalid(_("每一行都要有名称，最多 80 个字。"), field=name)
    if any(len(each.words) > LONGEST_WORDS for each in note.precautions):
        raise Invalid(_("注意事项最多 300 个字。"), field="precautions")


def is_very_satisfied(note: NoteWish, rated: int | None) -> bool | None:
    """What the customer says of being very satisfied: the best level, else the bare answer; None: he would not say."""
    level = rated if note.rating is None else note.rating
    if level is None:
        return note.is_very_satisfied
    return None if level == NOT_SAID else level == BEST


def parts_as_given(note: NoteWish, chosen: tuple[ReturnedPartRow, ...]) -> list[ReturnedPart]:
    """What became of each old part: as the note says, else as the customer chose when he signed (R-WA12).

    :raises OldPartsNotAsChosen: he wanted one that stays, without a reason
    :raises Invalid: an outcome that there is not
    """
    said = {each.name: each for each in note.returned_parts}
    known = {part.name: part for part in chosen}
    given = []
    for name in dict.fromkeys([*known, *said]):
        part = known.get(name) or ReturnedPartRow(name, "", "", "")
        wish = said.get(name) or ReturnedPart(name, part.quantity, part.disposal, part.outcome)
        outcome = wish.outcome or part.outcome
        if outcome not in ("", RETURNED, KEPT, RECYCLED):
            raise Invalid(_("旧件请选：客户带走、留店或环保处理。"), field="returned_parts", rule="R-WA12")
        if part.outcome == RETURNED and outcome != RETURNED and not wish.disposal.strip():
            words = _("客户要带走旧件“%(name)s”，没有交给客户的请写明原因。") % {"name": name}
            raise OldPartsNotAsChosen(words, field="returned_parts")
        given.append(ReturnedPart(name, wish.quantity or part.quantity, wish.disposal, outcome))
    return given


def _check_satisfaction(note: NoteWish, rated: int | None) -> None:
    if note.rating is not None and note.rating not in range(NOT_SAID, BEST + 1):
        raise Invalid(_("请客户在五档中选一档。"), field="rating", rule="R-DL07")
    very = is_very_satisfied(note, rated)
    if very is None and note.rating is None and rated is None:
        raise Invalid(_("请问客户服务是否非常满意，再请客户签字。"), field="rating", rule="R-RC24")
    if very is False and rated is None and not note.unsatisfied_words.strip():
        raise Invalid(_("客户哪里不满意，请记下原话。"), field="unsatisfied_words", rule="R-RC24")
    if len(note.unsatisfied_words) > LONGEST_WORDS:
        raise Invalid(_("最多 300 个字。"), field="unsatisfied_words")


def _named(line: Precaution | NextService | ReturnedPart) -> str:
    return line.name if isinstance(line, ReturnedPart) else line.service
