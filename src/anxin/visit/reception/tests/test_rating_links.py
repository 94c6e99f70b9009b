"""The link by which a customer rates: made once, taken back, ended, used once, raced with the device (R-DL07)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from anxin.parties.org.models import User
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.scope import reading
from anxin.visit.reception import commands, queries
from anxin.visit.reception.commands import RatedBefore, RatingWish
from anxin.visit.reception.models import RatingLink
from anxin.visit.reception.queries import RatingLinkEnded
from anxin.visit.reception.rating_tokens import link_actor
from anxin.visit.reception.tests.factories import FrontDesk, make_cash_desk, settled_visit, signed_visit
from anxin.visit.reception.tests.test_web import text_of

LATER = AT + timedelta(hours=3)
DAY = timedelta(days=1)


@pytest.fixture
def desk(db: None) -> FrontDesk:
    return make_cash_desk()


def share(desk: FrontDesk, number: str, at: datetime = LATER) -> str:
    return commands.share_rating(actor=desk.actor, number=number, at=at).path


def rate(path: str, level: int = 4, at: datetime = LATER) -> commands.KeptRating:
    token = path.split("/")[2]
    return commands.rate_by_link(actor=link_actor(token), token=token, wish=RatingWish(level), at=at)


def state(desk: FrontDesk, number: str, at: datetime = LATER) -> str:
    found = queries.find_rating_link(desk.actor, number, at)
    return found.state if found else ""


@pytest.mark.rule("R-DL07")
def test_one_link_of_an_order_is_shown_again_used_once_and_seen_by_the_desk(desk: FrontDesk) -> None:
    number = settled_visit(desk)
    path = share(desk, number)
    assert (share(desk, number), state(desk, number)) == (path, "live")
    with pytest.raises(Invalid):
        rate(path, 9)
    kept = rate(path)
    assert (kept.order_number, state(desk, number)) == (number, "used")
    for again in (lambda: rate(path, 5), lambda: share(desk, number)):
        with pytest.raises(RatedBefore):
            again()
    assert not commands.revoke_rating(actor=desk.actor, number=number, at=LATER).was_live
    found = queries.find_rating(desk.actor, number)
    assert found is not None
    assert (found.level, found.channel) == (4, "own")
    with reading(desk.actor):
        row = RatingLink.objects.visible_to(desk.actor, "reception.rate").get()
    assert path.split("/")[2] not in str(row.__dict__)


@pytest.mark.rule("R-DL07")
def test_a_link_that_was_taken_back_or_has_ended_opens_nothing_and_a_new_one_is_another(desk: FrontDesk) -> None:
    number = settled_visit(desk)
    first = share(desk, number)
    assert commands.revoke_rating(actor=desk.actor, number=number, at=LATER).was_live
    assert state(desk, number) == "revoked"
    with pytest.raises(RatingLinkEnded):
        rate(first)
    second = share(desk, number)
    assert second != first
    late = LATER + 8 * DAY
    assert state(desk, number, late) == "expired"
    with pytest.raises(RatingLinkEnded):
        rate(second, at=late)
    with pytest.raises(Conflict):
        share(desk, number, late)
    with pytest.raises(Conflict):
        share(desk, signed_visit(desk))
    assert rate(second).level == 4


def test_only_who_asks_for_ratings_makes_one_and_its_holder_may_nothing_else(desk: FrontDesk) -> None:
    number, other = settled_visit(desk), settled_visit(desk)
    technician, elsewhere = make_actor(desk.store, "technician"), make_cash_desk("FT").actor
    for command in (commands.share_rating, commands.revoke_rating):
        with pytest.raises(Denied):
            command(actor=technician, number=number, at=LATER)
        with pytest.raises(NotFound):
            command(actor=elsewhere, number=number, at=LATER)
    token = share(desk, number).split("/")[2]
    holder = link_actor(token)
    assert {code: list(stores) for code, stores in holder.grants.items()} == {"reception.rate_own": [desk.store.pk]}
    with pytest.raises(Denied):
        commands.rate_by_link(actor=desk.actor, token=token, wish=RatingWish(5), at=LATER)
    with pytest.raises(Denied):
        commands.rate_service(actor=holder, number=other, wish=RatingWish(5), at=LATER)
    # A token names its store: with another store's number in front it is none.
    forged = f"{make_cash_desk('GT').store.pk}-{token.split('-', 1)[1]}"
    with pytest.raises(RatingLinkEnded):
        commands.rate_by_link(actor=link_actor(forged), token=forged, wish=RatingWish(5), at=LATER)


def test_the_desk_shows_and_takes_back_the_code_and_an_old_signed_link_says_what_to_do(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://store.example"
    monkeypatch.setattr(clock, "now", lambda: LATER)
    number, client = settled_visit(desk), Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = f"/deliveries/{number}/rate/"
    assert "data:image/svg" not in text_of(client.get(page))
    assert client.post(f"{page}link/").status_code == 303
    assert "有效到" in text_of(client.get(page))
    assert "data:image/svg" not in text_of(client.post(page, {"level": "9"}))
    path = share(desk, number)
    assert client.post(f"{page}link/end/").status_code == 303
    assert "已收回" in text_of(client.get(page))
    old = signing.dumps([desk.store.pk, number], salt="reception.rating")
    for ended in (path, f"/r/{old}/"):
        shown = Client().get(ended)
        assert (shown.status_code, "重新出示二维码" in text_of(shown)) == (404, True)
        assert Client().post(ended, {"level": "5"}).status_code == 404
    assert queries.find_rating(desk.actor, number) is None
    headers = {"HTTP_AUTHORIZATION": "Bearer none"}
    assert Client().post(f"/api/v1/deliveries/{number}/rating/link", **headers).status_code == 401


def test_no_code_is_made_that_leads_a_phone_to_itself(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(clock, "now", lambda: LATER)
    number, client = settled_visit(desk), Client(headers={"host": "127.0.0.1:8000"})
    client.force_login(User.objects.get(pk=desk.actor.id))
    page = f"/deliveries/{number}/rate/"
    shown = text_of(client.get(page))
    assert ("ANXIN_PUBLIC_URL" in shown, "显示二维码" in shown) == (True, False)
    assert client.post(f"{page}link/").status_code == 303
    assert queries.find_rating_link(desk.actor, number, LATER) is None
    share(desk, number)
    live = text_of(client.get(page))
    assert ("data:image/svg" in live, "收回二维码" in live) == (False, True)


@pytest.mark.rule("R-DL07")
def test_a_rated_order_opens_its_link_to_thanks_only(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    number = settled_visit(desk)
    path = share(desk, number)
    commands.rate_service(actor=desk.actor, number=number, wish=RatingWish(5), at=LATER)
    shown = text_of(Client().get(path))
    assert ("谢谢" in shown, "这次服务您满意吗" in shown) == (True, False)
    again = Client().post(path, {"level": "1"})
    assert (again.status_code, "谢谢" in text_of(again)) == (200, True)
    rating = queries.find_rating(desk.actor, number)
    assert rating is not None
    assert rating.level == 5, "a second tap changes nothing"
