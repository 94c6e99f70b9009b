"""What was asked of the stock, what of it still stands, and how it was answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
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
    """A demand that stands: how much is asked now, how much of it lay there at once, and the newest answer."""

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
        choices=[("there", _("当场有货")), ("short", _("当场没有")), ("open", _("没有答复")), *DemandAnswer.How.choices],
    )
    since: date | None = filter_field(_("从"))
    until: date | None = filter_field(_("到"))


@dataclass(frozen=True, slots=True)
class DayOfDemand:
    """Part types asked for on a day, there at once, bought in haste, lost; fill rates as percent, None of nothing."""

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
    """Demands of a store that stand, newest first."""
    rows = _standing_rows(actor, store_id)
    if wanted.since:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(on__lte=wanted.until)
    if wanted.outcome == "there":
        rows = rows.filter(free__gte=F("quantity"))
    elif wanted.outcome == "short":
        rows = rows.filter(free__lt=F("quantity"))
    elif wanted.outcome == "open":
        answers = DemandAnswer.objects.visible_to(actor, permissions.ASK).filter(demand_id=OuterRef("pk"))
        rows = rows.filter(~Exists(answers), free__lt=F("quantity"))
    elif wanted.outcome:
        rows = rows.filter(free__lt=F("quantity"), pk__in=_answered(actor, store_id, wanted.outcome))
    page = rows.select_related("article").order_by("-pk")[window.offset : window.offset + window.limit]
    total, is_more = count_some(rows)
    return RowPage(sorted(_rows(page), key=lambda row: -row.id), total, is_more=is_more)


def _answered(actor: Actor, store_id: int, how: str) -> "QuerySet[DemandAnswer, Any]":
    """Demands of which the newest answer is this one."""
    answers: QuerySet[DemandAnswer] = DemandAnswer.objects.visible_to(actor, permissions.ASK).filter(store_id=store_id)
    newer = answers.filter(demand_id=OuterRef("demand_id"), pk__gt=OuterRef("pk"))
    return answers.filter(~Exists(newer), how=how).values("demand_id")


@query(permissions.ASK)
def demand_of_day(actor: Actor, store_id: int, day: date) -> DayOfDemand:
    """How a store's demand of a day was met so far."""
    rows = _standing_rows(actor, store_id).filter(on=day)
    found = rows.aggregate(asked=Count("pk"), there=Count("pk", filter=Q(free__gte=F("quantity"))))
    answers = run_prepared(NEWEST, [list(rows.filter(free__lt=F("quantity")).values_list("pk", flat=True))])
    hows = [row[1] for row in answers]
    return DayOfDemand(found["asked"], found["there"], hows.count("emergency"), hows.count("lost"))


def open_quantities(rows: Iterable[PartDemand]) -> list[tuple[PartDemand, Decimal]]:
    """Demands, fetched in scope, with what of each still stands; what was withdrawn wholly is left out."""
    asked = [row for row in rows if row.withdraws_id is None]
    gone = dict(run_prepared(WITHDRAWN, [[row.pk for row in asked]])) if asked else {}
    return [(row, left) for row in asked if (left := row.quantity - gone.get(row.pk, Decimal(0))) > 0]


def _standing_rows(actor: Actor, store_id: int) -> "QuerySet[PartDemand]":
    rows: QuerySet[PartDemand] = PartDemand.objects.visible_to(actor, permissions.ASK)
    withdrawn = PartDemand.objects.visible_to(actor, permissions.ASK).filter(withdraws=OuterRef("pk"), store_id=store_id)
    whole = withdrawn.order_by().values("withdraws").annotate(gone=-Sum("quantity")).filter(gone__gte=OuterRef("quantity"))
    return rows.filter(~Exists(whole), store_id=store_id, withdraws=None)


def _rows(found: "QuerySet[PartDemand]") -> list[DemandRow]:
    standing = open_quantities(found.select_related("article").order_by("pk") if not found.query.is_sliced else found)
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
            row.free >= row.quantity,
            DocumentRef(row.document_kind, row.document_id) if row.document_id is not None else None,
            row.document_line,
            row.at,
            answers.get(row.pk),
        )
        for row, left in standing
    ]
