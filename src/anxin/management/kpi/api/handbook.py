"""Endpoints of the handbook: every definition with its sources, targets, rivals and limits (M22.01)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from anxin.management.kpi import queries
from anxin.management.kpi.rules.definitions import Definition, Target, Words
from anxin.platform.api import actor_of, read

router = Router(tags=["figures"])

Code = Annotated[str, Field(max_length=60)]


class FigureTargetOut(Schema):
    """A target; ``until`` only of a range. Percent are written as percent."""

    operator: str
    value: Decimal
    until: Decimal | None


class FigureSourceOut(Schema):
    """A row of the sources with its own name and targets, by tier and of single months (1-12).

    ``actual`` is what the source printed as reached; where ``is_proposed`` it only names the figure, the formula is ours.
    """

    id: str
    zh: str
    en: str
    stated_zh: str
    stated_en: str
    targets: dict[str, FigureTargetOut]
    months: dict[int, FigureTargetOut]
    actual: str
    is_proposed: bool
    note_zh: str
    note_en: str


class FigureRivalOut(Schema):
    """Another definition of the same thing, whose it is, how far it can be trusted; some are told without a formula."""

    zh: str
    en: str
    formula: str | None
    by_zh: str
    by_en: str
    note_zh: str
    note_en: str


class DefinitionOut(Schema):
    """A definition, all that the handbook's page of it says; ``needs`` are the facts that nobody publishes yet.

    ``population`` are the rows that count, ``exclusions`` those left out; ``same_as`` is the code whose formula it has.
    """

    code: str
    version: int
    since: date
    zh: str
    en: str
    owner: str
    unit: str
    direction: str
    formula: str
    measures: list[str]
    periods: list[str]
    grains: list[str]
    obstacles: list[str]
    needs: list[str]
    indicator_class: str
    decimals: int
    same_as: str
    is_proposed: bool
    population_zh: str
    population_en: str
    exclusions_zh: str
    exclusions_en: str
    note_zh: str
    note_en: str
    sources: list[FigureSourceOut]
    rivals: list[FigureRivalOut]


@router.get("/definitions", response=list[DefinitionOut], operation_id="search_definitions")
def search_definitions(request: HttpRequest, text: Annotated[str, Field(max_length=60)] = "") -> object:
    """Definitions whose name, code or source row has the text."""
    return read(request, lambda: [_definition(one) for one in queries.search_definitions(actor_of(request), text)])


@router.get("/definitions/{code}", response=DefinitionOut, operation_id="get_definition")
def get_definition(request: HttpRequest, code: Code) -> object:
    """One definition."""
    return read(request, lambda: _definition(queries.get_definition(actor_of(request), code)))


def _definition(one: Definition) -> dict[str, Any]:
    sources = [
        {
            "id": row.id, "zh": row.name.zh, "en": row.name.en, "stated_zh": row.stated.zh, "stated_en": row.stated.en,
            "targets": {tier: target_out(target) for tier, target in row.targets.items()},
            "months": {month: target_out(target) for month, target in row.months.items()}, "actual": row.actual,
            "is_proposed": row.is_proposed, **_said("note", row.note),
        }
        for row in one.sources
    ]  # fmt: skip
    rivals = [
        {
            "zh": rival.name.zh, "en": rival.name.en, "formula": rival.formula.text if rival.formula else None,
            **_said("by", rival.by), **_said("note", rival.note),
        }
        for rival in one.rivals
    ]  # fmt: skip
    return {
        "code": one.code, "version": one.version, "since": one.since, "zh": one.name.zh, "en": one.name.en,
        "owner": one.owner, "unit": one.unit, "direction": one.direction, "formula": one.formula.text,
        "measures": sorted(one.measures), "periods": one.periods, "grains": one.grains, "obstacles": one.obstacles,
        "needs": queries.needs_of(one), "indicator_class": one.indicator_class, "decimals": one.decimals,
        "same_as": one.same_as, "is_proposed": one.is_proposed, **_said("population", one.population),
        **_said("exclusions", one.exclusions), **_said("note", one.note), "sources": sources, "rivals": rivals,
    }  # fmt: skip


def _said(what: str, words: Words) -> dict[str, str]:
    return {f"{what}_zh": words.zh, f"{what}_en": words.en}


def target_out(target: Target) -> Mapping[str, object]:
    return {"operator": target.operator, "value": target.value, "until": target.until}
