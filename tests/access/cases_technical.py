"""Access cases of difficult cases."""

from anxin.parties.org.tests.factories import actor_for, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.files.tests.factories import make_upload
from anxin.platform.references import DocumentRef
from anxin.platform.ui.lists import Order, Window
from anxin.visit.repair_orders import commands as hub
from anxin.visit.technical import commands, queries
from anxin.visit.technical.access import CASE_KIND
from anxin.visit.technical.permissions import CASE_FILE
from anxin.visit.technical.tokens import expert_actor
from anxin.visit.workshop import queries as workshop
from anxin.visit.workshop.commands import halt_job
from tests.access.visits import started, with_part
from tests.access.world import AT, HOUR, World, case

PLAN = "先做绝缘检测"


def member(w: World) -> Actor:
    """A member of store A's technical group."""

    def make() -> Actor:
        user = make_user(w.store, "technical_group_member")
        make_employee(w.store, "technical_group_member", user=user)
        return actor_for(user)

    made: Actor = w.once("member", make)
    return made


def director(w: World) -> Actor:
    """The technical director of store A."""
    return w.person(w.store, "technical_director")


def photo(w: World) -> str:
    """A photo for a case of store A."""
    made: str = w.once("case photo", lambda: make_upload(w.floor.wang.actor, w.sid, purpose=CASE_FILE).key)
    return made


def called(w: World, *, is_major: bool = False) -> int:
    """A case of store A with a photo."""
    started(w)

    def make() -> int:
        call = commands.CallForHelp("故障码清不掉", is_major=is_major, photo_keys=[photo(w)])
        where = {"number": w.at_work.number, "job_id": w.at_work.job_id}
        return commands.open_case(actor=w.floor.wang.actor, **where, call=call, at=AT + HOUR).id

    made: int = w.once("case", make)
    return made


def asked(w: World) -> int:
    """A case on which the technical group votes."""
    member(w)
    number = called(w)
    w.once("asked", lambda: commands.ask_technical_group(actor=director(w), case_id=number, plan=PLAN, at=AT + HOUR))
    return number


def consult(w: World) -> int:
    """A question of store A to experts outside."""

    def make() -> int:
        about = {"actor": director(w), "case_id": called(w), "at": AT + HOUR}
        return commands.consult_experts(question="怎么查", photo_keys=[photo(w)], **about).id

    made: int = w.once("consult", make)
    return made


def link(w: World) -> commands.MadeLink:
    """A link of store A for an outside expert."""

    def make() -> commands.MadeLink:
        consult(w)
        about = {"actor": director(w), "case_id": called(w), "at": AT + HOUR}
        return commands.invite_expert(name="张工", organisation="厂家", **about)

    made: commands.MadeLink = w.once("expert link", make)
    return made


def token(w: World) -> str:
    """Its secret; the question has been opened."""
    secret = link(w).path.split("/")[2]
    w.once("opened", lambda: commands.note_link_opened(actor=expert_actor(secret), token=secret, at=AT + HOUR))
    return secret


def held(w: World) -> dict[str, object]:
    """A job of store A that is kept back."""
    started(w)
    where = {"number": w.at_work.number, "job_id": w.at_work.job_id, "source": DocumentRef(CASE_KIND, 1)}
    w.once("held", lambda: hub.hold_job_back(actor=w.floor.wang.actor, at=AT, **where))
    return where


def halted(w: World) -> int:
    """A job of store A that waits for the experts."""
    where = {"number": started(w) and w.at_work.number, "job_id": w.at_work.job_id, "at": AT + HOUR}
    made: int = w.once("halted", lambda: halt_job(actor=w.floor.wang.actor, **where))
    return made


COMMANDS = {
    "technical.open_case": case(
        lambda w: {
            "number": started(w) and w.at_work.number,
            "job_id": w.at_work.job_id,
            "call": commands.CallForHelp("故障码清不掉"),
        }
    ),
    "technical.add_case_entry": case(lambda w: {"case_id": called(w), "words": "量了电压"}),
    "technical.lead_case": case(lambda w: {"case_id": called(w), "member_ids": [w.floor.li.id]}),
    "technical.ask_technical_group": case(lambda w: {"case_id": member(w) and called(w), "plan": PLAN}),
    "technical.vote_on_plan": case(
        lambda w: {"case_id": asked(w), "round": 1, "is_yes": True, "reason": "可行"},
        "technical_group_member",
        actor=member,
    ),
    "technical.judge_case_minor": case(lambda w: {"case_id": called(w, is_major=True), "reason": "有通报"}),
    "technical.close_case": case(lambda w: {"case_id": called(w), "result": commands.CaseResult("engine", "积碳", "清洗")}),
    "technical.consult_experts": case(lambda w: {"case_id": called(w), "question": "怎么查"}),
    "technical.end_consult": case(lambda w: {"case_id": consult(w) and called(w), "result": "查到了"}),
    "technical.invite_expert": case(lambda w: {"case_id": consult(w) and called(w), "name": "张工", "organisation": "厂家"}),
    "technical.revoke_expert_link": case(lambda w: {"link_id": link(w).id}),
    "technical.note_link_opened": case(
        lambda w: {"token": token(w), "at": AT + HOUR}, "service_manager", actor=lambda w: expert_actor(token(w))
    ),
    "technical.answer_by_link": case(
        lambda w: {"token": token(w), "words": "查搭铁", "at": AT + HOUR},
        "service_manager",
        actor=lambda w: expert_actor(token(w)),
    ),
    "technical.tell_of_answer": case(lambda w: {"case_id": called(w)}),
    "technical.erase_case_words": case(lambda w: {"store_id": called(w) and w.sid, "customer_id": w.customer}),
    "workshop.halt_job": case(
        lambda w: {"number": started(w) and w.at_work.number, "job_id": w.at_work.job_id, "at": AT + HOUR}
    ),
    "workshop.free_job": case(
        lambda w: {"number": halted(w) and w.at_work.number, "job_id": w.at_work.job_id, "at": AT + 2 * HOUR}
    ),
    "workshop.write_cause": case(
        lambda w: {
            "number": started(w) and w.at_work.number,
            "job_id": w.at_work.job_id,
            "cause": "磨损",
            "correction": "更换",
        },
        "technician",
        actor=lambda w: w.floor.wang.actor,
    ),
    "repair_orders.write_job_words": case(
        lambda w: {
            "number": started(w) and w.at_work.number,
            "job_id": w.at_work.job_id,
            "cause": "磨损",
            "correction": "更换",
        }
    ),
    "repair_orders.hold_job_back": case(
        lambda w: {
            "number": started(w) and w.at_work.number,
            "job_id": w.at_work.job_id,
            "source": DocumentRef(CASE_KIND, 1),
        }
    ),
    "repair_orders.lift_job_hold": case(held),
}

QUERIES = {
    "technical.page_cases": case(
        lambda w: {
            "store_id": called(w) and w.sid,
            "asked": queries.CaseFilter(),
            "order": Order(),
            "window": Window(),
        }
    ),
    "technical.list_cases_of_order": case(lambda w: {"repair_order_id": called(w) and w.signed.head.id}),
    "technical.find_open_cases": case(lambda w: {"job_ids": called(w) and [w.at_work.job_id]}),
    "technical.get_case": case(lambda w: {"case_id": called(w)}),
    "technical.find_consult_of_case": case(lambda w: {"case_id": consult(w) and called(w), "at": AT + HOUR}),
    "technical.get_consult_by_link": case(
        lambda w: {"token": token(w), "at": AT + HOUR}, "service_manager", actor=lambda w: expert_actor(token(w))
    ),
    "technical.get_consult_file_by_link": case(
        lambda w: {"token": token(w), "key": photo(w), "at": AT + HOUR},
        "service_manager",
        actor=lambda w: expert_actor(token(w)),
    ),
    "workshop.beside_day": case(
        lambda w: {
            "day": started(w) and workshop.technician_day(w.floor.wang.actor, now=AT + HOUR),
            "now": AT + HOUR,
        }
    ),
    "repair_orders.list_jobs_beside": case(lambda w: {"number": w.signed.head.number}),
    "repair_orders.list_parts_of_jobs": case(
        lambda w: {"store_id": w.sid, "job_ids": [one.id for one in w.signed.jobs] + [job.id for job in with_part(w).jobs]}
    ),
    "repair_orders.list_orders_wanting": case(
        lambda w: {
            "store_id": w.sid,
            "order_ids": [with_part(w).head.id],
            "article_ids": [item.article_id for job in with_part(w).jobs for item in job.items if item.article_id],
        }
    ),
    "repair_orders.list_wait_causes": case(lambda w: {"store_id": w.sid, "job_ids": [job.id for job in with_part(w).jobs]}),
}
