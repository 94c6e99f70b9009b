"""What the workshop asks before a car leaves: the final inspection, and the wash where one was agreed (R-QC04, R-QC09).

Owns: when the two count as done. Does not own: which steps a store wants (``billing.settlement_steps``, R-DL12).
"""

from anxin.platform.actor import Actor
from anxin.visit.billing.commands import register_settlement_step
from anxin.visit.repair_orders.permissions import SEE
from anxin.visit.repair_orders.queries import list_choices
from anxin.visit.workshop.models import Inspection, InspectionItem


def _is_checked(actor: Actor, number: str) -> bool:
    """The final inspection passed, and nothing went back to the workshop since."""
    rows = Inspection.objects.visible_to(actor, SEE).filter(repair_order__number=number, level__in=("general", "final"))
    return rows.order_by("-pk").values_list("level", "passed").first() == ("final", True)


def _is_washed(actor: Actor, number: str) -> bool:
    """Whoever looked last, the inspector or the advisor at the final inspection, found the car clean."""
    agreed = list_choices(actor, {number}).get(number)
    if agreed is None or not agreed.wants_wash:
        return True
    rows = InspectionItem.objects.visible_to(actor, SEE).filter(
        inspection__repair_order__number=number, inspection__level__in=("wash", "final"), code="washed"
    )
    return rows.order_by("-pk").values_list("passed", flat=True).first() is True


register_settlement_step("final", _is_checked, page="workshop:inspect_before_delivery")
register_settlement_step("wash", _is_washed)
