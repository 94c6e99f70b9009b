"""Search over the catalogue: code prefix, other numbers, pinyin initials, Chinese words in any order, synonyms (X-C16)."""

import functools
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.text import clean_text, compact
from anxin.resources.catalog import rules
from anxin.resources.catalog.models import LabourOperation, Package, PartArticle

MOST_NEAR = 200


@dataclass(frozen=True, slots=True)
class CatalogueHit:
    """``kind`` is ``operation``, ``article`` or ``package``; hours for an operation, list price for the others.

    A package sold at the sum of its lines has no price here.
    """

    kind: str
    id: int
    code: str
    name: str
    brand_id: int | None
    hours: Decimal | None = None
    unit: str = ""
    price: Money | None = None
    needs_position: bool = False


@query(None)
def search_catalog(
    actor: Actor,
    text: str,
    brand_id: int | None = None,
    *,
    kinds: tuple[str, ...] = ("package", "operation", "article"),
    limit: int = 20,
) -> list[CatalogueHit]:
    """At most ``limit`` hits of each kind in use; with a brand, only what serves it. An empty text finds nothing."""
    if not clean_text(text):
        return []
    found: list[CatalogueHit] = []
    for kind in kinds:
        code_field, rows, hit = _KINDS[kind]
        matching = rows().filter(matches(text, code_field), is_active=True)
        if brand_id is not None:
            matching = matching.filter(Q(brand_id=brand_id) | Q(brand=None))
        found += [hit(row) for row in matching.order_by(_begins_so_first(text, code_field), "name_key", "pk")[:limit]]
    return found


@query(None)
def suggest_catalog(
    actor: Actor, words: str, brand_id: int, *, kinds: tuple[str, ...], limit: int = 3
) -> list[CatalogueHit]:
    """What a sentence is about: of each kind what shares the most of its name with the words, or their synonyms."""
    grams = {
        gram
        for variant in rules.same_meanings(clean_text(words).casefold(), _synonyms())
        for run in rules.runs(variant)
        for gram in rules.grams(run)
    }
    found: list[CatalogueHit] = []
    for kind in kinds if grams else ():
        _code_field, rows, hit = _KINDS[kind]
        near = rows().filter(Q(brand_id=brand_id) | Q(brand=None), is_active=True, bigrams__overlap=sorted(grams))
        best = sorted(near[:MOST_NEAR], key=lambda row: (-len(grams & set(row.bigrams)), len(row.name), row.pk))
        found += [hit(row) for row in best[:limit]]
    return found


@query(None)
def find_article_ids(actor: Actor, text: str, *, limit: int = 500) -> list[int]:
    """Ids of articles that a text finds, in use or not: for the lists of modules above."""
    if not clean_text(text):
        return []
    rows = PartArticle.objects.filter(matches(text, "number")).order_by("name_key", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def matches(text: str, code_field: str) -> Q:
    """The condition that a text sets on a catalogue table whose code stands in ``code_field``."""
    code = compact(text)
    condition = Q(**{f"{code_field}__startswith": code})
    if code_field == "number" and code:
        condition |= Q(other_numbers__contains=[code])
    if code.isascii() and code.isalnum():
        condition |= Q(initials__startswith=code.lower())
    for variant in rules.same_meanings(clean_text(text).casefold(), _synonyms()):
        wanted = sorted({gram for run in rules.runs(variant) for gram in rules.grams(run)})
        if wanted:
            condition |= Q(bigrams__contains=wanted)
    return condition


def _begins_so_first(text: str, code_field: str) -> Case:
    begins = Q(name__istartswith=clean_text(text)) | Q(**{f"{code_field}__startswith": compact(text)})
    return Case(When(begins, then=Value(0)), default=Value(1))


@functools.cache
def _synonyms() -> list[list[str]]:
    file = Path(__file__).parents[1] / "synonyms.toml"
    groups: list[list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))["groups"]
    return groups


def _operation_hit(row: LabourOperation) -> CatalogueHit:
    return CatalogueHit(
        "operation", row.pk, row.code, row.name, row.brand_id, hours=row.hours, needs_position=row.needs_position
    )


def _article_hit(row: PartArticle) -> CatalogueHit:
    more: dict[str, Any] = {"unit": row.unit, "price": row.price, "needs_position": row.needs_position}
    return CatalogueHit("article", row.pk, row.number, row.name, row.brand_id, **more)


def _package_hit(row: Package) -> CatalogueHit:
    return CatalogueHit("package", row.pk, row.code, row.name, row.brand_id, price=row.price)


_KINDS: dict[str, tuple[str, Callable[[], QuerySet[Any]], Callable[[Any], CatalogueHit]]] = {
    "operation": ("code", lambda: LabourOperation.objects.all(), _operation_hit),
    "article": ("number", lambda: PartArticle.objects.all(), _article_hit),
    "package": ("code", lambda: Package.objects.all(), _package_hit),
}
