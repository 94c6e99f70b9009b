"""Whoever inspects was trained before; on a store's first day a manager records that in one step (R-QC08)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_user
from anxin.parties.people.commands import drop_skill
from anxin.platform import clock
from anxin.platform.errors import Denied, Invalid
from anxin.visit.quality import commands, queries
from anxin.visit.quality.tests.factories import colleague, work_done
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop.commands import NotCertified
from anxin.visit.workshop.tests.factories import HOUR, Floor, inspect, make_floor
from anxin.visit.workshop.tests.test_checklists import dirty, final

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def floor() -> Floor:
    """A floor whose inspector has no certificate yet."""
    made = make_floor()
    (row,) = queries.list_training(made.inspector, made.store_id)
    drop_skill(actor=system_actor("test"), employee_id=row.employee_id, code="inspection", at=AT)
    return made


@pytest.mark.rule("R-QC08")
def test_nobody_signs_the_general_inspection_untrained_until_a_manager_records_the_training(floor: Floor) -> None:
    order = work_done(floor)
    with pytest.raises(NotCertified, match="质检人员"):
        inspect(floor, order, AT + 2 * HOUR)
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    act: dict[str, Any] = {"employee_id": row.employee_id, "trained_on": TODAY, "document": "QC-7", "at": AT}
    with pytest.raises(Denied):
        commands.record_inspector_training(actor=floor.inspector, **act)
    manager = make_actor(floor.desk.store, "general_manager")
    for wrong in ({"document": " "}, {"trained_on": TODAY + timedelta(days=1)}, {"valid_to": TODAY - timedelta(days=1)}):
        with pytest.raises(Invalid):
            commands.record_inspector_training(actor=manager, **{**act, **wrong})
    assert not queries.list_training(floor.inspector, floor.store_id)[0].is_trained
    commands.record_inspector_training(actor=manager, **act)
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    assert (row.is_trained, row.certificate, row.trained_on, row.valid_to) == (True, "QC-7", TODAY, None)
    inspect(floor, order, AT + 2 * HOUR)


@pytest.mark.rule("R-QC08")
def test_a_workshop_head_signs_the_final_inspection_trained_and_the_advisor_on_his_own_duty(floor: Floor) -> None:
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    manager = make_actor(floor.desk.store, "general_manager")
    commands.record_inspector_training(actor=manager, employee_id=row.employee_id, trained_on=TODAY, document="QC-7", at=AT)
    order = work_done(floor)
    inspect(floor, order, AT + 2 * HOUR)
    head, actor = colleague(floor, "workshop_supervisor")
    with pytest.raises(NotCertified):
        workshop.inspect_before_delivery(actor=actor, number=order.number, verdict=dirty(), at=AT + 3 * HOUR)
    commands.record_inspector_training(actor=manager, employee_id=head.pk, trained_on=TODAY, document="QC-8", at=AT)
    workshop.inspect_before_delivery(actor=actor, number=order.number, verdict=dirty(), at=AT + 3 * HOUR)
    final(floor, order, dirty())


@pytest.mark.rule("R-QC08")
def test_the_page_records_the_training_in_one_step(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    client = Client()
    client.force_login(User.objects.get(pk=make_user(floor.desk.store, "general_manager").pk))
    assert "登记培训" in client.get("/quality/people/").content.decode()
    (row,) = queries.list_training(floor.inspector, floor.store_id)
    address = f"/quality/people/{row.employee_id}/trained/"
    for wrong in ({"document": ""}, {"document": "QC-7", "trained_on": "x"}):
        assert client.post(address, wrong).status_code == 303
        assert not queries.list_training(floor.inspector, floor.store_id)[0].is_trained
    assert client.post(address, {"document": "QC-7", "trained_on": TODAY.isoformat()}).status_code == 303
    shown = client.get("/quality/people/").content.decode()
    assert ("QC-7" in shown, "登记培训" in shown) == (True, False)
