"""What articles are to each other: what may be fitted instead of which, and what a scanned number means."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.text import compact
from anxin.resources.catalog.models import ArticleNumber, PartArticle, Supersession
from anxin.resources.catalog.queries.lists import ArticleRow, article_row
from anxin.resources.catalog.queries.prices import for_store


@dataclass(frozen=True, slots=True)
class Substitute:
    """What may be fitted instead of an article; ``steps`` away in its chain.

    ``is_successor``: it takes the article's place (the last of a chain ``is_last``: order that one); else it is an older one
    of which what is left is used up. ``use_up_first``: the older of the two is to be used up first.
    """

    article_id: int
    number: str
    name: str
    unit: str
    is_successor: bool
    is_last: bool
    use_up_first: bool
    steps: int


@dataclass(frozen=True, slots=True)
class SupersessionRow:
    """What takes the place of an article from a day on."""

    article_id: int
    successor_id: int
    number: str
    name: str
    from_on: date
    use_up_first: bool


CHAINS = """
WITH RECURSIVE later AS (
    SELECT s.article_id AS root, s.successor_id AS other, s.use_up_first, 1 AS steps
    FROM catalog_supersession s WHERE s.article_id = ANY(%(ids)s) AND s.from_on <= %(day)s
    UNION ALL
    SELECT l.root, s.successor_id, l.use_up_first AND s.use_up_first, l.steps + 1
    FROM later l JOIN catalog_supersession s ON s.article_id = l.other AND s.from_on <= %(day)s
    WHERE l.steps < 50
), earlier AS (
    SELECT s.successor_id AS root, s.article_id AS other, 1 AS steps
    FROM catalog_supersession s
    WHERE s.successor_id = ANY(%(ids)s) AND s.from_on <= %(day)s AND s.use_up_first
    UNION ALL
    SELECT e.root, s.article_id, e.steps + 1
    FROM earlier e JOIN catalog_supersession s ON s.successor_id = e.other AND s.from_on <= %(day)s AND s.use_up_first
    WHERE e.steps < 50
), found AS (
    SELECT root, other, true AS is_successor, use_up_first, steps FROM later
    UNION ALL
    SELECT root, other, false, true, steps FROM earlier
)
SELECT f.root, a.id, a.number, a.name, a.unit, f.is_successor,
    f.is_successor AND f.steps = max(f.steps) FILTER (WHERE f.is_successor) OVER (PARTITION BY f.root),
    f.use_up_first, f.steps
FROM found f JOIN catalog_partarticle a ON a.id = f.other
ORDER BY f.root, f.is_successor DESC, f.steps, a.number
"""


@query(None)
def substitutes_of(actor: Actor, article_ids: Collection[int], day: date) -> dict[int, list[Substitute]]:
    """What may be fitted instead of each article on a day; those without are left out (M14.01). One statement.

    First its successors along the chain, then the older ones whose rest is still used up.
    """
    if not article_ids:
        return {}
    found: dict[int, list[Substitute]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(CHAINS, {"ids": sorted(set(article_ids)), "day": day})
        for root, *said in cursor.fetchall():
            found[root].append(Substitute(*said))
    return dict(found)


@query(None)
def find_supersession(actor: Actor, article_id: int) -> SupersessionRow | None:
    """What was said to take the place of an article, from whatever day; None: nothing."""
    row = Supersession.objects.select_related("successor").filter(article_id=article_id).first()
    if row is None:
        return None
    new = row.successor
    return SupersessionRow(article_id, new.pk, new.number, new.name, row.from_on, row.use_up_first)


@query(None)
def list_article_numbers(actor: Actor, article_id: int) -> dict[str, list[str]]:
    """The other numbers of an article by kind, sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in ArticleNumber.objects.filter(article_id=article_id).order_by("kind", "number"):
        found[row.kind].append(row.number)
    return dict(found)


@query(None)
def find_scanned(actor: Actor, store_id: int, codes: Iterable[str]) -> dict[str, list[ArticleRow]]:
    """Code as it was typed or scanned → the articles in use of the store's brand that it may mean (M14.01). One statement.

    An article's own number goes before other numbers, the brand's article before that of every brand: where one list has
    several, the scanner has to ask.
    """
    wanted = {code: compact(code) for code in codes}
    plain = sorted({code for code in wanted.values() if code})
    if not plain:
        return {}
    served = PartArticle.objects.filter(for_store(store_id), is_active=True)
    own = served.filter(number__in=plain)
    other = served.filter(other_numbers__overlap=plain)
    rows = list(own.union(other).order_by(F("brand_id").desc(nulls_last=True), "number"))
    return {code: [article_row(row) for row in _meant(rows, each)] for code, each in wanted.items() if _meant(rows, each)}


def _meant(rows: list[PartArticle], code: str) -> list[PartArticle]:
    own = [row for row in rows if row.number == code]
    return own[:1] or [row for row in rows if code in row.other_numbers]
