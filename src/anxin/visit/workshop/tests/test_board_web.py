"""The board as a page: lanes and cards, a drop, the proposal and its undoing, and who may only look."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.scope import reading
from anxin.visit.workshop import queries
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, dispatched, make_floor, order_for, plan

pytestmark = pytest.mark.django_db
BOARD = "/workshop/board/"
HTMX = {"HX-Request": "true", "HX-Target": "board"}


@pytest.fixture(autouse=True)
def at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is two in the afternoon."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id))
    return client


def standing(floor: Floor, order: OrderAtWork) -> queries.JobOnFloor | None:
    with reading(floor.dispatcher):
        return queries.find_placed_job(floor.dispatcher, order.job_id)


def dropped(client: Client, floor: Floor, order: OrderAtWork, **more: object) -> Any:
    given = {"from_at": (AT + HOUR).isoformat(), "bay": floor.bay.pk, "seen": 0, **more}
    address = reverse("workshop:drop_job", args=[order.number, order.job_id])
    return client.post(f"{address}?day={AT:%Y-%m-%d}&by=bay", given, headers=HTMX)


def test_the_board_shows_lanes_cards_and_what_waits(floor: Floor, order: OrderAtWork) -> None:
    client = client_of(floor.dispatcher)
    shown = client.get(BOARD).content.decode()
    assert floor.bay.code in shown
    assert f'data-number="{order.number}"' in shown
    dispatched(floor, order, plan(floor, start=AT + HOUR))
    shown = client.get(BOARD).content.decode()
    card = re.search(r'<a class="ax-job ax-job--plan ax-c\d+ ax-w4[^>]*>', shown)
    assert card is not None
    assert f'data-job="{order.job_id}"' in card[0]
    assert "data-movable" in card[0]
    lanes = client.get(BOARD, {"by": "technician"}).content.decode()
    assert 'data-lane="technician"' in lanes
    assert "王强" in lanes
    assert "style=" not in shown + lanes


def test_a_drop_answers_with_the_board_and_an_undoing(floor: Floor, order: OrderAtWork) -> None:
    client = client_of(floor.dispatcher)
    answer = dropped(client, floor, order)
    assert answer.status_code == 200
    assert f'data-job="{order.job_id}"' in answer.content.decode()
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert toast["text"] == "已派工 15:00"
    assert standing(floor, order) is not None
    assert client.post(toast["undo"]).status_code == 303
    assert standing(floor, order) is None


def test_a_refused_drop_shows_the_board_as_it_is_and_loses_nothing(floor: Floor, order: OrderAtWork) -> None:
    client, other = client_of(floor.dispatcher), order_for(floor)
    dispatched(floor, other, plan(floor, start=AT + HOUR))
    answer = dropped(client, floor, order)
    assert answer.status_code == 409
    assert other.number in answer.content.decode()
    assert f'data-number="{order.number}"' in answer.content.decode()
    assert "起放得下" in json.loads(answer.headers["HX-Trigger"])["toast"]["text"]
    dropped(client, floor, order, from_at=(AT + 3 * HOUR).isoformat())
    stale = dropped(client, floor, order, from_at=(AT + 4 * HOUR).isoformat())
    assert stale.status_code == 409
    assert "李明" in json.loads(stale.headers["HX-Trigger"])["toast"]["text"]
    assert dropped(client, floor, order, from_at="soon").status_code == 422


def test_a_preview_says_in_words_what_a_drop_would_do(floor: Floor, order: OrderAtWork) -> None:
    client = client_of(floor.dispatcher)
    asked = {"job": order.job_id, "from_at": (AT + HOUR).isoformat(), "bay": floor.bay.pk}
    seen = client.get("/workshop/board/preview/", asked).json()
    assert (seen["possible"], seen["problems"], seen["level"]) == (True, [], "plan")
    assert seen["text"].startswith("15:00–")
    dispatched(floor, order_for(floor), plan(floor, start=AT + HOUR))
    taken = client.get("/workshop/board/preview/", asked).json()
    assert (taken["possible"], taken["level"], taken["betterText"]) == (False, "late", "改到 16:00")
    assert client.get("/workshop/board/preview/", {**asked, "job": 0}).status_code == 404


def test_a_proposal_is_shown_taken_over_in_one_tap_and_undone_in_one(floor: Floor, order: OrderAtWork) -> None:
    client, other = client_of(floor.dispatcher), order_for(floor)
    shown = client.get(BOARD, {"propose": "1"}).content.decode()
    assert "全部采用 2 项" in shown
    assert "今天已排最少" in shown
    assert "ax-job--hint" in shown
    version = re.search(r'name="seen" value="(\w+)"', shown)
    assert version is not None
    address = f"/workshop/board/place-waiting/?day={AT:%Y-%m-%d}"
    answer = client.post(address, {"seen": version[1]}, headers=HTMX)
    toast = json.loads(answer.headers["HX-Trigger"])["toast"]
    assert toast["text"] == "已派 2 项，0 项排不上"
    assert standing(floor, order) is not None
    assert standing(floor, other) is not None
    assert client.post(address, {"seen": version[1]}, headers=HTMX).status_code == 409
    assert client.post(toast["undo"]).status_code == 303
    assert standing(floor, order) is None
    assert standing(floor, other) is None


def test_a_picked_job_offers_its_place_and_others_who_could_do_it(floor: Floor, order: OrderAtWork) -> None:
    client = client_of(floor.dispatcher)
    shown = client.get(BOARD, {"job": order.job_id}).content.decode()
    assert f'data-picked="{order.job_id}"' in shown
    assert "派到这里" in shown
    answer = client.post(f"/workshop/board/place-waiting/?day={AT:%Y-%m-%d}", {"job": order.job_id})
    assert answer.status_code == 303
    placed = client.get(BOARD, {"job": order.job_id}).content.decode()
    assert "现在有空 · 今天已排最少" in placed
    assert "李明" in placed
    assert "撤回派工" in placed


def test_an_advisor_may_look_and_not_place_and_another_store_sees_nothing(floor: Floor, order: OrderAtWork) -> None:
    advisor, stranger = client_of(floor.wang.actor), client_of(make_floor("NS").dispatcher)
    shown = advisor.get(BOARD)
    assert shown.status_code == 200
    assert "data-movable" not in shown.content.decode()
    assert dropped(advisor, floor, order).status_code == 403
    assert order.number not in stranger.get(BOARD).content.decode()
    assert dropped(stranger, floor, order).status_code == 404
    assert standing(floor, order) is None
