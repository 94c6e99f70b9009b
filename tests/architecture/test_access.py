"""Who may do what, generated from the registers: anonymous, wrong role, right role in the wrong store, right role here.

Every command and query has a case in ``tests/access``, or a reason there why it is open to all.
"""

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import get_resolver

from anxin.parties.org.roles import expand
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.actor import ANONYMOUS, Actor
from anxin.platform.errors import Conflict, Denied, Refusal
from anxin.platform.importing.permissions import OPEN as OPEN_IMPORTS
from anxin.platform.importing.registry import all_kinds
from anxin.platform.permissions import all_permissions
from anxin.platform.scope import reading
from tests.access import (
    cases_assessments,
    cases_billing,
    cases_budgets,
    cases_contacts,
    cases_counter_sales,
    cases_customers,
    cases_debtors,
    cases_front,
    cases_kpi,
    cases_market,
    cases_orders,
    cases_org,
    cases_parts_desk,
    cases_people,
    cases_platform,
    cases_promises,
    cases_purchasing,
    cases_quality,
    cases_reception,
    cases_replenishment,
    cases_resources,
    cases_reviews,
    cases_stocktaking,
    cases_technical,
    cases_transfers,
    cases_vehicle_sales,
    cases_workshop,
)
from tests.access.leaks import Known, known_now, leaks, spread_ids
from tests.access.open_to_all import ANYBODYS_COMMANDS, EVERYBODYS_QUERIES
from tests.access.registers import product_commands, product_queries
from tests.access.world import Case, World, usual_role

assert get_resolver().url_patterns  # the pages and endpoints bring every command and query with them
pytestmark = pytest.mark.django_db
CASES = (
    cases_assessments,
    cases_billing,
    cases_budgets,
    cases_contacts,
    cases_counter_sales,
    cases_customers,
    cases_debtors,
    cases_front,
    cases_kpi,
    cases_market,
    cases_orders,
    cases_org,
    cases_parts_desk,
    cases_people,
    cases_platform,
    cases_promises,
    cases_purchasing,
    cases_quality,
    cases_reception,
    cases_replenishment,
    cases_resources,
    cases_reviews,
    cases_technical,
    cases_stocktaking,
    cases_transfers,
    cases_vehicle_sales,
    cases_workshop,
)
COMMANDS: dict[str, Case] = {name: case for one in CASES for name, case in one.COMMANDS.items()}
QUERIES: dict[str, Case] = {name: case for one in CASES for name, case in one.QUERIES.items()}
EMPTY: tuple[Any, ...] = (None, 0, False, "", b"", [], (), {}, frozenset())


@pytest.fixture(autouse=True)
def files_in_a_folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE, settings.OUTBOX_ROOT = tmp_path, "folder", tmp_path
    settings.PUBLIC_URL = "https://anxin.test"


@pytest.fixture(autouse=True)
def a_payment_platform() -> Iterator[None]:
    """What is asked of a customer's phone needs one."""
    with cases_billing.connected():
        yield


def dummies(function: Any) -> dict[str, Any]:
    """Something for every argument: a refusal comes before any of it is looked at."""
    parameters = list(inspect.signature(function).parameters.values())
    return {one.name: AT if one.name == "at" else None for one in parameters if one.name != "actor"}


def writes_so_far() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])


def ask(name: str, actor: Actor, arguments: Mapping[str, Any]) -> Any:
    given = dict(arguments)
    first = [given.pop("_")] if "_" in given else []
    with reading(actor):
        return product_queries()[name].function(actor, *first, **given)


def order(name: str, actor: Actor, arguments: Mapping[str, Any]) -> Any:
    return product_commands()[name].function(actor=actor, **{"at": AT, **arguments})


def people(world: World, case: Case, permission: str) -> tuple[Actor, Actor]:
    """Who may, and the same kind of person of the other store."""
    role = case.role or usual_role(permission)
    right = case.actor(world) if case.actor else world.person(world.store, role, case.level)
    return right, world.person(world.other, role)


@pytest.mark.parametrize("name", sorted(product_commands()))
def test_a_command_refuses_strangers_and_those_without_permission(name: str) -> None:
    registered = product_commands()[name]
    if registered.permission is None:
        assert name in ANYBODYS_COMMANDS, "a command without permission is listed with its reason"
        return
    for nobody in (ANONYMOUS, make_actor(World().store)):
        before = writes_so_far()
        with pytest.raises(Denied):
            registered.function(actor=nobody, **dummies(registered.function))
        assert writes_so_far() == before


@pytest.mark.parametrize("name", sorted(product_queries()))
def test_a_query_refuses_strangers_and_those_without_permission(name: str) -> None:
    registered = product_queries()[name]
    with pytest.raises(Denied):
        registered.function(ANONYMOUS, **dummies(registered.function))
    if registered.permission is None:
        assert name in EVERYBODYS_QUERIES, "a query without permission is listed with its reason"
        return
    with pytest.raises(Denied):
        registered.function(make_actor(World().store), **dummies(registered.function))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_works_here_and_not_from_the_other_store(name: str) -> None:
    spread_ids()
    world, case = World(), COMMANDS[name]
    right, elsewhere = people(world, case, str(product_commands()[name].permission))
    others = known_now(world)
    arguments = case.arguments(world)
    before = writes_so_far()
    told = None
    try:
        told = order(name, elsewhere, arguments)
    except Refusal as refusal:
        assert not isinstance(refusal, Conflict), "whether a row's state fits must not be told to another store"
    assert writes_so_far() == before, "a person of another store changed something"
    known = known_now(world) - others
    done = order(name, right, arguments)
    assert leaks(told, done, known, arguments) == []


BARE_ANSWERS = {"kpi.get_first_day"}
"""Queries whose answer is a bare day, by which nobody could tell whose it is: other stores are refused."""


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_query_answers_here_and_tells_the_other_store_nothing(name: str) -> None:
    spread_ids()
    world, case = World(), QUERIES[name]
    right, elsewhere = people(world, case, str(product_queries()[name].permission))
    others = known_now(world)
    arguments = case.arguments(world)
    known: Known = known_now(world) - others
    seen = ask(name, right, arguments)
    if name in BARE_ANSWERS:
        with pytest.raises(Refusal):
            ask(name, elsewhere, arguments)
        return
    assert leaks(seen, seen, known, arguments), "the case asks for something that the store knows"
    try:
        told = ask(name, elsewhere, arguments)
    except Refusal as refusal:
        assert not isinstance(refusal, Conflict)
        return
    assert leaks(told, seen, known, arguments) == []


def test_every_command_and_query_has_a_case_or_a_reason_to_be_open() -> None:
    assert set(product_commands()) - set(COMMANDS) - set(ANYBODYS_COMMANDS) == set()
    assert set(product_queries()) - set(QUERIES) - set(EVERYBODYS_QUERIES) == set()


def test_no_case_is_about_something_that_is_gone() -> None:
    assert (set(COMMANDS) | set(ANYBODYS_COMMANDS)) - set(product_commands()) == set()
    assert (set(QUERIES) | set(EVERYBODYS_QUERIES)) - set(product_queries()) == set()


def test_whoever_may_import_something_may_open_the_page_of_imports() -> None:
    openers = expand(all_permissions()[OPEN_IMPORTS].default_roles)
    without = {kind.code: sorted(expand(all_permissions()[kind.permission].default_roles) - openers) for kind in all_kinds()}
    assert {code: roles for code, roles in without.items() if roles} == {}
