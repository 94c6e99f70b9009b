"""What was done on an order that a command of a higher module has locked in scope: plain reads inside its transaction."""

from dataclasses import dataclass

from anxin.visit.repair_orders.access import work_of_order
from anxin.visit.repair_orders.commands.estimates import authorisations_of
from anxin.visit.repair_orders.lifecycle import JOB_DROPPED
from anxin.visit.repair_orders.models import Item


@dataclass(frozen=True, slots=True)
class JobWork:
    """A job with its lines, for whoever inspects it."""

    id: int
    title: str
    state: str
    rework_of_id: int | None
    lines: tuple[Item, ...]

    @property
    def is_dropped(self) -> bool:
        """The customer did not want it."""
        return self.state == JOB_DROPPED


def work_of(order_id: int) -> list[JobWork]:
    """The jobs of an order with their lines."""
    jobs, items = work_of_order(order_id)
    return [
        JobWork(job.pk, job.title, job.state, job.rework_of_id, tuple(item for item in items if item.job_id == job.pk))
        for job in jobs
    ]


def lines_of_job(order_id: int, job_id: int) -> tuple[Item, ...]:
    """The lines of one job."""
    return tuple(item for item in work_of_order(order_id)[1] if item.job_id == job_id)


def is_wash_agreed(order_id: int) -> bool:
    """Whether the customer said yes to a wash when he last confirmed."""
    given = authorisations_of(order_id)
    return bool(given) and given[0].wants_wash
