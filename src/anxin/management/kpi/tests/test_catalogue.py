"""The catalogue reads, and each published fact is what it says."""

import ast
import json
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from anxin.management.kpi.catalogue import catalogue, check
from anxin.management.kpi.rules.measures import DefinitionError, read_measure
from anxin.parties.org.queries import all_roles
from anxin.platform.facts import COMMON, Fact, registry

TYPES = {
    "id": {20, 23, 21},
    "text": {25, 1043},
    "flag": {16},
    "count": {20, 23, 21},
    "money": {20},
    "number": {1700},
    "day": {1082},
}
WITH, WITHOUT = ("含税", "with tax"), ("不含税", "without tax")
TAX = {"gross": WITH, "net": WITHOUT, "cost": WITHOUT, "issued_cost": WITHOUT}
"""Columns of money by their basis; others are said by hand."""


def test_all_definitions_are_sound() -> None:
    found = catalogue()
    assert found.definitions["appointment_rate"].measures == {"entries", "appointed_entries"}
    assert {one.owner for one in found.definitions.values()} <= set(all_roles())


def test_every_row_of_the_sources_stands_once() -> None:
    rows = json.loads((Path(__file__).parent / "source_rows.json").read_text())
    cited = Counter(source.id for one in catalogue().definitions.values() for source in one.sources)
    assert [row for row, times in cited.items() if times > 1] == []
    own = {row for row in cited if row.startswith("own-")}
    assert set(cited) - own == set(rows)


def test_figures_that_are_one_number_say_so() -> None:
    by_formula = defaultdict(list)
    for one in catalogue().definitions.values():
        if not one.same_as:
            by_formula[ast.unparse(one.formula.tree)].append(one.code)
        assert not one.same_as or one.note, f"{one.code} says in its note how it differs from {one.same_as}"
    assert [codes for codes in by_formula.values() if len(codes) > 1] == []


def test_money_says_whether_the_tax_is_in_it() -> None:
    known, wrong = catalogue().measures, []
    for one in catalogue().definitions.values():
        columns = {known[term.measure].column for term in one.formula.terms}
        bases = {words for column, words in TAX.items() if column in columns}
        if len(bases) > 1:
            wrong.append(f"{one.code}: {one.formula.text} mixes amounts with and without tax")
        elif one.unit == "yuan":
            wrong += [
                f"{one.code} is not called {zh}, {en}"
                for zh, en in bases
                if not one.name.zh.endswith((f"（{zh}）", f"，{zh}）")) or not one.name.en.endswith(f", {en}")
            ]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("fact", registry.values(), ids=list(registry))
def test_a_fact_has_the_columns_that_it_declares(fact: Fact) -> None:
    check_columns(fact)


def check_columns(fact: Fact) -> None:
    """See that the select gives what the fact declares."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({fact.sql}) AS fact LIMIT 0")
        found = {column.name: column.type_code for column in cursor.description}
    assert list(found) == list(fact.columns)
    assert {name: kind for name, kind in fact.columns.items() if found[name] not in TYPES[kind]} == {}
    assert set(COMMON) <= set(found)
    assert {name for name in fact.values if fact.columns.get(name) != "text"} == set()
    assert not fact.page or ("number" in found and reverse(fact.page, args=["LG-W26-000001"]))


def test_a_measure_asks_for_no_text_that_a_column_never_has() -> None:
    entries = read_measure(
        "m", {"zh": "进厂", "en": "Entries", "fact": "repair_orders.opened", "count": True, "where": {"kind": "service"}}
    )
    known = replace(catalogue(), measures={"m": entries}, definitions={})
    with pytest.raises(DefinitionError, match=r"kind of .* is never 'service'"):
        check(known)
