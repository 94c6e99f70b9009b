"""A customer's link in tests: an order with two findings, sent, and what its page posts."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import Facts, NewItem
from anxin.visit.repair_orders.tests.factories import (
    LABOUR,
    PART,
    PNG,
    FrontDesk,
    signed_order,
    view_of,
)

MINUTE, SIGNED = timedelta(minutes=1), "data:image/png;base64," + base64.b64encode(PNG).decode()
BRAKES, FILTER = Facts("只剩 2 mm", "磨伤刹车盘", "now", 35), Facts("发黑", "有异味", "watch", 0)


@dataclass
class Sent:
    """An order with two findings, and the link that was sent for them."""

    desk: FrontDesk
    number: str
    path: str
    moment: list[datetime]

    @property
    def token(self) -> str:
        """The token in the address."""
        return self.path.split("/")[2]

    def page(self, browser: Client | None = None) -> str:
        """The page as a browser gets it."""
        return (browser or Client()).get(self.path).content.decode()

    def form(self, *wishes: str, **more: str) -> dict[str, str]:
        """What the page posts when these are chosen in order."""
        page = self.page()
        groups = list(dict.fromkeys(re.findall(r'name="say-(\w+)"', page)))
        seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
        said = {f"say-{key}": wish for key, wish in zip(groups, wishes, strict=False) if wish}
        return {"seen": seen, **said, **more}

    def answer(self, *wishes: str, browser: Client | None = None, **more: str) -> Any:
        """Post the answer, signed unless told otherwise."""
        return (browser or Client()).post(self.path, {"signature": SIGNED, **self.form(*wishes), **more})

    @property
    def decisions(self) -> list[str]:
        """What stands on the additional items."""
        return [one.decision for job in view_of(self.desk, self.number).jobs for one in job.items if one.is_additional]


def propose(desk: FrontDesk, number: str, facts: Facts, *items: NewItem) -> None:
    job = view_of(desk, number).jobs[0].id
    commands.propose_repair(actor=desk.actor, number=number, job_id=job, facts=facts, items=items, at=AT)


def send(desk: FrontDesk, *, at: datetime = AT) -> tuple[str, str]:
    number = signed_order(desk, at=at).number
    propose(desk, number, BRAKES, LABOUR, PART)
    propose(desk, number, FILTER, NewItem("part", name="空调滤芯", unit_price=Money.yuan(168)))
    made = commands.send_approval_link(actor=desk.actor, number=number, by_message=False, at=at)
    return number, made.path


def again(sent: Sent) -> str:
    """Where the link leads that is sent anew."""
    return commands.send_approval_link(actor=sent.desk.actor, number=sent.number, by_message=False, at=AT).path
