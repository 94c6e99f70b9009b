"""The questions as data, and what their answers mean. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anxin.platform.findings import gettext_noop as _

SCORE = "score"
CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer; ``is_issue`` ones are reported at once (R-FU09)."""

    code: str
    text: str
    is_issue: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is read out. A score runs from 1 to 10."""

    code: str
    text: str
    kind: str = CHOICE
    answers: tuple[Answer, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every answer that may be given."""
        return tuple(str(mark) for mark in range(1, 11)) if self.kind == SCORE else tuple(one.code for one in self.answers)


CATALOGUE: dict[str, Question] = {
    one.code: one
    for one in (
        Question("satisfaction", _("您对这次服务总体满意吗？请打 1 到 10 分。"), SCORE),
        Question(
            "after_repair",
            _("修后有没有异响、漏液、亮灯？"),
            answers=(
                Answer("none", _("没有")),
                Answer("unsure", _("不确定")),
                Answer("problem", _("有异常"), is_issue=True),
            ),
        ),
        Question(
            "explained",
            _("费用和项目，顾问事先讲清楚了吗？"),
            answers=(
                Answer("yes", _("讲清楚了")),
                Answer("partly", _("讲了一些")),
                Answer("no", _("没有讲"), is_issue=True),
            ),
        ),
        Question(
            "on_time",
            _("交车时间比承诺晚了，顾问提前告诉您了吗？"),
            answers=(
                Answer("early", _("提前说了")),
                Answer("late", _("到点才说")),
                Answer("not", _("没说"), is_issue=True),
                Answer("in_time", _("没有晚")),
            ),
        ),
        Question(
            "clean",
            _("交车时车里车外干净吗？"),
            answers=(Answer("yes", _("干净")), Answer("no", _("不干净"), is_issue=True)),
        ),
        Question(
            "needs",
            _("近期还有别的需要吗？"),
            answers=(Answer("none", _("没有")), Answer("booking", _("想预约")), Answer("advice", _("想咨询"))),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers come to: the mark, if asked, and the questions whose answers are an issue."""

    score: int | None
    issues: tuple[str, ...]

    @property
    def is_satisfied(self) -> bool:
        """Nothing has to be reported."""
        return not self.issues


def asked(codes: str) -> list[Question]:
    """The questions of a setting such as ``satisfaction,explained``; unknown codes are left out."""
    return [CATALOGUE[code] for part in codes.split(",") if (code := part.strip()) in CATALOGUE]


def missing_or_unknown(questions: Sequence[Question], answers: Mapping[str, str]) -> list[str]:
    """Codes of the questions without an answer of theirs, and of answers to questions that were not asked."""
    known = {question.code for question in questions}
    unanswered = [question.code for question in questions if answers.get(question.code) not in question.codes]
    return unanswered + [code for code in answers if code not in known]


def judge(questions: Sequence[Question], answers: Mapping[str, str], dissatisfied_up_to: int) -> Verdict:
    """The mark and the issues of a complete set of answers."""
    score: int | None = None
    issues: list[str] = []
    for question in questions:
        given = answers[question.code]
        if question.kind == SCORE:
            score = int(given)
            if score <= dissatisfied_up_to:
                issues.append(question.code)
        elif any(answer.is_issue for answer in question.answers if answer.code == given):
            issues.append(question.code)
    return Verdict(score, tuple(issues))
