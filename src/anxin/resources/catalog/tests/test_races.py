"""Two who link articles at once."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.platform.errors import Refusal
from anxin.resources.catalog import commands
from anxin.resources.catalog.tests.factories import make_article

Race = Callable[..., list[Any]]


def boss() -> Any:
    return system_actor("test")


def supersede(old: Any, new: Any) -> commands.Superseded:
    day = date(2026, 11, 20)
    return commands.supersede_article(actor=boss(), article_id=old.pk, successor_id=new.pk, from_on=day, at=AT)


def scan(article: Any) -> commands.ArticleNumbers:
    return commands.set_article_numbers(actor=boss(), article_id=article.pk, numbers={"barcode": ["690"]}, at=AT)


def test_two_who_would_close_a_circle_together_take_turns(race: Race) -> None:
    make_store()
    first, second = make_article(), make_article()
    outcomes = race(partial(supersede, first, second), partial(supersede, second, first))
    assert sorted(isinstance(each, Refusal) for each in outcomes) == [False, True]


def test_one_of_two_articles_gets_a_barcode_that_both_are_given_at_once(race: Race) -> None:
    make_store()
    first, second = make_article(), make_article()
    outcomes = race(partial(scan, first), partial(scan, second))
    assert sorted(isinstance(each, Refusal) for each in outcomes) == [False, True]
