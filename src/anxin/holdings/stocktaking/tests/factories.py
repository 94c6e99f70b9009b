"""Makes count sheets for the tests of this and higher modules, through the commands."""

import random
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from anxin.holdings.stocktaking import commands
from anxin.holdings.stocktaking.lifecycle import COUNTING, OPEN, SUBMITTED
from anxin.holdings.stocktaking.models import CountLine, CountSheet
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.actor import Actor
from anxin.platform.errors import Refusal
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle


def make_open_sheet(store: Store, *articles: PartArticle, at: datetime = AT) -> commands.OpenedSheet:
    """A sheet of these articles, or of all."""
    scope = commands.Scope("chosen", article_ids=tuple(one.pk for one in articles)) if articles else commands.Scope()
    kind = "cycle" if articles else "full"
    return commands.open_sheet(actor=system_actor("test"), store_id=store.pk, kind=kind, scope=scope, at=at)


def count(
    sheet_id: int, article: PartArticle, counted: str, *, by: Actor | None = None, at: datetime = AT
) -> commands.SavedCount:
    """Somebody counts so much."""
    actor = by or system_actor("counter")
    return commands.count_article(actor=actor, sheet_id=sheet_id, article_id=article.pk, counted=Decimal(counted), at=at)


def make_counted(store: Store, article: PartArticle, counted: str = "8", at: datetime = AT) -> int:
    """A sheet of one article, counted by two and explained."""
    sheet_id = make_open_sheet(store, article, at=at).id
    for name in ("counter", "second counter"):
        count(sheet_id, article, counted, by=system_actor(name), at=at)
    commands.explain_difference(actor=system_actor("test"), sheet_id=sheet_id, article_id=article.pk, cause="lost", at=at)
    return sheet_id


def make_submitted(store: Store, article: PartArticle, counted: str = "8", at: datetime = AT) -> int:
    """It waits for approval."""
    sheet_id = make_counted(store, article, counted, at)
    commands.submit_sheet(actor=system_actor("test"), sheet_id=sheet_id, at=at)
    return sheet_id


def take_random_step(actor: Actor, store_id: int, articles: Sequence[int], dice: random.Random, *, at: datetime = AT) -> str:
    """One step of a client that counts by sheets, whatever the state allows; the code of a refusal, or the step.

    Only few counts differ from the ledger, so that the stock is not counted away. The actor may act in the store, and
    somebody else approves.
    """
    with reading(actor):
        sheets = CountSheet.objects.visible_to(actor, "stocktaking.see").filter(store_id=store_id, state__in=OPEN)
        known = list(sheets.values_list("pk", "state", "counted", "lines"))
    here = {"actor": actor, "at": at}
    try:
        if not known or dice.random() < 0.1:
            chosen = tuple(dice.sample(list(articles), min(2, len(articles))))
            scope = commands.Scope("chosen", article_ids=chosen)
            commands.open_sheet(**here, store_id=store_id, kind="cycle", scope=scope)
            return "open"
        sheet_id, state, counted, lines = dice.choice(known)
        if state == COUNTING and (counted < lines or dice.random() < 0.3):
            return _count_any(actor, sheet_id, dice, at)
        step = dice.choice(STEPS[state])
        if step == "approve":
            commands.approve_sheet(actor=system_actor("approver"), sheet_id=sheet_id, at=at)
        elif step == "submit":
            commands.submit_sheet(**here, sheet_id=sheet_id, rest_not_counted=True)
        else:
            {"send_back": commands.send_back_sheet, "cancel": commands.cancel_sheet}[step](
                **here, sheet_id=sheet_id, reason="再盘"
            )
    except Refusal as refusal:
        return refusal.code
    return step


def _count_any(actor: Actor, sheet_id: int, dice: random.Random, at: datetime) -> str:
    with reading(actor):
        lines = CountLine.objects.visible_to(actor, "stocktaking.see").filter(sheet_id=sheet_id)
        article_id = dice.choice(list(lines.values_list("article_id", flat=True)))
    counted = Decimal(dice.randint(0, 20))
    for name in ("counter one", "counter two"):
        commands.count_article(actor=system_actor(name), sheet_id=sheet_id, article_id=article_id, counted=counted, at=at)
    commands.explain_difference(actor=actor, sheet_id=sheet_id, article_id=article_id, cause="lost", at=at)
    return "count"


STEPS = {COUNTING: ("submit", "submit", "submit", "cancel"), SUBMITTED: ("approve", "approve", "approve", "send_back")}
