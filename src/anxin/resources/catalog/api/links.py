"""Endpoints of what articles are to each other, and of their other numbers."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write
from anxin.resources.catalog import commands, queries
from anxin.resources.catalog.api.schemas import ArticleOut, OutcomeOut, StoreId

router = Router(tags=["catalog"])

NO_NUL = r"^[^\x00]*$"
OtherNumber = Annotated[str, Field(max_length=60, pattern=NO_NUL)]
Numbers = Annotated[list[OtherNumber], Field(max_length=30)]


class ArticleNumbersIn(Body):
    """All other numbers of an article, by kind."""

    oem: Numbers = []
    supplier: Numbers = []
    barcode: Numbers = []


class SupersessionIn(Body):
    """What takes the place of an article, from which day, and whether the old one is used up first."""

    successor_id: Id
    from_on: date
    use_up_first: bool = True


class ArticleLinksIn(Body):
    """What a list says of an article by number and brand; kinds of numbers that are left out stay."""

    number: OtherNumber
    brand_id: Id | None = None
    numbers: dict[str, Numbers] = {}
    successor: OtherNumber = ""
    from_on: date | None = None
    use_up_first: bool = True


class LinkListIn(Body):
    """Up to 1,000 rows; a refused one keeps no other out."""

    links: Annotated[list[ArticleLinksIn], Field(max_length=1000)]


class LinkOutcomesOut(Schema):
    """Outcomes in the order given."""

    outcomes: list[OutcomeOut]


@with_fields_of(commands.ArticleNumbers)
class ArticleNumbersOut(Schema):
    """All other numbers of an article."""


@with_fields_of(commands.Superseded)
class SupersededOut(Schema):
    """An article and what takes its place."""


@with_fields_of(queries.Substitute)
class SubstituteArticleOut(Schema):
    """What may be fitted instead of an article."""


@router.put("/articles/{article_id}/numbers", response={200: ArticleNumbersOut})
def set_article_numbers(request: HttpRequest, article_id: Id, payload: ArticleNumbersIn) -> HttpResponse:
    """Say by which other numbers an article is known; all are replaced."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id, "numbers": payload.dict()}
    return write(request, ArticleNumbersOut, lambda at: commands.set_article_numbers(**said, at=at))


@router.put("/articles/{article_id}/supersession", response={200: SupersededOut})
def supersede_article(request: HttpRequest, article_id: Id, payload: SupersessionIn) -> HttpResponse:
    """Say what takes the place of an article from a day on."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id, **payload.dict()}
    return write(request, SupersededOut, lambda at: commands.supersede_article(**said, at=at))


@router.post("/articles/{article_id}/end-supersession", response={200: ArticleNumbersOut})
def end_supersession(request: HttpRequest, article_id: Id) -> HttpResponse:
    """Take back that an article is superseded."""
    said: dict[str, Any] = {"actor": actor_of(request), "article_id": article_id}
    return write(request, ArticleNumbersOut, lambda at: commands.end_supersession(**said, at=at))


@router.post("/article-links", response={200: LinkOutcomesOut})
def link_articles(request: HttpRequest, payload: LinkListIn) -> HttpResponse:
    """Write other numbers and successors of many articles."""
    actor = actor_of(request)

    def run(at: Any) -> LinkOutcomesOut:
        links = [commands.ArticleLinks(**one.dict()) for one in payload.links]
        done = commands.link_articles(actor=actor, links=links, at=at)
        rows = [
            OutcomeOut(code=each.code, outcome=each.outcome, errors={k: str(v) for k, v in each.errors.items()})
            for each in done
        ]
        return LinkOutcomesOut(outcomes=rows)

    return write(request, LinkOutcomesOut, run)


@router.get("/articles/{article_id}/substitutes", response=list[SubstituteArticleOut])
def substitutes_of(request: HttpRequest, article_id: Id, on: date) -> Any:
    """What may be fitted instead of an article on a day."""
    return read(request, lambda: queries.substitutes_of(actor_of(request), [article_id], on).get(article_id, []))


@router.get("/scanned", response=list[ArticleOut])
def find_scanned(request: HttpRequest, store_id: StoreId, code: OtherNumber) -> Any:
    """The articles that a scanned or typed number may mean in a store."""
    return read(request, lambda: queries.find_scanned(actor_of(request), store_id, [code]).get(code, []))
