"""Synonyms of the trade (M01.09)."""

import pytest

from anxin.platform.terms import preferred_term, spellings_of, synonyms_of


@pytest.mark.parametrize("word", ["备件", "零件", "配件"])
def test_the_names_of_parts_are_one_word(word: str) -> None:
    assert set(synonyms_of(word)) >= {"配件", "备件", "零件"}
    assert preferred_term(word) == "配件"


@pytest.mark.parametrize("word", ["客服", "CR", "cr", "DCRC", "ＤＣＲＣ"])
def test_the_names_of_customer_relations_are_one_word_in_any_case_and_width(word: str) -> None:
    assert preferred_term(word) == "客服"


def test_advisor_is_known_by_its_abbreviation() -> None:
    assert preferred_term("SA") == preferred_term("服务专员") == "服务顾问"


def test_a_word_without_synonyms_stands_for_itself() -> None:
    assert synonyms_of("火花塞") == ("火花塞",)
    assert spellings_of("SAIC 大众") == ("SAIC 大众",)


def test_a_search_for_a_compound_tries_every_spelling() -> None:
    assert spellings_of("备件经理")[:2] == ("备件经理", "配件经理")
