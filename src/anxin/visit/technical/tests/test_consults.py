"""Experts outside the store: what they see names nobody, what they answer comes back, and who looked is known (SYS-14)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.test import Client

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, NotFound
from anxin.platform.files.tests.factories import make_upload
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.technical import commands, parameters, queries
from anxin.visit.technical.commands import ConsultEnded, ConsultOpenAlready, ExpertLinkEnded
from anxin.visit.technical.models import Consult, ConsultAnswer, LibraryEntry, TechnicalCase
from anxin.visit.technical.permissions import CASE_FILE
from anxin.visit.technical.tasks import tell_of_expert_answer
from anxin.visit.technical.tests.factories import RESULT, Experts, begun, called, closed, make_experts
from anxin.visit.technical.tests.test_cases import tasks
from anxin.visit.technical.tokens import expert_actor
from anxin.visit.workshop.tests.test_web import browser_of

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def files_in_a_folder(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT, settings.FILES_STORE, settings.PUBLIC_URL = tmp_path, "folder", "https://anxin.test"


def asked(experts: Experts, question: str = "怎么查漏电", **more: Any) -> tuple[commands.KeptCase, commands.KeptConsult]:
    case = called(experts, **more)
    by = {"actor": experts.director.actor, "case_id": case.id, "at": AT}
    return case, commands.consult_experts(question=question, **by)


def queued_jobs() -> list[dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [tell_of_expert_answer.name])
        return [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]


def invited(experts: Experts, case: commands.KeptCase) -> str:
    by = {"actor": experts.director.actor, "case_id": case.id, "at": AT}
    return commands.invite_expert(name="张工", organisation="厂家技术部", **by).path


def test_what_leaves_the_store_names_neither_customer_nor_car_and_carries_the_chosen_photos_only(
    experts: Experts,
) -> None:
    actor = experts.floor.wang.actor
    first, second = (make_upload(actor, experts.floor.store_id, purpose=CASE_FILE).key for _ in range(2))
    case = called(experts, photo_keys=[first, second])
    head = view_of(experts.floor.desk, case.number).head
    words = f"{head.customer_name}的{head.plate}（{head.vin}），电话13812345678，{case.number} 漏电"
    by = {"actor": experts.director.actor, "case_id": case.id, "at": AT}
    with pytest.raises(NotFound):
        commands.consult_experts(question="再问", photo_keys=["00000000-0000-0000-0000-000000000000"], **by)
    consult = commands.consult_experts(question=words, photo_keys=[first], **by)
    expert = make_experts("FT").director.actor
    with pytest.raises(NotFound):
        queries.get_consult(expert, consult.id)
    commands.note_consult_opened(actor=expert, consult_id=consult.id, at=AT)
    with reading(expert):
        view = queries.get_consult(expert, consult.id)
        assert queries.find_consult_file(expert, consult.id, first) == experts.floor.store_id
        with pytest.raises(NotFound):
            queries.find_consult_file(expert, consult.id, second)
    shown = f"{view}"
    for name in (head.customer_name, head.plate, head.vin, "13812345678", case.number):
        assert name
        assert name not in shown
    assert "漏电" in view.question
    page = browser_of(expert)
    assert page.get(f"/technical/consults/{consult.id}/files/{first}/").status_code == 200
    assert page.get(f"/technical/consults/{consult.id}/files/{second}/").status_code == 404


def test_the_answer_of_another_store_comes_back_as_one_task_and_is_kept_with_who_looked(experts: Experts) -> None:
    case, consult = asked(experts)
    elsewhere = make_experts("FT")
    expert = elsewhere.director.actor
    for moment in (AT, AT + HOUR):
        commands.note_consult_opened(actor=expert, consult_id=consult.id, at=moment)
        commands.answer_consult(actor=expert, consult_id=consult.id, words="断开 12V 再量绝缘", at=moment)
    assert queued_jobs() == [{"case_id": case.id, "store_id": experts.floor.store_id}] * 2
    for job in queued_jobs():
        tell_of_expert_answer(**job)
    (task,) = tasks(parameters.ANSWER_TASK)
    assert task.owner_id == experts.director.id
    with reading(experts.director.actor):
        view = queries.find_consult_of_case(experts.director.actor, case.id, AT)
    assert view is not None
    assert [one.words for one in view.answers] == ["断开 12V 再量绝缘"] * 2
    assert [one.at for one in view.accesses] == [AT, AT + HOUR]
    with reading(elsewhere.director.actor):
        assert queries.find_consult_of_case(elsewhere.director.actor, case.id, AT) is None
    with pytest.raises(Denied):
        commands.answer_consult(
            actor=make_actor(elsewhere.floor.desk.store, "cashier"), consult_id=consult.id, words="试", at=AT
        )


def test_whoever_may_have_heard_whose_car_it_is_writes_into_the_thread_without_its_names(experts: Experts) -> None:
    case, consult = asked(experts)
    token = invited(experts, case).split("/")[2]
    head = view_of(experts.floor.desk, case.number).head
    words = f"车主{head.customer_name}说刚换过，{case.number}"
    commands.answer_consult(actor=experts.director.actor, consult_id=consult.id, words=words, at=AT)
    commands.answer_by_link(actor=expert_actor(token), token=token, words=words, at=AT)
    kept = list(ConsultAnswer.objects.values_list("words", flat=True))
    assert kept == ["车主***说刚换过，***"] * 2


def test_no_other_store_writes_a_question_and_nobody_answers_or_opens_an_ended_one(experts: Experts) -> None:
    case, consult = asked(experts)
    elsewhere = make_experts("FT").director.actor
    own = experts.director.actor
    answer = (
        "INSERT INTO technical_consultanswer (consult_id, author, organisation, actor_key, words, at) "
        "VALUES (%s, 'x', 'x', 'x', 'x', now())"
    )
    opened = (
        "INSERT INTO technical_consultaccess (consult_id, author, organisation, actor_key, at) "
        "VALUES (%s, 'x', 'x', 'x', now())"
    )
    copied = (
        "INSERT INTO technical_consult "
        "(case_id, origin_store_id, model_name, fault_codes, question, photo_keys, asked_at, result) "
        "SELECT 0, origin_store_id, '', '', 'x', '{}', now(), '' FROM technical_consult WHERE id = %s"
    )
    change = "UPDATE technical_consult SET question = 'x', ended_at = now() WHERE id = %s"

    def run(actor: Actor, sql: str) -> int:
        with unit_of_work(actor, "test", writable=True), connection.cursor() as cursor:
            cursor.execute(sql, [consult.id])
            return int(cursor.rowcount)

    assert run(elsewhere, "SELECT FROM technical_consult WHERE id = %s") == 1
    assert run(elsewhere, change) == 0
    for refused in (copied, "DELETE FROM technical_consult WHERE id = %s"):
        with pytest.raises(ProgrammingError):
            run(elsewhere, refused)
    with pytest.raises(ProgrammingError):
        run(own, "DELETE FROM technical_consult WHERE id = %s")
    assert run(elsewhere, answer) == run(elsewhere, opened) == 1
    commands.end_consult(actor=own, case_id=case.id, result="已找到搭铁点", at=AT)
    for refused in (answer, opened):
        for actor in (elsewhere, own):
            with pytest.raises(ProgrammingError):
                run(actor, refused)
    with pytest.raises(NotFound):
        commands.note_consult_opened(actor=elsewhere, consult_id=consult.id, at=AT)


def test_one_question_at_a_time_and_nothing_after_its_end(experts: Experts) -> None:
    case, consult = asked(experts)
    by = {"actor": experts.director.actor, "case_id": case.id, "at": AT}
    with pytest.raises(ConsultOpenAlready):
        commands.consult_experts(question="再问", **by)
    path = invited(experts, case)
    commands.end_consult(result="已找到搭铁点", **by)
    with pytest.raises(ConsultEnded):
        commands.end_consult(result="再结束", **by)
    with pytest.raises(ConsultEnded):
        invited(experts, case)
    token = path.split("/")[2]
    with pytest.raises(NotFound):
        commands.answer_consult(actor=make_experts("FT").director.actor, consult_id=consult.id, words="晚了", at=AT)
    with pytest.raises(ExpertLinkEnded):
        commands.answer_by_link(actor=expert_actor(token), token=token, words="晚了", at=AT)
    assert ConsultAnswer.objects.count() == 0
    commands.consult_experts(question="还有别的", **by)


def test_an_outside_expert_opens_by_a_tap_that_is_logged_reads_and_answers(
    experts: Experts, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _consult = asked(experts, question="怎么查漏电")
    path, client = invited(experts, case), Client()
    first = client.get(path)
    assert (first.status_code, "怎么查漏电" in first.content.decode()) == (200, False)
    assert first["Referrer-Policy"] == "no-referrer"
    assert client.post(path).status_code == 303
    body = client.get(path).content.decode()
    assert "怎么查漏电" in body
    assert case.number not in body
    assert client.post(path, {"words": " "}).status_code == 422
    assert client.post(path, {"words": "量绝缘，电话 13812345678"}).status_code == 303
    assert "量绝缘" in client.get(path).content.decode()
    with reading(experts.director.actor):
        view = queries.find_consult_of_case(experts.director.actor, case.id, AT)
    assert view is not None
    assert [(one.author, one.organisation, "138" in one.words) for one in view.answers] == [("张工", "厂家技术部", False)]
    assert [one.author for one in view.accesses] == ["张工"]
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=73))
    assert client.get(path).status_code == 404


def test_a_revoked_unknown_or_foreign_link_looks_the_same(experts: Experts) -> None:
    case, _consult = asked(experts)
    path, client = invited(experts, case), Client()
    with reading(experts.director.actor):
        view = queries.find_consult_of_case(experts.director.actor, case.id, AT)
    assert view is not None
    with pytest.raises(NotFound):
        commands.revoke_expert_link(actor=make_experts("FT").director.actor, link_id=view.links[0].id, at=AT)
    commands.revoke_expert_link(actor=experts.director.actor, link_id=view.links[0].id, at=AT)
    with pytest.raises(NotFound):
        commands.revoke_expert_link(actor=experts.director.actor, link_id=view.links[0].id, at=AT)
    gone = [client.get(one) for one in (path, f"/e/{experts.floor.store_id}-nonsense/", "/e/nonsense/")]
    assert {one.status_code for one in gone} == {404}
    assert len({one.content for one in gone[:2]}) == 1
    assert client.post(path, {"words": "在吗"}).status_code == 404
    # Of the link of approval nothing opens here, and the other way round.
    assert client.get(path.replace("/e/", "/a/")).status_code == 404


def test_links_are_not_opened_without_end(experts: Experts) -> None:
    case, _consult = asked(experts)
    path, client = invited(experts, case), Client()
    assert {client.get(path).status_code for _each in range(30)} == {200}
    assert client.get(path).status_code == 429


def test_codes_are_masked_where_they_leave_the_store_and_blanked_with_the_customers_words(experts: Experts) -> None:
    order = begun(experts)
    head = view_of(experts.floor.desk, order.number).head
    case = called(experts, order, fault_codes=f"P0171 {head.plate} 13812345678")
    by = {"actor": experts.director.actor, "case_id": case.id, "at": AT}
    consult = commands.consult_experts(question="怎么查", **by)
    done = closed(experts, case)
    with reading(experts.director.actor):
        told = Consult.objects.get(pk=consult.id).fault_codes
        kept = LibraryEntry.objects.get(pk=done.library_entry_id).fault_codes
    for codes in (told, kept):
        assert "P0171" in codes
        assert head.plate not in codes
        assert "13812345678" not in codes
    keeper = make_actor(experts.floor.desk.store, "administrator")
    whose = {"store_id": experts.floor.store_id, "customer_id": head.customer_id}
    assert commands.erase_case_words(actor=keeper, at=AT, **whose) == 1
    with reading(experts.director.actor):
        assert TechnicalCase.objects.across_stores(reason="test").get().fault_codes == "***"


def test_a_closed_case_ends_its_question_with_its_solution_and_every_link_to_it(experts: Experts) -> None:
    case, consult = asked(experts)
    token = invited(experts, case).split("/")[2]
    expert = make_experts("FT").director.actor
    commands.note_consult_opened(actor=expert, consult_id=consult.id, at=AT)
    closed(experts, case, AT + HOUR)
    with reading(expert):
        assert queries.list_consults(expert) == []
        ended = Consult.objects.get(pk=consult.id)
    assert (ended.ended_at, ended.result) == (AT + HOUR, RESULT.solution)
    with pytest.raises(NotFound):
        commands.answer_consult(actor=expert, consult_id=consult.id, words="晚了", at=AT + HOUR)
    with pytest.raises(ExpertLinkEnded):
        commands.answer_by_link(actor=expert_actor(token), token=token, words="晚了", at=AT + HOUR)
    assert ConsultAnswer.objects.count() == 0


def test_an_expert_elsewhere_answers_only_what_he_opened(experts: Experts) -> None:
    _case, consult = asked(experts)
    expert = make_experts("FT").director.actor
    answer = {"actor": expert, "consult_id": consult.id, "words": "先量绝缘", "at": AT}
    with pytest.raises(NotFound):
        commands.answer_consult(**answer)
    assert ConsultAnswer.objects.count() == 0
    commands.note_consult_opened(actor=expert, consult_id=consult.id, at=AT)
    assert commands.answer_consult(**answer).is_open
    own = {**answer, "actor": experts.director.actor}
    assert commands.answer_consult(**own).is_open


def test_an_answer_and_the_end_of_the_case_at_once_leave_no_answer_after_the_end(race: Callable[..., list[Any]]) -> None:
    experts = make_experts()
    case, consult = asked(experts)
    words = {"actor": experts.director.actor, "consult_id": consult.id, "words": "先量绝缘", "at": AT}
    answered, ended = race(lambda: commands.answer_consult(**words), lambda: closed(experts, case))
    assert isinstance(ended, commands.ClosedCase)
    assert isinstance(answered, commands.KeptConsult | NotFound)
    with pytest.raises(NotFound):
        commands.answer_consult(**words)
    with reading(experts.director.actor):
        assert ConsultAnswer.objects.count() == isinstance(answered, commands.KeptConsult)
