"""What a customer signed can be checked from the rows alone."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Confirmations
from anxin.visit.repair_orders.models import Authorisation, EstimateVersion
from anxin.visit.repair_orders.tests.factories import ASKED, PART, PNG, FrontDesk, make_front_desk, open_order, view_of

pytestmark = pytest.mark.django_db
SHANGHAI = timezone(timedelta(hours=8))


def signed_in_shanghai(desk: FrontDesk) -> str:
    """An order with two estimates, promised in the form's zone and with the answer on being called."""
    number = open_order(desk).number
    confirmed = Confirmations((AT + timedelta(hours=3)).astimezone(SHANGHAI), "boot", True, None, "given")
    commands.authorise_repair_order(actor=desk.actor, number=number, confirmations=confirmed, signature=PNG, at=AT)
    job = view_of(desk, number).jobs[0]
    found = commands.propose_items(actor=desk.actor, number=number, job_id=job.id, items=[PART], why=ASKED, at=AT)
    commands.decide_items(
        actor=desk.actor, number=number, decisions={found.item_ids[0]: ("APPROVED", "")}, channel="phone", at=AT
    )
    return number


def test_the_hashes_follow_from_the_rows_as_they_are_read_back() -> None:
    desk = make_front_desk()
    number = signed_in_shanghai(desk)
    with reading(desk.actor):
        assert queries.verify_authorisation(desk.actor, number) == queries.ProofCheck(2, ())


def test_page_and_endpoint_say_whether_what_was_signed_still_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_front_desk("LG", "service_advisor", "service_manager", "administrator")
    number, browser = signed_in_shanghai(desk), Client()
    unsigned = open_order(desk).number
    browser.force_login(User.objects.get(pk=desk.actor.id))
    token = issue_api_token(actor=desk.actor, name="t", scopes=["repair_orders"], days=30, at=clock.now()).token
    program = Client(headers={"Authorization": f"Bearer {token}"})

    def told() -> tuple[bool, Any]:
        page = browser.get(f"/repair-orders/{number}/").content.decode()
        return "与签字时一致" in page, program.get(f"/api/v1/repair-orders/{number}/verify-authorisation").json()

    assert told() == (True, {"count": 2, "is_intact": True, "broken": []})
    missing = program.get(f"/api/v1/repair-orders/{unsigned}/verify-authorisation")
    assert missing.status_code == 404
    monkeypatch.setattr(Authorisation, "proof", lambda *_given: "other")
    broken = [{"estimate_number": one, "part": "authorisation"} for one in (1, 2)]
    assert told() == (False, {"count": 2, "is_intact": False, "broken": broken})
    assert "确认内容与签字时不符" in browser.get(f"/repair-orders/{number}/").content.decode()


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
        part = "estimate" if model is EstimateVersion else "authorisation"
        broken = queries.verify_authorisation(desk.actor, number).broken
    assert [(one.estimate_number, one.part) for one in broken] == [(1, part), (2, part)]
