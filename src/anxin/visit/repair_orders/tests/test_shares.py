"""Splitting items between payers: pure, to the fen; and as commands with the customer's signed part guarded (M09.01)."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.scope import unit_of_work
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import NewJob, NewShare
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.rules import Line
from anxin.visit.repair_orders.shares import SHARE_TAKERS, Share, split_lines
from anxin.visit.repair_orders.tests.factories import LABOUR, PART, inspected_order, make_front_desk, view_of

PAYERS = ["customer", "warranty", "insurer", "internal", "goodwill"]
WARRANTY = [NewJob("天窗渗水", items=[replace(LABOUR, payer="warranty"), replace(PART, payer="warranty")])]
lines = st.lists(st.tuples(st.sampled_from(PAYERS), st.integers(0, 10**9)), min_size=1, max_size=6).map(
    lambda rows: [Line(place, payer, "APPROVED", fen) for place, (payer, fen) in enumerate(rows)]
)
parts = st.one_of(st.tuples(st.decimals("0.0001", "1", places=4), st.none()), st.tuples(st.none(), st.integers(1, 10**9)))
shares = st.lists(
    st.builds(
        lambda item, of_payer, payer, part: Share(item, of_payer, payer, *part),
        st.one_of(st.none(), st.integers(0, 5)),
        st.sampled_from(PAYERS),
        st.sampled_from(SHARE_TAKERS),
        parts,
    ).filter(lambda share: share.payer != share.of_payer),
    max_size=5,
)


@given(lines, shares)
def test_the_shares_of_an_item_sum_to_it_and_none_is_negative(given_lines: list[Line], given_shares: list[Share]) -> None:
    split = split_lines(given_lines, given_shares)
    for line in given_lines:
        assert sum(one.amount_fen for one in split if one.id == line.id) == line.amount_fen
    assert all(one.amount_fen >= 0 for one in split)
    assert len({(one.id, one.payer) for one in split}) == len(split)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Share(0, "warranty", "customer", Decimal("0.3"), None), {"warranty": 701 + 1000, "customer": 300}),
        (Share(None, "warranty", "customer", None, 500), {"warranty": 1501, "customer": 500}),
        (Share(None, "warranty", "customer", None, 9999), {"customer": 2001}),
        (Share(0, "insurer", "customer", Decimal(1), None), {"warranty": 2001}),
    ],
)
def test_a_percentage_a_deductible_and_more_than_there_is(share: Share, expected: dict[str, int]) -> None:
    split = split_lines([Line(0, "warranty", "APPROVED", 1001), Line(1, "warranty", "APPROVED", 1000)], [share])
    totals: dict[str, int] = {}
    for one in split:
        totals[one.payer] = totals.get(one.payer, 0) + one.amount_fen
    assert totals == expected


@pytest.mark.django_db
def test_a_part_is_taken_over_replaced_and_taken_back() -> None:
    desk = make_front_desk()
    number = inspected_order(desk, jobs=WARRANTY).number
    item = view_of(desk, number).jobs[0].items[1]
    share = partial(commands.share_payers, actor=desk.actor, number=number, at=AT)
    first = share(new=NewShare("customer", item_id=item.id, share=Decimal("0.3")))
    assert first.totals == {"customer": Money(20400), "warranty": Money(56600)}
    again = share(new=NewShare("customer", item_id=item.id, amount=Money(1)))
    assert again.totals == {"customer": Money(1), "warranty": Money(76999)}
    (kept,) = queries.list_shares(desk.actor, number)
    back = commands.remove_share(actor=desk.actor, number=number, share_id=kept.id, at=AT)
    assert back.totals == {"warranty": Money(77000)}


@pytest.mark.django_db
def test_nonsense_is_refused_and_the_house_gives_nothing_away_here() -> None:
    desk = make_front_desk()
    number = inspected_order(desk, jobs=WARRANTY).number
    for new in (
        NewShare("goodwill", of_payer="warranty", share=Decimal("0.5")),
        NewShare("warranty", of_payer="warranty", share=Decimal("0.5")),
        NewShare("customer", of_payer="warranty"),
        NewShare("customer", of_payer="warranty", share=Decimal("1.01")),
        NewShare("customer", of_payer="warranty", amount=Money(0)),
        NewShare("customer", of_payer="insurer", amount=Money(1)),
    ):
        with pytest.raises(Invalid):
            commands.share_payers(actor=desk.actor, number=number, new=new, at=AT)
    with pytest.raises(NotFound):
        commands.share_payers(actor=desk.actor, number=number, new=NewShare("customer", item_id=0, amount=Money(1)), at=AT)
    with pytest.raises(Denied):
        commands.share_payers(
            actor=make_actor(desk.store, "technician"), number=number, new=NewShare("customer", of_payer="warranty"), at=AT
        )


@pytest.mark.django_db
def test_a_customer_who_takes_over_more_than_the_tolerance_confirms_first() -> None:
    desk = make_front_desk()
    number = inspected_order(desk, jobs=WARRANTY).number
    new = NewShare("customer", of_payer="warranty", share=Decimal("0.3"))
    commands.share_payers(actor=desk.actor, number=number, new=new, at=AT)
    with pytest.raises(commands.EstimateExceeded):
        commands.settle_repair_order(actor=desk.actor, number=number, at=AT)


@pytest.mark.django_db
def test_the_database_itself_locks_the_lines_of_a_settled_order() -> None:
    desk = make_front_desk()
    number = inspected_order(desk).number
    commands.settle_repair_order(actor=desk.actor, number=number, at=AT)
    writing = unit_of_work(desk.actor, "test", writable=True)
    with pytest.raises(DatabaseError, match="settled"), transaction.atomic(), writing:
        Item.objects.across_stores(reason="test").filter(repair_order__number=number).update(amount=Money(1))
    with pytest.raises(commands.OrderLocked):
        commands.share_payers(
            actor=desk.actor, number=number, new=NewShare("warranty", of_payer="customer", amount=Money(1)), at=AT
        )
