"""Makes transfers for the tests of this and higher modules, through the commands, and does what the worker does."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from django.db import connection

from anxin.holdings.parts.tests.factories import stock_up
from anxin.holdings.transfers import commands
from anxin.holdings.transfers.lifecycle import AGREED, ASKED, SENT
from anxin.holdings.transfers.models import Transfer
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.actor import Actor
from anxin.platform.errors import Refusal
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading
from anxin.resources.catalog.models import PartArticle
from anxin.resources.catalog.tests.factories import make_article

SOON = AT + timedelta(hours=4)
TAKE_JOBS = """
UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = %s AND status = 'todo'
RETURNING (args ->> 'store_id')::int, (args ->> 'transfer_id')::bigint
"""
_serial = count(1)


def let_stores_follow(at: datetime = AT) -> None:
    """What the worker does until nothing is left: events of the stock, and each store's part in each transfer."""
    while True:
        with reading(system_actor("test")):
            waiting = list(StoredEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", "store_id"))
        for event_id, store_id in waiting:
            handle(event_id, store_id)
        with connection.cursor() as cursor:
            cursor.execute(TAKE_JOBS, ["holdings.transfers.tasks.follow"])
            jobs = sorted(set(cursor.fetchall()))
        for store_id, transfer_id in jobs:
            actor = Actor.system("transfers", [store_id])
            commands.follow_transfer(actor=actor, store_id=store_id, transfer_id=transfer_id, at=at)
        if not waiting and not jobs:
            return


def make_asked(
    store: Store, lender: Store, *, quantity: str = "2", article: PartArticle | None = None, at: datetime = AT
) -> commands.SavedTransfer:
    """A store asks another, which has ten, for some of an article."""
    wanted = article or make_article()
    if article is None:
        stock_up(lender, wanted)
    return commands.ask_transfer(
        actor=system_actor("test"),
        store_id=store.pk,
        from_store_id=lender.pk,
        article_id=wanted.pk,
        quantity=Decimal(quantity),
        key=f"ask-{next(_serial)}",
        at=at,
    )


def make_agreed(
    store: Store, lender: Store, *, quantity: str = "2", article: PartArticle | None = None
) -> commands.SavedTransfer:
    """The other store agreed to all of it."""
    asked = make_asked(store, lender, quantity=quantity, article=article)
    return commands.agree_transfer(
        actor=system_actor("test"), transfer_id=asked.id, quantity=Decimal(quantity), expected_at=SOON, at=AT
    )


def make_sent(
    store: Store, lender: Store, *, quantity: str = "2", article: PartArticle | None = None
) -> commands.SavedTransfer:
    """It is on the way."""
    agreed = make_agreed(store, lender, quantity=quantity, article=article)
    return commands.send_transfer(actor=system_actor("test"), transfer_id=agreed.id, quantity=Decimal(quantity), at=AT)


def make_missed(store: Store, lender: Store, *, quantity: str = "2", is_ours: bool = False) -> commands.SavedTransfer:
    """One piece did not come."""
    sent = make_sent(store, lender, quantity=quantity)
    return commands.tell_difference(
        actor=system_actor("test"), transfer_id=sent.id, quantity=Decimal(1), is_ours=is_ours, words="箱子里少一件", at=AT
    )


def take_random_step(
    actor: Actor, stores: Sequence[int], articles: Sequence[int], dice: random.Random, *, at: datetime = AT
) -> str:
    """One step of a client that moves parts between stores, whatever the state allows; the code of a refusal, or the step.

    For tests with many clients: the actor may act in all of these stores.
    """
    with reading(actor):
        rows = Transfer.objects.asked_by(actor, "transfers.see").filter(article_id__in=list(articles), state__in=STEPS)
        known = list(rows.values_list("pk", "state", "asked", "agreed", "sent", "received", "returned", "lost"))
    here = {"actor": actor, "at": at}
    try:
        if not known or dice.random() < 0.3:
            store_id, from_store_id = dice.sample(list(stores), 2)
            commands.ask_transfer(
                **here,
                store_id=store_id,
                from_store_id=from_store_id,
                article_id=dice.choice(list(articles)),
                quantity=Decimal(dice.randint(1, 3)),
                key=f"{dice.getrandbits(64):x}",
            )
            return "ask"
        transfer_id, state, asked, agreed, sent, received, returned, lost = dice.choice(known)
        step = dice.choice(STEPS[state])
        left = sent - received - returned - lost
        amount = Decimal(dice.randint(1, max(1, int(left))))
        {
            "agree": lambda: commands.agree_transfer(
                **here, transfer_id=transfer_id, quantity=asked, expected_at=at + timedelta(hours=4)
            ),
            "refuse": lambda: commands.refuse_transfer(**here, transfer_id=transfer_id, reason="自用"),
            "withdraw": lambda: commands.withdraw_transfer(**here, transfer_id=transfer_id, reason="不用了"),
            "send": lambda: commands.send_transfer(**here, transfer_id=transfer_id, quantity=agreed),
            "receive": lambda: commands.receive_transfer(**here, transfer_id=transfer_id, quantity=amount),
            "take_back": lambda: commands.take_back_transfer(
                **here, transfer_id=transfer_id, quantity=amount, reason="收回"
            ),
        }[step]()
    except Refusal as refusal:
        return refusal.code
    return step


STEPS = {
    ASKED: ("agree", "agree", "refuse", "withdraw"),
    AGREED: ("send", "send", "send", "withdraw"),
    SENT: ("receive", "receive", "take_back"),
}
