"""Which updates are made by the key alone, on a table that joins itself."""

from django.db.models.sql import UpdateQuery

from anxin.platform.database.backend.compiler import key_in
from anxin.visit.billing.models import Payment


def test_only_the_key_of_the_table_itself_is_a_key() -> None:
    rows = Payment._base_manager
    asked = [rows.filter(pk=5), rows.filter(reversals__pk=5), rows.filter(pk=5, amount=0), rows.exclude(pk=5)]
    assert [key_in(each.query.chain(UpdateQuery)) for each in asked] == [5, None, None, None]
