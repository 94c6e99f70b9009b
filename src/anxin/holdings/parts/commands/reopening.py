"""What was to bring a demand does not come: it waits for another answer."""

from datetime import datetime

from anxin.holdings.parts import permissions
from anxin.holdings.parts.commands.arrivals import LONGEST_WORDS as LONGEST_ARRIVAL
from anxin.holdings.parts.commands.arrivals import tell_arrival
from anxin.holdings.parts.commands.demand import LONGEST_WORDS, answer_demand
from anxin.holdings.parts.models import DemandAnswer, PartDemand
from anxin.holdings.parts.queries import open_quantities
from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.platform.turns import take_turn


def reopen_demand(*, actor: Actor, demand_id: int, by: DocumentRef, words: str, at: datetime) -> bool:
    """Inside a command: what an order or a transfer (``by``) was to bring does not come; who waits reads why.

    Nothing is done where the demand is over or has another answer by now; gives whether something was.

    :raises NotFound: unknown, or in a store where the actor may not answer
    """
    demand: PartDemand = PartDemand.objects.visible_to(actor, permissions.TELL).one(pk=demand_id)
    take_turn(f"parts.answer:{demand.pk}")
    newest = DemandAnswer.objects.visible_to(actor, permissions.TELL).filter(demand_id=demand.pk).order_by("pk").last()
    if newest is None or newest.how == DemandAnswer.How.OPEN or (newest.answer_kind, newest.answer_id) != (by.kind, by.id):
        return False
    if not open_quantities([demand]):
        return False
    if demand.article_id is not None:
        said = shortened(words, LONGEST_ARRIVAL)
        tell_arrival(actor=actor, store_id=demand.store_id, article_id=demand.article_id, words=said, at=at)
    answer_demand(
        actor=actor,
        demand_id=demand.pk,
        how=DemandAnswer.How.OPEN.value,
        words=shortened(words, LONGEST_WORDS),
        by=by,
        at=at,
    )
    return True
