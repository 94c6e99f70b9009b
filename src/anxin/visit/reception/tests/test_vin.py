"""A car that came without a VIN: reception asks for it where it is seen, and says that papers would lack it."""

import re

import pytest
from django.test import Client

from anxin.parties.customers.queries import get_vehicle
from anxin.parties.customers.tests.factories import make_vehicle, make_vin
from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.visit.reception import commands
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, receive, walked_around
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: AT)
    return make_cash_desk()


@pytest.fixture
def browser(client: Client, desk: FrontDesk) -> Client:
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


def version_in(page: str) -> dict[str, str]:
    form = page.partition("/vin/")[2]
    found = re.search(r'name="(version\w*|\w*version)" value="(\d+)"', form)
    assert found, form[:800]
    return {found[1]: found[2]}


def test_a_missing_vin_is_asked_for_checked_and_written_into_the_file(browser: Client, desk: FrontDesk) -> None:
    vehicle = make_vehicle(desk.store, vin="")
    kept = receive(desk, vehicle_id=vehicle)
    address = f"/reception/{kept.number}/"
    page = browser.get(f"{address}?step=car").content.decode()
    assert 'class="is-done"><a href="?step=car"' not in page
    version = version_in(page)
    vin = make_vin()
    wrong = vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]
    for typed, words in (("", "请填车架号"), (wrong, "校验位"), (vin[:12], "17 位")):
        refused = browser.post(f"{address}vin/", {"vin": typed, **version})
        assert (refused.status_code, words in refused.content.decode()) == (422, True), typed
        assert not typed or typed in refused.content.decode()
    done = browser.post(f"{address}vin/", {"vin": vin.lower(), **version})
    assert (done.status_code, done["Location"]) == (303, address)
    assert get_vehicle(desk.actor, vehicle).vin == vin
    assert "/vin/" not in browser.get(f"{address}?step=car").content.decode()
    late = browser.post(f"{address}vin/", {"vin": make_vin(), **version})
    assert (late.status_code, get_vehicle(desk.actor, vehicle).vin) == (409, vin)


def test_a_vin_of_another_file_is_refused_and_says_what_to_do(browser: Client, desk: FrontDesk) -> None:
    other = get_vehicle(desk.actor, make_vehicle(desk.store)).vin
    kept = receive(desk, vehicle_id=make_vehicle(desk.store, vin=""))
    page = browser.get(f"/reception/{kept.number}/?step=car").content.decode()
    refused = browser.post(f"/reception/{kept.number}/vin/", {"vin": other, **version_in(page)})
    assert refused.status_code == 422
    assert "再用这个车架号重新接车" in refused.content.decode()


def test_the_signature_says_that_the_paper_would_lack_the_vin(browser: Client, desk: FrontDesk) -> None:
    said = "还没有车架号，委托书上这一栏会空着"
    for vin, is_said in (("", True), (make_vin(), False)):
        kept = walked_around(desk, vehicle_id=make_vehicle(desk.store, vin=vin))
        jobs = [NewJob("检查", items=[LABOUR])]
        commands.open_order_from_reception(actor=desk.actor, number=kept.number, jobs=jobs, at=AT)
        page = browser.get(f"/reception/{kept.number}/?step=sign").content.decode()
        assert (said in page) is is_said


def test_another_store_writes_no_vin(client: Client, desk: FrontDesk) -> None:
    vehicle = make_vehicle(desk.store, vin="")
    kept = receive(desk, vehicle_id=vehicle)
    stranger = make_cash_desk("NS")
    client.force_login(User.objects.get(pk=stranger.actor.id))
    assert client.post(f"/reception/{kept.number}/vin/", {"vin": make_vin()}).status_code == 404
    assert get_vehicle(desk.actor, vehicle).vin == ""
