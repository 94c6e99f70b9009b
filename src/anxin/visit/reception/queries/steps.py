"""What visits left behind of reception and hand-over: for whoever compares it with the standard process."""

from collections.abc import Collection
from dataclasses import dataclass

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.reception import permissions
from anxin.visit.reception.lifecycle import SIGNED
from anxin.visit.reception.models import DeliveryNote, Reception, ServiceRating


@dataclass(frozen=True, slots=True)
class VisitSteps:
    """A visit's steps at the desk; ``declined_words`` say why there was no walk-around."""

    is_received: bool = False
    is_interviewed: bool = False
    is_walked_around: bool = False
    declined_words: str = ""
    is_explained: bool = False
    is_satisfaction_asked: bool = False


@query(permissions.SEE)
def list_visit_steps(actor: Actor, order_ids: Collection[int]) -> dict[int, VisitSteps]:
    """Order → what happened at the desk; an order that left nothing there is missing. Three statements.

    The customer was asked how it was on the delivery note, or when he rated on a device or by link (R-DL07).
    """
    rows = Reception.objects.visible_to(actor, permissions.SEE).filter(repair_order_id__in=list(order_ids))
    received = {
        order_id: (ended is not None, state == SIGNED, words)
        for order_id, ended, state, words in rows.values_list(
            "repair_order_id", "interview_ended_at", "sheet__state", "sheet__declined_reason"
        )
    }
    notes = DeliveryNote.objects.visible_to(actor, permissions.SEE).filter(repair_order_id__in=list(order_ids))
    explained = dict(notes.values_list("repair_order_id", "is_very_satisfied"))
    ratings = ServiceRating.objects.visible_to(actor, permissions.SEE).filter(repair_order_id__in=list(order_ids))
    rated = set(ratings.values_list("repair_order_id", flat=True))
    return {
        order_id: _steps(
            received.get(order_id), order_id in explained, order_id in rated or explained.get(order_id) is not None
        )
        for order_id in received.keys() | explained.keys() | rated
    }


def _steps(received: tuple[bool, bool, str | None] | None, is_explained: bool, is_asked: bool) -> VisitSteps:
    interviewed, walked_around, words = received or (False, False, "")
    return VisitSteps(received is not None, interviewed, walked_around, words or "", is_explained, is_asked)
