"""What a customer signed can be checked from the rows alone."""

from datetime import timedelta, timezone
from typing import Any

import pytest

from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Confirmations
from anxin.visit.repair_orders.models import Authorisation, EstimateVersion
from anxin.visit.repair_orders.tests.factories import PART, PNG, FrontDesk, make_front_desk, open_order, view_of

pytestmark = pytest.mark.django_db
SHANGHAI = timezone(timedelta(hours=8))


def signed_in_shanghai(desk: FrontDesk) -> str:
    """An order with two estimates, promised in the form's zone and with the answer on being called."""
    number = open_order(desk).number
    confirmed = Confirmations((AT + timedelta(hours=3)).astimezone(SHANGHAI), "boot", True, None, "given")
    commands.authorise_repair_order(actor=desk.actor, number=number, confirmations=confirmed, signature=PNG, at=AT)
    job = view_of(desk, number).jobs[0]
    found = commands.propose_items(actor=desk.actor, number=number, job_id=job.id, items=[PART], at=AT)
    commands.decide_items(
        actor=desk.actor, number=number, decisions={found.item_ids[0]: ("APPROVED", "")}, channel="phone", at=AT
    )
    return number


def test_the_hashes_follow_from_the_rows_as_they_are_read_back() -> None:
    desk = make_front_desk()
    number = signed_in_shanghai(desk)
    with reading(desk.actor):
        assert queries.verify_authorisation(desk.actor, number)


@pytest.mark.parametrize(
    ("model", "changed"),
    [(EstimateVersion, {"lines": []}), (EstimateVersion, {"number": 7}), (Authorisation, {"wants_wash": False})],
)
def test_a_row_that_was_changed_is_found(model: Any, changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_front_desk()
    number = signed_in_shanghai(desk)
    with unit_of_work(desk.actor, "test", writable=False):
        row = model.objects.across_stores(reason="test").order_by("pk")[0]
        told = row.proof("e", "s") if model is Authorisation else row.proof()
        for name, wish in changed.items():
            setattr(row, name, wish)
        assert (row.proof("e", "s") if model is Authorisation else row.proof()) != told
    with reading(desk.actor):
        monkeypatch.setattr(model, "proof", lambda *_given: "other")
        assert not queries.verify_authorisation(desk.actor, number)
