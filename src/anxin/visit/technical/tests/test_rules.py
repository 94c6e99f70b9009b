"""Pure decisions: a vote is unanimous or not, and what leaves the store names nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.technical import rules

VOTES = st.lists(st.sampled_from([True, False, None]), max_size=8)


@given(VOTES)
def test_a_plan_passes_only_if_somebody_was_asked_and_everybody_said_yes(votes: list[bool | None]) -> None:
    assert rules.is_unanimous(votes) == (len(votes) > 0 and votes.count(True) == len(votes))


@pytest.mark.parametrize(
    "words",
    [
        "车主13812345678来电",
        "电话 138 1234 5678",
        "座机0755-26881234",
        "粤B12345 抖动",
        "粤B·D12345 抖动",
        "粤 BD12345",
        "LSVAA49J132047371 无通讯",
        "证件440301199001011234",
    ],
)
def test_what_looks_like_a_person_or_a_car_is_hidden(words: str) -> None:
    hidden = rules.masked(words)
    assert rules.HIDDEN in hidden
    assert sum(letter.isdigit() for letter in hidden) < 4


@given(st.text(min_size=2, max_size=20).filter(lambda name: name.strip() == name and len(name) > 1), st.text(max_size=40))
def test_a_known_name_never_stays(name: str, around: str) -> None:
    if name not in rules.HIDDEN:
        assert name not in rules.masked(f"{around}{name}{around}", [name]).replace(rules.HIDDEN, "")


def test_fault_codes_and_figures_stay() -> None:
    words = "P0301 缸压 9.8 bar，里程 41286 km，换过 06J115403"
    assert rules.masked(words, ["陈家明"]) == words
