"""What is shown of like stores: to whom, from how many, when, through page and endpoint."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands.peers import publish_peers
from anxin.management.kpi.models import FigureSnapshot, PeerFigure, StorePeers
from anxin.management.kpi.queries import Comparison, PeerReading, newest_compared, read_peers
from anxin.management.kpi.queries.peers import Whole
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import Brand, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, grant_to, make_store, make_user
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, NotFound
from anxin.platform.scope import reading
from anxin.platform.ui.formats import format_day

MONTH = span_of(Period.MONTH, AT.date())
DUE = datetime(2026, 12, 9, 18, 50, tzinfo=UTC)
"""The night of 10 December in China, when November is published."""
RATE = "appointment_rate"


@pytest.fixture
def house(db: None) -> "House":
    return House()


class House:
    """Stores of one tier with kept figures of a month: (appointed, entries) each."""

    def __init__(self) -> None:
        self.brands = [Brand.objects.create(code=f"B{n}", name=f"品牌{n}", tier="mid") for n in range(3)]
        self.stores: list[Store] = []

    def add(self, *figures: tuple[int, int], brand: int = 0) -> list[Store]:
        made = []
        for _each in figures:
            made.append(make_store(f"S{len(self.stores)}", brand=self.brands[brand]))
            self.stores.append(made[-1])
        with reading(system_actor("test")):
            for store, (appointed, entries) in zip(made, figures, strict=True):
                FigureSnapshot.objects.create(
                    store=store, month=MONTH.first, code=RATE, definition_version=version(), last_on=MONTH.last,
                    value=Decimal(appointed) / entries, basis="x", computed_at=AT,
                    parts={"appointed_entries": str(appointed), "entries": str(entries)},
                )  # fmt: skip
        return made

    def publish(self, monkeypatch: pytest.MonkeyPatch, at: datetime = DUE) -> None:
        begun = {store.pk: date(2026, 1, 1) for store in self.stores}
        monkeypatch.setattr("anxin.management.kpi.commands.peers.first_days", lambda _ids: begun)
        with reading(system_actor("test")):
            publish_peers(system_actor("test"), MONTH, at)


def version() -> int:
    return catalogue().definitions[RATE].version


def manager_of(*stores: Store) -> Actor:
    user = make_user(stores[0], "service_manager")
    for store in stores[1:]:
        grant_to(user, "service_manager", store)
    return actor_for(user)


def seen(actor: Actor, store: Store) -> PeerReading:
    (found,) = read_peers(actor, [RATE], store.pk, MONTH.first)
    return found


EQUAL = [(n, 100) for n in range(10, 80, 10)]
"""Seven stores with as many vehicles each, 10 % to 70 %."""


def test_one_of_seven_is_told_the_median_of_the_six_others_and_on_which_side_he_is(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = house.add(*EQUAL)
    house.publish(monkeypatch)
    found = seen(manager_of(first), first)
    assert found.peers == Comparison(Decimal(45), "below", None)
    assert seen(manager_of(others[-1]), others[-1]).peers == Comparison(Decimal(35), "above", None)
    assert seen(manager_of(others[2]), others[2]).peers == Comparison(Decimal(40), "about", None)
    assert found.peer_class is not None
    assert found.peer_class.tier == "mid"


def test_who_sees_three_of_seven_is_told_nothing_and_who_sees_all_everything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = house.add(*EQUAL)
    house.publish(monkeypatch)
    for count, is_shown in ((1, True), (2, True), (3, False), (6, False), (7, True)):
        assert (seen(manager_of(*stores[:count]), stores[0]).peers is not None) == is_shown, count
    both = seen(manager_of(*stores[:2]), stores[0]).peers
    assert both == Comparison(Decimal(50), "below", None), "of the five whom he does not see"
    everything = seen(manager_of(*stores), stores[0]).peers
    assert everything == Comparison(Decimal(40), "below", Whole(7, Decimal(40), Decimal(25), Decimal(55), 7))


def test_a_month_is_published_when_it_is_over_and_those_who_see_all_do_not_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = house.add(*EQUAL)
    for at, is_shown in ((AT, False), (DUE - timedelta(days=1), False), (DUE, True)):
        house.publish(monkeypatch, at)
        assert (seen(manager_of(stores[0]), stores[0]).peers is not None) == is_shown, at
        assert seen(manager_of(*stores), stores[0]).peers is not None


def test_the_newest_month_that_is_published_by_a_day(db: None) -> None:
    for today, day, expected in (
        (date(2026, 12, 9), date(2026, 12, 9), date(2026, 10, 1)),
        (date(2026, 12, 10), date(2026, 12, 10), date(2026, 11, 1)),
        (date(2026, 12, 10), date(2026, 8, 31), date(2026, 8, 1)),
        (date(2027, 1, 10), date(2027, 1, 31), date(2026, 12, 1)),
    ):
        assert newest_compared(day, today) == expected


def test_who_sees_no_store_of_the_group_asks_in_vain(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL)
    house.publish(monkeypatch)
    stranger = manager_of(make_store("ZZ", brand=house.brands[1]))
    with pytest.raises(NotFound):
        read_peers(stranger, [RATE], stores[0].pk, MONTH.first)
    with pytest.raises(Denied):
        read_peers(actor_for(make_user(stores[0], "technician")), [RATE], stores[0].pk, MONTH.first)


def test_five_stores_are_no_group(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL[:5])
    house.publish(monkeypatch)
    assert seen(manager_of(stores[0]), stores[0]).peers is None
    assert not PeerFigure.objects.exists()


def test_a_store_without_a_figure_does_not_count_as_another(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL[:6])
    with reading(system_actor("test")):
        FigureSnapshot.objects.across_stores(reason="test").filter(store=stores[5]).update(value=None)
    house.publish(monkeypatch)
    assert seen(manager_of(stores[0]), stores[0]).peers is None


def test_a_brand_is_not_published_beside_a_group_from_which_it_differs_by_few(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven stores of one brand in a group with one of another: the mean of both would tell that one's figure."""
    stores = house.add(*EQUAL)
    house.add((99, 100), brand=1)
    house.publish(monkeypatch)
    found = seen(manager_of(stores[0]), stores[0])
    assert found.peers is not None
    assert found.brand is None
    assert not PeerFigure.objects.filter(kind="brand").exists()


def test_brands_that_leave_enough_on_both_sides_are_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL)
    other = house.add(*EQUAL, brand=1)
    house.publish(monkeypatch)
    found = seen(manager_of(stores[0]), stores[0])
    assert found.brand == Comparison(Decimal(45), "below", None)
    assert found.peers == Comparison(Decimal(40), "below", None), "of thirteen"
    # Who sees three of the brand has too few others in it, and enough in the group.
    assert seen(manager_of(*stores[:3]), stores[0]).brand is None
    assert seen(manager_of(*stores[:3]), stores[0]).peers is not None
    # Who sees the whole brand, and not the whole group, has all of the one and the others of the other.
    whole = seen(manager_of(*stores), stores[0])
    assert whole.brand == Comparison(Decimal(40), "below", Whole(7, Decimal(40), Decimal(25), Decimal(55), 7))
    assert whole.peers == Comparison(Decimal(40), "below", None)
    assert other


def test_a_store_that_joins_during_a_month_does_not_tell_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL)
    house.publish(monkeypatch)
    before = seen(manager_of(stores[0]), stores[0]).peers
    house.add((99, 100))
    house.publish(monkeypatch)
    assert seen(manager_of(stores[0]), stores[0]).peers == before


def test_what_was_published_stands_and_a_correction_does_not_change_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = house.add(*EQUAL)
    house.publish(monkeypatch)
    before = list(PeerFigure.objects.order_by("pk").values())
    told = seen(manager_of(stores[0]), stores[0]).peers
    with reading(system_actor("test")):
        FigureSnapshot.objects.across_stores(reason="test").update(value=Decimal("0.99"))
    house.publish(monkeypatch, DUE + timedelta(days=1))
    assert list(PeerFigure.objects.order_by("pk").values()) == before
    again = seen(manager_of(stores[0]), stores[0])
    assert told is not None
    assert (again.value, again.peers) == (99, Comparison(told.median, "above", None))


def test_what_becomes_known_of_six_stores_later_is_published_then(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL)
    rows = FigureSnapshot.objects.across_stores(reason="test").filter(store__in=stores[5:])
    with reading(system_actor("test")):
        rows.update(value=None)
    house.publish(monkeypatch)
    assert not PeerFigure.objects.exists()
    with reading(system_actor("test")):
        rows.update(value=Decimal("0.6"))
    house.publish(monkeypatch, DUE + timedelta(days=3))
    assert seen(manager_of(stores[0]), stores[0]).peers == Comparison(Decimal(45), "below", None)


def test_row_security_hides_with_whom_other_stores_are_compared(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL)
    house.publish(monkeypatch)
    with reading(manager_of(stores[0])):
        assert [row.store_id for row in StorePeers.objects.across_stores(reason="test")] == [stores[0].pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'kpi_peerfigure'")
        assert "store_id" not in {name for (name,) in cursor.fetchall()}


def test_the_endpoint_and_the_page_tell_no_more_than_the_query(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = house.add(*EQUAL)
    house.publish(monkeypatch)
    monkeypatch.setattr("anxin.platform.clock.now", lambda: AT)
    for count, is_shown in ((1, True), (3, False)):
        client = Client()
        user = make_user(stores[0], "general_manager")
        for store in stores[1:count]:
            grant_to(user, "general_manager", store)
        client.force_login(user)
        address = f"/api/v1/kpi/peers?store_id={stores[0].pk}&codes={RATE}&month={MONTH.first}"
        token = issue_api_token(actor=actor_for(user), name="t", scopes=["kpi"], days=30, at=AT).token
        headers = {"Authorization": f"Bearer {token}"}
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200, answer.content.decode()
        (found,) = json.loads(answer.content)
        assert (found["peers"] is not None) == is_shown
        assert not is_shown or found["peers"] == {"median": "45", "side": "below", "whole": None}
        assert "values" not in answer.content.decode()
        page = client.get(f"/figures/{RATE}/?level=store&unit={stores[0].pk}&day={MONTH.last}").content.decode()
        assert ("同类店中位数" in page) == is_shown
        assert ("约 45 %" in page) == is_shown
        assert ("本店低于" in page) == is_shown
        assert ("其他同类店不足 5 家" in page) == (not is_shown)
        sheet = client.get(f"/figures/?level=store&unit={stores[0].pk}&day={MONTH.last}").content.decode()
        assert ("同类店中位数" in sheet) == is_shown
        assert ("约 45" in sheet) == is_shown
        hidden = address.replace(f"store_id={stores[0].pk}", f"store_id={stores[6].pk}")
        assert client.get(hidden, headers=headers).status_code == 404


def test_the_page_of_a_running_month_shows_the_last_month_that_was_published(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = house.add(*EQUAL)
    house.publish(monkeypatch)
    day = date(2026, 12, 20)
    monkeypatch.setattr("anxin.platform.clock.now", lambda: datetime(2026, 12, 20, 6, 0, tzinfo=UTC))
    client = Client()
    client.force_login(make_user(stores[0], "general_manager"))
    page = client.get(f"/figures/{RATE}/?level=store&unit={stores[0].pk}&day={day}").content.decode()
    assert "约 45 %" in page
    assert f"截至 {format_day(MONTH.last)}" in page
    client.force_login(make_user(stores[0], "general_manager", level="group"))
    page = client.get(f"/figures/{RATE}/?level=store&unit={stores[0].pk}&day={MONTH.last}").content.decode()
    assert "同类店均值" in page
    assert "7 / 7" in page


def test_a_month_without_a_night_says_nothing(house: House, tmp_path: Path) -> None:
    store = house.add((1, 2))[0]
    assert read_peers(manager_of(store), [RATE], store.pk, date(2020, 1, 1)) == []
