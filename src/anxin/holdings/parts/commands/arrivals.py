"""What the parts desk answers about articles that are short."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.commands.balances import ArticleUnknown
from anxin.holdings.parts.events import ArrivalTold
from anxin.holdings.parts.models import PartArrival
from anxin.platform import clock, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.text import clean_text
from anxin.resources.catalog.queries import find_articles

LONGEST_WORDS = 120


@dataclass(frozen=True, slots=True)
class ToldArrival:
    """The answer as it stands."""

    article_id: int
    expected_at: datetime | None
    words: str


@command(permissions.TELL, rule="R-RO03")
def tell_arrival(
    *, actor: Actor, store_id: int, article_id: int, at: datetime, expected_at: datetime | None = None, words: str = ""
) -> ToldArrival:
    """Say when an article that is short comes, or in words that it is not known (R-RO03); the newest answer counts.

    :raises Denied: the actor may not answer in this store
    :raises ArticleUnknown: not in the catalogue
    :raises Invalid: neither time nor words, a time that is over, or words that are too long
    """
    actor.require(permissions.TELL, store_id)
    words = clean_text(words)
    if expected_at is None and not words:
        raise Invalid(_("请填到货时间；还不知道的，请写一句原因。"), field="expected_at", rule="R-RO03")
    clock.require_plausible(expected_at=expected_at)
    if expected_at is not None and expected_at <= at:
        raise Invalid(_("到货时间要晚于现在；已经到了请直接入库。"), field="expected_at")
    if len(words) > LONGEST_WORDS:
        raise Invalid(_("说明最多 120 个字。"), field="words")
    if article_id not in find_articles(actor, [article_id]):
        raise ArticleUnknown(field="article_id")
    PartArrival(
        store_id=store_id, article_id=article_id, expected_at=expected_at, words=words, told_at=at, actor_key=actor.key
    ).save(force_insert=True)
    events.publish(ArrivalTold(store_id=store_id, article_id=article_id, expected_at=expected_at), at=at)
    return ToldArrival(article_id, expected_at, words)
