"""What stands on a delivery note line by line: what to mind, what was done for how much, and the old parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.visit.reception import parameters, rules
from anxin.visit.reception.aftercare import HIGH_VOLTAGE, precaution_for
from anxin.visit.reception.queries.precautions import precaution_texts
from anxin.visit.repair_orders import queries as orders

BOOT, LEAVE = "boot", "leave"
RETURNED, KEPT, RECYCLED = "returned", "kept", "recycled"


@dataclass(frozen=True, slots=True)
class ReturnedPartRow:
    """An old part: what became of it, and where it is packed or why it stays; ``outcome`` is empty on old notes."""

    name: str
    quantity: str
    disposal: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """An item with its amount and quality period, as it was explained above the signature (R-DL04, M09.02)."""

    name: str
    amount: Money
    payer: str
    quality_days: int | None = None
    quality_km: int | None = None


def precautions_of(order: orders.RepairOrderView) -> tuple[tuple[str, str], ...]:
    """Each service done with what to mind after it (R-DL01), the same words once; of a job without labour its title."""
    texts = precaution_texts(order.head.store_id)
    found: dict[str, str] = {}
    for job in order.jobs:
        done = [item for item in job.items if item.decision == "APPROVED"]
        services = [item for item in done if item.kind == "labour"]
        for item in services:
            names = [item.name, item.position_words, *([HIGH_VOLTAGE] if item.is_high_voltage else [])]
            found.setdefault(item.name, precaution_for(texts, [item.code, job.package_code], names))
        if done and not services:
            codes = [job.package_code, *(item.code for item in done)]
            found.setdefault(job.title, precaution_for(texts, codes, [job.title, *(item.name for item in done)]))
    first = {words: service for service, words in reversed(found.items())}
    return tuple((service, words if first[words] == service else "") for service, words in found.items())


def explained_lines(order: orders.RepairOrderView) -> tuple[ExplainedLine, ...]:
    """What the customer agreed to, line by line with its amount, tax included, and who pays it; shared, a line for each."""
    return tuple(
        ExplainedLine(item.description, amount, payer, item.quality_days, item.quality_km)
        for item in _agreed(order)
        for payer, amount in item.parts or ((item.payer, item.amount),)
    )


def service_periods(order: orders.RepairOrderView) -> dict[str, tuple[int | None, int | None]]:
    """Each service done → days and km of its quality period, as it was agreed."""
    return {item.name: (item.quality_days, item.quality_km) for item in reversed(_agreed(order)) if item.kind == "labour"}


def part_periods(order: orders.RepairOrderView) -> tuple[tuple[str, int, int], ...]:
    """Parts that were fitted, in order, each with the days and km of its own quality period (M09.02)."""
    parts = (item for item in _agreed(order) if item.kind == "part" and (item.quality_days or item.quality_km))
    return tuple((item.description, item.quality_days or 0, item.quality_km or 0) for item in parts)


def old_parts_of(order: orders.RepairOrderView, on: date) -> tuple[ReturnedPartRow, ...]:
    """The old parts of an order, each as the customer chose when he signed (R-WA12)."""
    wish = order.authorisation.old_parts if order.authorisation else LEAVE
    return old_parts(_agreed(order), wish, value(parameters.UNITS_USED_UP, order.head.store_id, on))


def old_parts(items: Iterable[Any], wish: str, used_up: str) -> tuple[ReturnedPartRow, ...]:
    """What becomes of what came off where these items were fitted: what warranty paid for is the manufacturer's."""
    chosen = (_("后备箱") if wish == BOOT else "", RETURNED) if wish != LEAVE else ("", RECYCLED)
    return tuple(
        ReturnedPartRow(
            item.name,
            f"{item.quantity.normalize():f} {item.unit}",
            *((_("保修旧件，返回厂家"), KEPT) if item.payer == "warranty" else chosen),
        )
        for item in items
        if item.kind == "part" and rules.leaves_old_part(item.unit, used_up)
    )


def _agreed(order: orders.RepairOrderView) -> list[orders.ItemView]:
    return [item for job in order.jobs for item in job.items if item.decision == "APPROVED"]
