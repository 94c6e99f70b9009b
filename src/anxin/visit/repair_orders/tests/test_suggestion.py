"""What customer relations are told to ask."""

from dataclasses import dataclass

import pytest

from anxin.visit.repair_orders.queries import follow_up_suggestion


@dataclass(frozen=True)
class Job:
    title: str
    complaint: str = ""
    state: str = "FINISHED"
    rework_of_id: int | None = None


@dataclass(frozen=True)
class Item:
    name: str
    decision: str


@pytest.mark.rule("R-RO19")
@pytest.mark.parametrize(
    ("kind", "jobs", "items", "words"),
    [
        ("maintenance", [Job("小保养")], [], "问：做完小保养后用车是否正常"),
        ("general", [Job("制动异响", "刹车有声")], [], "问：“制动异响”是否消除"),
        (
            "rework",
            [Job("漏油", "还漏", rework_of_id=1), Job("小保养")],
            [Item("制动液", "DECLINED"), Item("制动液", "DECLINED")],
            "问：返修的“漏油”这次是否彻底修好；没做的制动液是否安排",
        ),
        ("accident", [Job("换前杠")], [], "问：漆面、缝隙和装配是否满意"),
        ("general", [Job("异响", "有声", state="DROPPED")], [], "问：用车是否正常，对这次服务是否满意"),
        ("maintenance", [], [], "问：用车是否正常，对这次服务是否满意"),
    ],
)
def test_the_work_done_says_what_to_ask(kind: str, jobs: list[Job], items: list[Item], words: str) -> None:
    assert follow_up_suggestion(kind, jobs, items) == words
