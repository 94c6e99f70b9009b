"""How a store keeps its articles: in which bins, and between which levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.commands.balances import lock_balances
from anxin.holdings.parts.models import ArticleBin, ShelfCard
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import compact

MOST_BINS = 20
LONGEST_BIN = 20
MOST = Decimal("99999999")


@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """Where an article lies after the write, the main bin first."""

    article_id: int
    bins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetLevels:
    """The levels of an article in a store after the write; None: not watched. Quantities in the unit of the article."""

    article_id: int
    minimum: Decimal | None
    standard: Decimal | None
    maximum: Decimal | None
    is_high_demand: bool
    version: int


@command(permissions.PLACE, rule="M14.01")
def place_article(*, actor: Actor, store_id: int, article_id: int, bins: Sequence[str], at: datetime) -> PlacedArticle:
    """Say in which bins a store keeps an article, the main one first; none: it has no place (M14.01).

    :raises Denied: the actor may not place articles in this store
    :raises ArticleUnknown: not in the catalogue
    :raises Invalid: too many bins, or a bin of too many characters
    """
    actor.require(permissions.PLACE, store_id)
    wanted = list(dict.fromkeys(code for code in map(compact, bins) if code))
    if len(wanted) > MOST_BINS or any(len(code) > LONGEST_BIN for code in wanted):
        raise Invalid(_("一个配件最多 20 个库位，每个库位最多 20 个字符，请改短。"), field="bins")
    card = locked_card(actor, permissions.PLACE, store_id, article_id)
    present = ArticleBin.objects.visible_to(actor, permissions.PLACE).filter(store_id=store_id, article_id=article_id)
    before = list(present.order_by("-is_main", "code").values_list("code", flat=True))
    present.delete()
    ArticleBin.objects.bulk_create(
        [
            ArticleBin(store_id=store_id, article_id=article_id, code=code, is_main=place == 0)
            for place, code in enumerate(wanted)
        ]
    )
    card.main_bin = wanted[0] if wanted else ""
    card.save(update_fields=["main_bin"])
    audit.note(DocumentRef("catalog.partarticle", article_id), store_id, before=before, bins=wanted)
    return PlacedArticle(article_id, tuple(wanted))


@command(permissions.SET_LEVELS, rule="R-PT02")
def set_levels(
    *,
    actor: Actor,
    store_id: int,
    article_id: int,
    minimum: Decimal | None,
    standard: Decimal | None,
    maximum: Decimal | None,
    high_demand: bool | None = None,
    version: int | None = None,
    at: datetime,
) -> SetLevels:
    """Say between which levels a store keeps an article (R-PT02, M14.13); ``high_demand`` None: as counted by night.

    :raises Denied: the actor may not set levels in this store
    :raises ArticleUnknown: not in the catalogue
    :raises Invalid: levels below zero, or not rising from minimum over standard to maximum
    :raises VersionConflict: somebody else changed them since ``version``
    """
    actor.require(permissions.SET_LEVELS, store_id)
    given = [each for each in (minimum, standard, maximum) if each is not None]
    if any(not each.is_finite() or not 0 <= each <= MOST or each != round(each, 3) for each in given):
        raise Invalid(_("数量不能为负，最多三位小数，请改。"), field="minimum")
    if given != sorted(given):
        raise Invalid(_("最低、标准、最高库存要从小到大，请改。"), field="minimum")
    card = locked_card(actor, permissions.SET_LEVELS, store_id, article_id)
    said = {"minimum": minimum, "standard": standard, "maximum": maximum, "high_demand_said": high_demand}
    changed = {name: (getattr(card, name), then) for name, then in said.items() if getattr(card, name) != then}
    require_version(card, version, changed)
    for name, then in said.items():
        setattr(card, name, then)
    card.save(update_fields=[*said, "version"])
    audit.note(
        DocumentRef("catalog.partarticle", article_id),
        store_id,
        **{name: [str(before), str(then)] for name, (before, then) in changed.items()},
    )
    return SetLevels(article_id, minimum, standard, maximum, card.is_high_demand, card.version)


def locked_card(actor: Actor, permission: str, store_id: int, article_id: int) -> ShelfCard:
    """The card of an article, made where missing, locked with its balance.

    :raises ArticleUnknown: not in the catalogue
    """
    balance = lock_balances(actor, store_id, [article_id])[article_id]
    found: ShelfCard | None = ShelfCard.objects.visible_to(actor, permission).filter(balance_id=balance.pk).first()
    if found is None:
        found = ShelfCard(store_id=store_id, article_id=article_id, balance_id=balance.pk)
        found.save(force_insert=True)
    return found
