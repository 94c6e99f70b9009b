"""Negligence: need-to-know, heard before it is decided, decided by weight, appealed before somebody else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.ui.lists import Window
from anxin.visit.quality import commands, queries
from anxin.visit.quality.commands import NewConductCase
from anxin.visit.quality.queries import ConductFilter
from anxin.visit.quality.tests.factories import colleague
from anxin.visit.workshop.tests.factories import Floor, make_floor

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Office:
    """A floor with those who judge."""

    floor: Floor
    director: Actor
    manager: Actor
    boss: Actor

    def raised(self, **more: Any) -> int:
        wish = NewConductCase(self.floor.wang.id, "negligence", "漏紧放油螺栓，车在路上漏油")
        given = {"actor": self.director, "store_id": self.floor.store_id, "case": wish, "at": AT, **more}
        return commands.raise_conduct_case(**given).id

    def decide(self, case_id: int, weight: int = 2, **more: Any) -> commands.KeptConduct:
        given = {"actor": self.manager, "decision": "情节较重", "version": None, "at": AT + DAY, **more}
        return commands.decide_conduct_case(case_id=case_id, weight=weight, **given)

    def state(self, case_id: int, **more: Any) -> commands.KeptConduct:
        given = {"actor": self.floor.wang.actor, "statement": "当时被叫去抢修另一台车", "version": None, "at": AT, **more}
        return commands.state_own_conduct(case_id=case_id, **given)

    def appeal(self, case_id: int, **more: Any) -> commands.KeptConduct:
        given = {"actor": self.floor.wang.actor, "words": "处理过重", "version": None, "at": AT + 2 * DAY, **more}
        return commands.appeal_conduct_decision(case_id=case_id, **given)

    def settle(self, case_id: int, weight: int = 1, **more: Any) -> commands.KeptConduct:
        given = {"actor": self.boss, "answer": "从轻", "version": None, "at": AT + 3 * DAY, **more}
        return commands.settle_conduct_appeal(case_id=case_id, weight=weight, **given)

    def seen_by(self, actor: Actor) -> list[int]:
        return [row.id for row in queries.list_conduct(actor, self.floor.store_id, ConductFilter())]


@pytest.fixture
def office(db: None) -> Office:
    floor = make_floor()
    director, manager, boss = (
        colleague(floor, role)[1] for role in ("workshop_director", "service_manager", "general_manager")
    )
    return Office(floor, director, manager, boss)


@pytest.mark.rule("R-QC07")
def test_neglect_is_decided_by_weight_up_to_dismissal_after_the_person_was_heard(office: Office) -> None:
    case = office.raised()
    with pytest.raises(commands.NotHeardYet):
        office.decide(case)
    assert office.state(case).state == "STATED"
    weights = queries.grades_of(office.floor.store_id)
    assert weights[0] == (0, "不处理")
    assert weights[-1] == (5, "辞退")
    for strange in (-1, 6):
        with pytest.raises(Invalid):
            office.decide(case, strange)
    made = office.decide(case, 5)
    assert (made.state, made.weight) == ("DECIDED", 5)
    told = queries.get_conduct(office.manager, case)
    assert (told.grade, told.statement, told.person_name) == ("辞退", "当时被叫去抢修另一台车", "王强")
    disobedient = office.raised(case=NewConductCase(office.floor.li.id, "disobedience", "拒绝派工"))
    assert office.decide(disobedient, 1, at=AT + 3 * DAY).weight == 1


def test_an_appeal_is_answered_by_somebody_else_and_never_made_worse(office: Office) -> None:
    case = office.raised()
    office.state(case)
    office.decide(case, 2)
    office.appeal(case)
    with pytest.raises(commands.OwnCase):
        office.settle(case, actor=office.manager)
    with pytest.raises(Invalid):
        office.settle(case, 3)
    made = office.settle(case, 1)
    told = queries.get_conduct(office.boss, case)
    assert (made.state, told.first_grade, told.grade) == ("FINAL", "书面警告", "口头批评")
    with pytest.raises(IllegalTransition):
        office.appeal(case)


def test_the_time_for_statement_and_appeal_ends(office: Office) -> None:
    case = office.raised()
    with pytest.raises(commands.NotHeardYet):
        office.decide(case, at=AT + 3 * DAY - timedelta(minutes=1))
    office.decide(case, at=AT + 3 * DAY)
    with pytest.raises(IllegalTransition):
        office.state(case, at=AT + 4 * DAY)
    with pytest.raises(commands.AppealTooLate):
        office.appeal(case, at=AT + 10 * DAY + timedelta(minutes=1))
    assert office.appeal(case, at=AT + 10 * DAY).state == "APPEALED"


def test_deadlines_are_told_on_the_clock_of_the_store(office: Office) -> None:
    # 23:30 of the day before in UTC: in Shanghai it is 07:30.
    early = AT - timedelta(hours=6, minutes=30)
    case = office.raised(at=early)
    with pytest.raises(commands.NotHeardYet, match="2026-11-23 07:30"):
        office.decide(case, at=early + DAY)
    office.decide(case, at=early + 3 * DAY)
    with pytest.raises(commands.AppealTooLate, match="2026-11-30 07:30"):
        office.appeal(case, at=early + 11 * DAY)


def test_only_those_who_must_know_see_a_case(office: Office) -> None:
    case = office.raised()
    floor = office.floor
    assert [office.seen_by(one) for one in (office.manager, office.boss, office.director, floor.wang.actor)] == [[case]] * 4
    for other in (floor.li.actor, floor.inspector, floor.desk.actor, make_actor(floor.desk.store, "workshop_supervisor")):
        assert office.seen_by(other) in ([], [case] if other is floor.desk.actor else [])
    with pytest.raises(NotFound):
        queries.get_conduct(floor.li.actor, case)
    for act in (office.state, office.appeal):
        with pytest.raises(NotFound):
            act(case, actor=floor.li.actor)
    elsewhere = make_floor("NS")
    stranger = make_actor(elsewhere.desk.store, "general_manager")
    assert queries.list_conduct(stranger, floor.store_id, ConductFilter()) == []
    with pytest.raises(NotFound):
        office.decide(case, actor=stranger)


def test_nobody_decides_about_himself_or_what_he_raised(office: Office) -> None:
    own = office.raised(actor=office.manager)
    with pytest.raises(commands.OwnCase):
        office.decide(own, at=AT + 4 * DAY)
    with pytest.raises(Denied):
        office.decide(own, actor=office.floor.wang.actor, at=AT + 4 * DAY)
    for wrong in (
        NewConductCase(10**9, "negligence", "x"),
        NewConductCase(office.floor.wang.id, "charm", "x"),
        NewConductCase(office.floor.wang.id, "negligence", " "),
    ):
        with pytest.raises(Invalid):
            office.raised(case=wrong)
    with pytest.raises(Denied):
        office.raised(actor=office.floor.inspector)
    with pytest.raises(NotFound):
        office.raised(case=NewConductCase(office.floor.wang.id, "negligence", "x", rework_id=10**9))


def test_the_cases_come_page_by_page(office: Office) -> None:
    made = [office.raised(at=AT + n * DAY) for n in range(3)]
    actor, store_id = office.director, office.floor.store_id
    page = queries.page_conduct(actor, store_id, ConductFilter(), Window(1, 1))
    assert ([row.id for row in page.rows], page.total) == ([made[1]], 3)
    first = queries.list_conduct(actor, store_id, ConductFilter(), limit=2)
    assert [row.id for row in first] == [made[2], made[1]]
    assert [row.id for row in queries.list_conduct(actor, store_id, ConductFilter(), after=made[1])] == [made[0]]
