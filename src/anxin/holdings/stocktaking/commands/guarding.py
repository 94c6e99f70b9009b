"""What stands counted on an open sheet is corrected nowhere else: its difference would be booked twice (ADR 0024)."""

from collections.abc import Collection

from anxin.holdings.parts.commands import register_count_guard
from anxin.holdings.stocktaking.models import CountLine


def sheets_of_counted(store_id: int, article_ids: Collection[int]) -> dict[int, str]:
    """Article → number of the open sheet on which it stands counted; of a store whose balances the caller holds."""
    rows = CountLine.objects.in_stores([store_id]).filter(
        article_id__in=list(article_ids), is_open=True, counted__isnull=False
    )
    return dict(rows.values_list("article_id", "sheet__number"))


register_count_guard(sheets_of_counted)
