"""Questions and what their answers mean, without a database."""

import pytest

from anxin.relationship.followup.parameters import QUESTION_CODES
from anxin.relationship.followup.rules import CATALOGUE, asked, judge, missing_or_unknown

GOOD = {"satisfaction": "9", "after_repair": "none", "explained": "yes"}
QUESTIONS = asked("satisfaction,after_repair,explained")


def test_a_setting_names_questions_in_its_own_order_and_unknown_codes_are_left_out() -> None:
    assert [question.code for question in asked("clean, gone ,satisfaction,")] == ["clean", "satisfaction"]


def test_the_setting_knows_every_question_of_the_catalogue() -> None:
    assert tuple(CATALOGUE) == QUESTION_CODES


@pytest.mark.parametrize(
    ("changed", "issues"),
    [
        ({}, ()),
        ({"satisfaction": "6"}, ("satisfaction",)),
        ({"satisfaction": "7"}, ()),
        ({"after_repair": "unsure"}, ()),
        ({"after_repair": "problem", "explained": "no"}, ("after_repair", "explained")),
    ],
)
def test_a_low_mark_or_a_bad_answer_is_an_issue(changed: dict[str, str], issues: tuple[str, ...]) -> None:
    verdict = judge(QUESTIONS, {**GOOD, **changed}, 6)
    assert (verdict.issues, verdict.is_satisfied) == (issues, not issues)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        (GOOD, []),
        ({**GOOD, "satisfaction": "11"}, ["satisfaction"]),
        ({"satisfaction": "9"}, ["after_repair", "explained"]),
        ({**GOOD, "clean": "yes"}, ["clean"]),
    ],
)
def test_every_question_needs_one_of_its_own_answers(answers: dict[str, str], wrong: list[str]) -> None:
    assert missing_or_unknown(QUESTIONS, answers) == wrong


def test_every_question_of_the_catalogue_fits_on_tiles() -> None:
    assert all(question.kind == "score" or 2 <= len(question.answers) <= 6 for question in CATALOGUE.values())
