"""What facts say of why a figure is missed, as the endpoint gives it."""

from decimal import Decimal
from typing import Any

from ninja import Schema

from anxin.management.kpi import queries
from anxin.management.kpi.rules.chance import Parts


class RatioOut(Schema):
    """A ratio by its two sums."""

    top: Decimal
    bottom: Decimal


class SuspectOut(Schema):
    """A member that stands out, beside all others."""

    column: str
    id: int | str
    own: RatioOut
    others: RatioOut


class AgainstOut(Schema):
    """What a rate or factor is held against: ``target`` of a figure, what others ``left`` to it, what was ``usual``."""

    kind: str
    value: Decimal
    code: str


class NeedOut(Schema):
    """A part of the formula, or a factor of a total, and what it would have to be with all others as they are."""

    measure: str | None
    factor: str | None
    now: Decimal
    needed: Decimal


class FindingOut(Schema):
    """Evidence that holds; ``effect`` in shown units of the figure, ``worse`` as a part of what it is held against."""

    kind: str
    evidence: str
    zh: str
    en: str
    obstacles: list[str]
    effect: Decimal | None
    worse: Decimal
    part: RatioOut
    rest: RatioOut
    usual_share: Decimal | None
    suspects: list[SuspectOut]
    rows: str
    against: AgainstOut | None


class DiagnosisOut(Schema):
    """What facts say of a figure's obstacles, the largest effect first; nothing of one that meets its target.

    ``quiet`` show nothing, ``steady`` are only no worse than before, of ``unknown`` no fact tells.
    """

    findings: list[FindingOut]
    quiet: list[str]
    steady: list[str]
    unknown: list[str]
    needs: list[NeedOut]
    is_off: bool


def said(found: queries.Diagnosis) -> dict[str, Any]:
    """A diagnosis as its schema has it."""
    needs = [
        {
            "measure": one.term.measure if one.term else None, "factor": one.factor or None, "now": one.now,
            "needed": one.needed,
        }
        for one in found.needs
    ]  # fmt: skip
    return {
        "findings": [_finding(one) for one in found.findings], "quiet": found.quiet, "steady": found.steady,
        "unknown": found.unknown, "needs": needs, "is_off": found.is_off,
    }  # fmt: skip


def _finding(one: queries.Finding) -> dict[str, Any]:
    suspects = [
        {"column": each.column, "id": each.id, "own": _ratio(each.own), "others": _ratio(each.others)}
        for each in one.suspects
    ]
    return {
        "kind": str(one.evidence.kind), "against": one.against,
        "evidence": one.evidence.code, "zh": one.evidence.name.zh, "en": one.evidence.name.en,
        "obstacles": one.evidence.obstacles, "effect": one.effect, "worse": one.worse, "part": _ratio(one.part),
        "rest": _ratio(one.rest), "usual_share": one.usual, "suspects": suspects, "rows": one.rows,
    }  # fmt: skip


def _ratio(parts: Parts) -> dict[str, Decimal]:
    return {"top": parts.top, "bottom": parts.bottom}
