"""Pure decisions of quality: who is responsible for rework, which steps of a visit were done, what the rates are."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

HEAD, TECHNICIAN, SUPPLIER, ADVISOR = "head", "technician", "supplier", "advisor"
BODY_AND_PAINT = frozenset({"body", "paint"})


def responsible_for(cause: str, trade: str, order_kind: str) -> str:
    """Whose it is by the house's rule (R-QC06).

    A part that failed is its supplier's and unclear words are the advisor's; in an accident repair it is the technician,
    else of body and paint the named head, else the technician.
    """
    if cause == "part":
        return SUPPLIER
    if cause == "unclear_order":
        return ADVISOR
    if order_kind != "accident" and trade in BODY_AND_PAINT:
        return HEAD
    return TECHNICIAN


def trade_of(skills: Collection[str]) -> str:
    """The trade of a job by the skills of its labour: paint before body, else the first one; empty without any."""
    for trade in ("paint", "body"):
        if trade in skills:
            return trade
    return min(skills, default="")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the standard process on one order; ``words`` say why it was left out, where somebody said so."""

    code: str
    is_done: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a visit left behind, from which its steps follow."""

    is_received: bool
    is_interviewed: bool
    is_walked_around: bool
    declined_words: str
    is_signed: bool
    is_dispatched: bool
    jobs_done: int
    jobs_checked: int
    is_inspected: bool
    is_checked_before_delivery: bool
    is_wash_agreed: bool
    is_wash_checked: bool
    is_explained: bool
    is_satisfaction_asked: bool
    is_follow_up_said: bool


def steps_of(facts: Facts) -> tuple[Step, ...]:
    """The steps that apply to a delivered order, in the order of the visit (R-KP21, K-M12); never typed by anybody."""
    steps = [
        Step("received", facts.is_received),
        Step("interview", facts.is_interviewed),
        Step("walk_around", facts.is_walked_around, facts.declined_words),
        Step("signature", facts.is_signed),
        Step("dispatch", facts.is_dispatched),
        Step("self", facts.jobs_done > 0 and facts.jobs_checked >= facts.jobs_done),
        Step("general", facts.is_inspected),
        Step("final", facts.is_checked_before_delivery),
        Step("explanation", facts.is_explained),
        Step("satisfaction", facts.is_satisfaction_asked),
        Step("follow_up", facts.is_follow_up_said),
    ]
    if facts.is_wash_agreed:
        steps.insert(8, Step("wash", facts.is_wash_checked))
    return tuple(steps)


AT_THE_END = frozenset({"final", "wash", "explanation", "satisfaction", "follow_up"})
"""Steps that may still come while the car is here."""


def due_steps(steps: Iterable[Step], *, is_gone: bool) -> tuple[Step, ...]:
    """The steps by which an order is judged: all once the car has left, before that those whose time is over."""
    return tuple(step for step in steps if is_gone or step.code not in AT_THE_END or step.is_done)


def share(part: int, whole: int) -> Decimal | None:
    """A ratio; None of nothing."""
    return Decimal(part) / whole if whole else None


def skipped(steps: Iterable[Step]) -> tuple[str, ...]:
    """Codes of the steps that were left out."""
    return tuple(step.code for step in steps if not step.is_done)


def words_of_grades(text: str) -> list[str]:
    """The grades of a store from the lightest to the heaviest."""
    return list(dict.fromkeys(word.strip() for word in re.split("[；;\n]", text) if word.strip()))
