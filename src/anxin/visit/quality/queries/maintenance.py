"""Due maintenance of a car on an order: what the order has, and what nobody did or asked about (M08.05, K-D31)."""

from dataclasses import dataclass

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.quality import permissions
from anxin.visit.repair_orders.queries import list_services


@dataclass(frozen=True, slots=True)
class DueMaintenance:
    """``due`` counts what the car was due for; ``missed`` names what nobody did or asked about."""

    due: int
    missed: tuple[str, ...]


@query(permissions.SEE)
def due_maintenance(actor: Actor, number: str) -> DueMaintenance:
    """What an order's car came due for by mileage and time, as the schedule says and as far as the house knows the car.

    :raises NotFound: unknown or out of scope
    """
    due = [one for one in list_services(actor, number) if one.is_due]
    return DueMaintenance(len(due), tuple(one.name for one in due if one.is_missed))
