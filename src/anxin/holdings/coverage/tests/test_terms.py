"""Terms are set, loaded, withdrawn and asked: by command, page, sheet and endpoint."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from anxin.holdings.coverage import commands, queries
from anxin.holdings.coverage.commands import TermWish
from anxin.holdings.coverage.imports import write_warranty_terms
from anxin.parties.customers.commands import change_vehicle
from anxin.parties.customers.queries import get_vehicle
from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.commands import issue_api_token
from anxin.parties.org.models import User
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_actor, make_store, make_user
from anxin.platform.errors import Denied, InvalidFields, NotFound
from anxin.platform.workbook import CREATED, UNCHANGED, CheckedRow

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def sold(store: Any, **data: Any) -> int:
    """A car of the store, with what its file says of its sale."""
    vehicle_id = make_vehicle(store)
    card = get_vehicle(system_actor("test"), vehicle_id)
    changed = replace(card.data, model_name="朗逸 2023", **data)
    change_vehicle(actor=system_actor("test"), vehicle_id=vehicle_id, data=changed, version=card.version, at=AT)
    return vehicle_id


def asked(store: Any, vehicle_id: int, **more: Any) -> queries.Coverage:
    return queries.what_covers(make_actor(store, "service_manager"), vehicle_id, store.pk, on=DAY, **more)


def test_a_term_of_a_model_is_set_replaced_and_withdrawn() -> None:
    store = make_store()
    actor = system_actor("test")
    brand = store.brand_id
    (first,) = commands.set_warranty_terms(actor=actor, terms=[TermWish("whole", 60, 150_000, brand, "朗逸")], at=AT)
    (again,) = commands.set_warranty_terms(actor=actor, terms=[TermWish("whole", 60, 150_000, brand, "朗逸")], at=AT)
    (other,) = commands.set_warranty_terms(actor=actor, terms=[TermWish("whole", 48, None, brand, "朗逸")], at=AT)
    assert [first.outcome, again.outcome, other.outcome] == ["created", "unchanged", "updated"]
    (row,) = queries.list_terms(actor)
    assert (row.id, row.months, row.km, row.model_name) == (first.id, 48, None, "朗逸")
    commands.withdraw_warranty_term(actor=actor, term_id=row.id, at=AT)
    assert queries.list_terms(actor) == []
    with pytest.raises(NotFound):
        commands.withdraw_warranty_term(actor=actor, term_id=row.id, at=AT)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (TermWish("door", 1, 1), "part_group"),
        (TermWish("whole", 0, 1), "months"),
        (TermWish("whole", 1, 3_000_000), "km"),
        (TermWish("whole", 1, 1, 987_654), "brand_id"),
        (TermWish("whole", 1, 1, None, "长" * 61), "model_name"),
    ],
)
def test_a_term_that_cannot_be_is_refused_at_its_field(wish: TermWish, field: str) -> None:
    make_store()
    with pytest.raises(InvalidFields) as refused:
        commands.set_warranty_terms(actor=system_actor("test"), terms=[wish], at=AT)
    assert list(refused.value.errors) == [field]
    assert queries.list_terms(system_actor("test")) == []


def test_a_store_does_not_change_what_the_group_promises() -> None:
    make_store("NS")
    with pytest.raises(Denied):
        commands.set_warranty_terms(actor=make_actor(make_store(), "warranty_clerk"), terms=[TermWish("whole")], at=AT)


@pytest.mark.rule("R-RC16")
@pytest.mark.parametrize(
    ("data", "given", "answer", "words"),
    [
        ({"sold_on": date(2024, 5, 20)}, {"odometer_km": 41_286}, "covered", "整车在保：到 2027-05-20 或 60,000 km"),
        ({"sold_on": date(2022, 5, 20)}, {"odometer_km": 41_286}, "not_covered", "2025-05-20 已到期"),
        ({"sold_on": date(2024, 5, 20)}, {"odometer_km": 61_286}, "not_covered", "超出 1,286 km"),
        ({}, {"odometer_km": 41_286}, "unclear", "没有销售日期和上牌日期"),
        ({"first_registered_on": date(2024, 5, 20)}, {"odometer_km": 1}, "covered", "按上牌日期算"),
        ({"sold_on": date(2024, 5, 20)}, {"odometer_km": 9_000, "text": "换刹车片"}, "not_covered", "易损件“刹车片”过保"),
        (
            {"sold_on": date(2024, 5, 20)},
            {"odometer_km": 9_000, "text": "换刹车片\n发动机异响"},
            "unclear",
            "动力总成“发动机”在保",
        ),
        ({"sold_on": date(2024, 5, 20)}, {}, "unclear", "请先填里程"),
    ],
)
def test_the_answer_says_why(data: dict[str, Any], given: dict[str, Any], answer: str, words: str) -> None:
    store = make_store()
    found = asked(store, sold(store, **data), **given)
    assert found.answer == answer
    assert words in found.words


def test_the_sheet_of_terms_loads_once() -> None:
    store = make_store()
    values = {"part_group": "wear", "months": 12, "km": 20_000, "brand": "", "model_name": None, "sold_from": None}
    rows = [CheckedRow(2, values), CheckedRow(3, values | {"brand": "无"}), CheckedRow(4, values | {"months": 9_999})]
    first = write_warranty_terms(system_actor("test"), store.pk, rows, AT)
    again = write_warranty_terms(system_actor("test"), store.pk, rows[:1], AT)
    assert (first[0], again) == (CREATED, [UNCHANGED])
    assert [one.finding is not None for one in first[1:]] == [True, True]
    assert len(queries.list_terms(system_actor("test"))) == 1


def test_the_page_sets_and_withdraws(client: Client) -> None:
    store = make_store()
    client.force_login(make_user(store, "group_after_sales", level="group"))
    assert "还没有厂家条款" in client.get("/coverage/").content.decode()
    sent = {"brand_id": store.brand_id, "model_name": "朗逸", "part_group": "powertrain", "months": "120", "km": ""}
    assert client.post("/coverage/", sent | {"months": "0"}).status_code == 422
    assert client.post("/coverage/", sent).status_code == 303
    (row,) = queries.list_terms(system_actor("test"))
    assert (row.months, row.km) == (120, None)
    assert "动力总成" in client.get("/coverage/").content.decode()
    assert client.post(f"/coverage/{row.id}/withdraw/").status_code == 303
    assert queries.list_terms(system_actor("test")) == []
    client.force_login(make_user(store, "service_advisor"))
    assert client.post("/coverage/", sent).status_code == 403


def test_the_endpoints_set_and_answer(client: Client) -> None:
    store = make_store()
    user: User = make_user(store, "group_after_sales", "administrator", level="group")
    token = issue_api_token(actor=actor_for(user), name="test", scopes=["*"], days=30, at=AT).token

    def call(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        data = json.dumps(body) if body is not None else ""
        given = {"Authorization": f"Bearer {token}"}
        answer = client.generic(method, f"/api/v1/coverage{path}", data, "application/json", headers=given)
        return answer.status_code, json.loads(answer.content)

    status, kept = call("PUT", "/terms", {"part_group": "whole", "months": 48})
    assert (status, kept["outcome"]) == (200, "created")
    assert call("PUT", "/terms", {"part_group": "whole", "months": 0})[0] == 422
    assert [row["months"] for row in call("GET", "/terms")[1]] == [48]
    vehicle_id = sold(store, sold_on=date(2024, 5, 20))
    status, said = call("GET", f"/vehicles/{vehicle_id}?store_id={store.pk}&on=2026-11-20&odometer_km=90000")
    assert (status, said["answer"], said["lines"][0]["ends_on"]) == (200, "covered", "2028-05-20")
    assert call("DELETE", f"/terms/{kept['id']}")[0] == 200
    assert call("DELETE", f"/terms/{kept['id']}")[0] == 404
