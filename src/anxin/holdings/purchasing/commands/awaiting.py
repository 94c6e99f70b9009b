"""Who waits for what is ordered reads when it comes, or that it does not (R-PT04)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.commands import DemandOver, answer_demand, reopen_demand, tell_arrival
from anxin.holdings.purchasing.commands.telling import KIND as SPECIAL_KIND
from anxin.holdings.purchasing.lifecycle import WAITING
from anxin.holdings.purchasing.models import OrderKind, PurchaseLine, PurchaseOrder, SpecialOrder
from anxin.holdings.purchasing.parameters import BUYER, OTHER_WAY_TASK
from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import LONGEST_TITLE, create_task
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened

KIND = "purchasing.purchaseorder"
LONGEST_ARRIVAL = 120


def tell_promised(row: PurchaseOrder, lines: Iterable[PurchaseLine], at: datetime) -> None:
    """Tell the documents that wait for lines of a locked order when these come: by closing time of the promised day."""
    helper, calendar = Actor.system("purchasing", [row.store_id]), calendar_of(row.store_id)
    how = "emergency" if row.kind == OrderKind.EMERGENCY else "order"
    for line in lines:
        if line.promised_on is None or line.for_kind == SPECIAL_KIND:
            continue
        expected_at = calendar.closing_of(line.promised_on)
        if expected_at <= at:
            continue
        if line.demand_id is not None:
            with suppress(DemandOver), transaction.atomic():
                answer_demand(
                    actor=helper,
                    demand_id=line.demand_id,
                    how=how,
                    expected_at=expected_at,
                    by=DocumentRef(KIND, row.pk),
                    at=at,
                )
        elif line.for_id is not None and line.article_id is not None:
            tell_arrival(actor=helper, store_id=row.store_id, article_id=line.article_id, expected_at=expected_at, at=at)


def tell_none_comes(row: PurchaseOrder, lines: Iterable[PurchaseLine], words: str, at: datetime) -> None:
    """Tell the documents that wait for lines of a locked order that these do not come, and let another way be found.

    Of a demand that was answered otherwise meanwhile nothing is said.
    """
    helper = Actor.system("purchasing", [row.store_id])
    if not sum(_is_missed(helper, row, line, words, at) for line in lines):
        return
    title = _("%(number)s %(why)s，有单据在等，请另想办法") % {"number": row.number, "why": words}
    create_task(
        actor=helper,
        store_id=row.store_id,
        kind=OTHER_WAY_TASK,
        subject=DocumentRef(KIND, row.pk),
        title=shortened(str(title), LONGEST_TITLE),
        due_at=at,
        post=value(BUYER, row.store_id, store_info(row.store_id).clock.day(at)),
        at=at,
    )


def _is_missed(helper: Actor, row: PurchaseOrder, line: PurchaseLine, words: str, at: datetime) -> bool:
    if line.demand_id is not None:
        return reopen_demand(actor=helper, demand_id=line.demand_id, by=DocumentRef(KIND, row.pk), words=words, at=at)
    if line.for_kind == SPECIAL_KIND:
        specials = SpecialOrder.objects.in_stores([row.store_id])
        return bool(specials.filter(pk=line.for_id or 0, state=WAITING).exists())
    if line.for_id is None:
        return False
    if line.article_id is not None:
        said = shortened(words, LONGEST_ARRIVAL)
        tell_arrival(actor=helper, store_id=row.store_id, article_id=line.article_id, words=said, at=at)
    return True
