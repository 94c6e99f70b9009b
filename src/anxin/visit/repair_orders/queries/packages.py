"""What of a bill or an estimate is a package: its price is spread over its lines, and the reader is told so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from anxin.platform.money import Money

if TYPE_CHECKING:
    from anxin.visit.repair_orders.queries.authorisations import EstimateLine
    from anxin.visit.repair_orders.queries.views import ItemView, JobView

PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class PackageShare:
    """A package among some lines: the job that it is, how many of the lines are its, and what they come to."""

    position: int
    title: str
    code: str
    lines: int
    amount: Money

    @property
    def words(self) -> str:
        """What a page and a paper say about it."""
        return _("第 %(n)s 项套餐“%(title)s”(%(code)s)：套餐价分摊在 %(lines)s 行，合计 ¥ %(amount)s") % {
            "n": self.position,
            "title": self.title,
            "code": self.code,
            "lines": self.lines,
            "amount": self.amount,
        }


def package_shares(jobs: Iterable[JobView], lines: Sequence[ItemView | EstimateLine]) -> list[PackageShare]:
    """Every package of an order that has some of the lines, by the position of its job."""
    shares = []
    for job in jobs:
        amounts = [line.amount for line in lines if line.job_id == job.id and line.price_source == PACKAGE]
        if amounts:
            shares.append(PackageShare(job.position, job.title, job.package_code, len(amounts), Money.sum(amounts)))
    return shares
