"""Parties over time: whatever is asked in whatever order, one owner at a time and no day is told twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.customers import queries
from anxin.parties.customers.commands import PartyClash, end_party, set_party
from anxin.parties.customers.rules import EXCLUSIVE_ROLES, PartyPeriod, plan_party
from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.platform.errors import Conflict, Invalid

START = date(2026, 1, 1)
STEPS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 40), st.booleans()), max_size=12)


def _carry_out(role: str, periods: list[PartyPeriod], customer: int, day: date) -> list[PartyPeriod]:
    plan = plan_party(role, periods, customer, day)
    if plan.clash:
        return periods
    kept = []
    for one in periods:
        if one.id == plan.end_id:
            one = PartyPeriod(one.id, one.customer_id, one.valid_from, day)
        if one.id == plan.replace_id:
            one = PartyPeriod(one.id, customer, one.valid_from, None)
        kept.append(one)
    return [*kept, PartyPeriod(len(kept) + 1, customer, day, None)] if plan.is_new else kept


@given(st.sampled_from(["owner", "payer", "driver"]), STEPS)
def test_no_two_periods_of_rivals_ever_overlap(role: str, steps: list[tuple[int, int, bool]]) -> None:
    periods: list[PartyPeriod] = []
    for customer, offset, ends in steps:
        day = START + timedelta(days=offset)
        current = [one for one in periods if one.valid_to is None]
        if ends and current and current[0].valid_from < day:
            first = current[0]
            closed = PartyPeriod(first.id, first.customer_id, first.valid_from, day)
            periods = [closed if one is first else one for one in periods]
        else:
            periods = _carry_out(role, periods, customer, day)
        assert all(one.valid_to is None or one.valid_from < one.valid_to for one in periods)
        for at in (START + timedelta(days=number) for number in range(42)):
            holders = [one for one in periods if one.valid_from <= at and (one.valid_to is None or at < one.valid_to)]
            rivals = [one.customer_id for one in holders]
            assert len(rivals) <= 1 if role in EXCLUSIVE_ROLES else len(set(rivals)) == len(rivals)


@given(STEPS)
def test_whoever_is_set_holds_the_role_from_that_day_unless_there_is_a_clash(steps: list[tuple[int, int, bool]]) -> None:
    periods: list[PartyPeriod] = []
    for customer, offset, _ends in steps:
        day = START + timedelta(days=offset)
        is_refused = plan_party("owner", periods, customer, day).clash is not None
        periods = _carry_out("owner", periods, customer, day)
        holder = next((one.customer_id for one in periods if one.valid_to is None), None)
        assert is_refused or holder == customer


@pytest.mark.django_db
def test_a_new_owner_ends_the_old_one_and_a_day_before_that_is_refused() -> None:
    store = make_store("LG")
    advisor = make_actor(store, "service_advisor")
    old, new = make_customer(store, "旧主"), make_customer(store, "新主")
    vehicle = make_vehicle(store, owner_id=old)
    by = {"actor": advisor, "store_id": store.pk, "vehicle_id": vehicle, "role": "owner"}
    later = AT + timedelta(days=10)
    set_party(customer_id=new, at=later, **by)
    with pytest.raises(PartyClash):
        set_party(customer_id=old, at=later, valid_from=date(2026, 11, 1), **by)
    again = set_party(customer_id=new, at=later, **by)
    parties = queries.get_vehicle(advisor, vehicle).parties
    assert [(one.name, one.valid_to) for one in parties] == [("新主", None), ("旧主", date(2026, 11, 30))]
    with pytest.raises(Invalid):
        end_party(actor=advisor, store_id=store.pk, party_id=again.party_id, at=later, valid_to=date(2026, 11, 30))
    end_party(actor=advisor, store_id=store.pk, party_id=again.party_id, at=later + timedelta(days=1))
    with pytest.raises(Conflict):
        end_party(actor=advisor, store_id=store.pk, party_id=again.party_id, at=later + timedelta(days=1))
    assert queries.get_vehicle(advisor, vehicle).owner_id is None
