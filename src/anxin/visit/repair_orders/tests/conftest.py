"""What several tests of the repair order begin with."""

import pytest

from anxin.parties.org import stores
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.scope import unit_of_work
from anxin.visit.repair_orders.tests.factories import (
    make_front_desk,
)
from anxin.visit.repair_orders.tests.links import Sent, send


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    desk = make_front_desk()
    with unit_of_work(system_actor("test"), "test", writable=True):
        Store.objects.filter(pk=desk.store.pk).update(phone="0755-1234567")
    stores.forget()
    return Sent(desk, *send(desk), moment)
