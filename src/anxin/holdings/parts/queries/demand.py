"""What was asked of the stock, what of it still stands, and how it was answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import DemandAnswer, PartDemand
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import run_prepared
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.row_pages import RowPage, Window, count_some

FIRST_PAGE = Window()
# ``left`` is looked up for each row, so what needs no look is asked first; short of what is left is short of what was asked,
# for which there is an index, and never withdrawn wholly.
STANDING = Q(left__gt=0)
AVAILABLE = STANDING & (Q(free__gte=F("quantity")) | Q(free__gte=F("left")))
SHORT = Q(free__lt=F("quantity")) & Q(free__lt=F("left"))
WITHDRAWN = """
SELECT withdraws_id, -sum(quantity) FROM parts_partdemand WHERE withdraws_id = ANY(%s::bigint[]) GROUP BY withdraws_id
"""
NEWEST = """
SELECT DISTINCT ON (demand_id) demand_id, how, expected_at, words, answer_kind, answer_id, at, id
FROM parts_demandanswer WHERE demand_id = ANY(%s::bigint[]) ORDER BY demand_id, id DESC
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the parts desk chose for a demand; ``by`` is the order or transfer that brings it."""

    id: int
    how: str
    how_label: str
    expected_at: datetime | None
    words: str
    by: DocumentRef | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A demand that stands: how much is asked now, how much of it lay there at once, and the newest answer.

    ``is_available``: all that is asked now lay there at once, whatever became of it.
    """

    id: int
    article_id: int | None
    number: str
    name: str
    unit: str
    quantity: Decimal
    free: Decimal
    is_available: bool
    document: DocumentRef | None
    document_line: int | None
    at: datetime
    answer: Answer | None


@dataclass(frozen=True)
class DemandFilter:
    """Filter of the list of demands."""

    outcome: str = filter_field(
        _("结果"),
        default="",
        choices=[
            ("there", _("当场有货")),
            ("short", _("当场没有")),
            ("open", _("没有答复")),
            *(one for one in DemandAnswer.How.choices if one[0] != DemandAnswer.How.OPEN),
        ],
    )
    since: date | None = filter_field(_("从"))
    until: date | None = filter_field(_("到"))


@dataclass(frozen=True, slots=True)
class DayOfDemand:
    """Part types asked for on a day, there at once, bought in haste, lost; the fill rate is in percent, None of nothing."""

    asked: int
    there: int
    in_haste: int
    lost: int

    @property
    def fill_rate(self) -> Decimal | None:
        """Types there at once of those asked for (K-N07)."""
        return Decimal(100) * self.there / self.asked if self.asked else None


@query(permissions.ASK)
def demands_of(actor: Actor, store_id: int, document: DocumentRef) -> list[DemandRow]:
    """What a document still asks of the stock, in the order asked."""
    return _rows(
        PartDemand.objects.visible_to(actor, permissions.ASK).filter(
            store_id=store_id, document_kind=document.kind, document_id=document.id
        )
    )


@query(permissions.ASK)
def demands_of_documents(actor: Actor, store_id: int, kind: str, ids: Collection[int]) -> list[DemandRow]:
    """What documents of a kind still ask of the stock. Three statements."""
    rows = PartDemand.objects.visible_to(actor, permissions.ASK)
    return _rows(rows.filter(store_id=store_id, document_kind=kind, document_id__in=list(ids)))


@query(permissions.ASK)
def list_demands(actor: Actor, store_id: int, wanted: DemandFilter, window: Window = FIRST_PAGE) -> RowPage[DemandRow]:
    """Demands of a store that stand, newest first; the newest answer decides the outcome before what lay there does."""
    rows = _asked(actor, store_id)
    if wanted.since:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(on__lte=wanted.until)
    if wanted.outcome in ("there", "short", "open"):
        rows = rows.filter(AVAILABLE if wanted.outcome == "there" else SHORT)
        if wanted.outcome != "short":
            answers = DemandAnswer.objects.visible_to(actor, permissions.ASK).filter(demand_id=OuterRef("pk"))
            unanswered: Q = Q(~Exists(answers))
            if wanted.outcome == "open":
                unanswered |= Q(pk__in=_answered(actor, store_id, DemandAnswer.How.OPEN))
            rows = rows.filter(unanswered)
    else:
        rows = rows.filter(STANDING)
        if wanted.outcome:
            rows = rows.filter(pk__in=_answered(actor, store_id, wanted.outcome))
    # Keys first: a page far back would look up what is left, and the article, of all before it.
    keys = rows.order_by("-pk").values("pk")[window.offset : window.offset + window.limit]
    page = PartDemand.objects.visible_to(actor, permissions.ASK).filter(pk__in=keys)
    total, is_more = count_some(rows.values("pk"))
    return RowPage(sorted(_rows(page), key=lambda row: -row.id), total, is_more=is_more)


def _answered(actor: Actor, store_id: int, how: str) -> "QuerySet[DemandAnswer, Any]":
    """Demands of which the newest answer is this one."""
    answers: QuerySet[DemandAnswer] = DemandAnswer.objects.visible_to(actor, permissions.ASK).filter(store_id=store_id)
    newer = answers.filter(demand_id=OuterRef("demand_id"), pk__gt=OuterRef("pk"))
    return answers.filter(~Exists(newer), how=how).values("demand_id")


@query(permissions.ASK)
def demand_of_day(actor: Actor, store_id: int, day: date) -> DayOfDemand:
    """How a store's demand of a day was met so far. What was there and lost all the same counts as both."""
    rows = list(_asked(actor, store_id).filter(STANDING, on=day).values_list("pk", "free", "left"))
    hows = [row[1] for row in run_prepared(NEWEST, [[row[0] for row in rows]])]
    there = sum(free >= left for _pk, free, left in rows)
    return DayOfDemand(len(rows), there, hows.count("emergency"), hows.count("lost"))


def open_quantities(rows: Iterable[PartDemand]) -> list[tuple[PartDemand, Decimal]]:
    """Demands, fetched in scope, with what of each still stands; what was withdrawn wholly is left out."""
    asked = [row for row in rows if row.withdraws_id is None]
    gone = dict(run_prepared(WITHDRAWN, [[row.pk for row in asked]])) if asked else {}
    return [(row, left) for row in asked if (left := row.quantity - gone.get(row.pk, Decimal(0))) > 0]


def _asked(actor: Actor, store_id: int) -> Any:
    """Demands of a store, each with how much of it still stands: ``left``."""
    rows: QuerySet[PartDemand] = PartDemand.objects.visible_to(actor, permissions.ASK).filter(
        store_id=store_id, withdraws=None
    )
    withdrawn = PartDemand.objects.visible_to(actor, permissions.ASK).filter(withdraws=OuterRef("pk"), store_id=store_id)
    gone = withdrawn.order_by().values("withdraws").annotate(gone=Sum("quantity")).values("gone")
    return rows.annotate(left=F("quantity") + Coalesce(Subquery(gone), Decimal(0)))


def _rows(found: "QuerySet[PartDemand]") -> list[DemandRow]:
    standing = open_quantities(found.select_related("article").order_by("pk"))
    answers = {
        row[0]: Answer(
            row[7],
            row[1],
            str(DemandAnswer.How(row[1]).label),
            row[2],
            row[3],
            DocumentRef(row[4], row[5]) if row[5] is not None else None,
            row[6],
        )
        for row in run_prepared(NEWEST, [[row.pk for row, _left in standing]])
    }
    return [
        DemandRow(
            row.pk,
            row.article_id,
            row.article.number if row.article else "",
            row.article.name if row.article else row.words,
            row.article.unit if row.article else "",
            left,
            row.free,
            row.free >= left,
            DocumentRef(row.document_kind, row.document_id) if row.document_id is not None else None,
            row.document_line,
            row.at,
            answers.get(row.pk),
        )
        for row, left in standing
    ]
