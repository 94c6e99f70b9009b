"""What a store has promised to others is held on its shelf like a signed line, until it is sent."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import ASK
from anxin.holdings.parts.queries import PartNeed, register_need_source
from anxin.holdings.transfers.lifecycle import AGREED
from anxin.holdings.transfers.models import Transfer
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef


def transfers_wanting_parts(actor: Actor, store_id: int, article_ids: Collection[int] | None) -> Iterator[PartNeed]:
    """Transfers that the store agreed to and has not sent."""
    rows = Transfer.objects.visible_to(actor, ASK).filter(from_store_id=store_id, state=AGREED)
    if article_ids is not None:
        rows = rows.filter(article_id__in=list(article_ids))
    for row in rows:
        words = _("调拨 %(number)s 给%(store)s") % {"number": row.number, "store": store_info(row.store_id).name}
        yield PartNeed(
            row.article_id, DocumentRef("transfers.transfer", row.pk), row.agreed, True, row.expected_at, str(words)
        )


register_need_source("transfers.transfer", transfers_wanting_parts)
