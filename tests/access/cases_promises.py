"""Access cases of the promise."""

from anxin.parties.customers.tests.factories import make_consent
from anxin.visit.promises import commands as promises
from anxin.visit.promises.link_tokens import link_actor
from tests.access.visits import link_photo, link_token
from tests.access.world import AT, HOUR, TODAY, World, case


def number(w: World) -> str:
    """A signed order."""
    return w.signed.head.number


def token(w: World) -> str:
    """The secret of that order's progress link; something was found and sent to the customer."""
    link_token(w)
    shared = w.once("progress", lambda: promises.share_progress(actor=w.desk.actor, number=number(w), at=AT))
    return str(shared.path.split("/")[2])


def reachable(w: World) -> str:
    """That link, of a customer to whom messages may go."""
    w.once("reachable", lambda: make_consent(w.store, w.signed.head.customer_id))
    return token(w)


def noted(w: World) -> str:
    """An order about which the workshop wrote a word."""
    author = w.floor.wang.actor
    w.once("note", lambda: promises.write_note(actor=author, number=number(w), words="螺栓断了", at=AT))
    return number(w)


def told(w: World) -> int:
    """An order whose customer was told a new time."""

    def make() -> promises.ToldCustomer:
        return promises.tell_customer(
            actor=w.desk.actor,
            number=number(w),
            promised_at=AT + 5 * HOUR,
            how="call",
            words="抱歉",
            reason="等配件",
            at=AT,
        )

    w.once("told", make)
    return w.signed.head.id


def watched(w: World) -> int:
    """An order that the house looked at."""
    order_id = w.signed.head.id
    about = {"store_id": w.sid, "order_ids": [order_id], "cause": "JobPaused", "at": AT}
    w.once("watched", lambda: promises.watch_promises(actor=w.system, **about))
    return order_id


COMMANDS = {
    "promises.watch_promises": case(lambda w: {"store_id": w.signed and w.sid, "cause": "passing_time"}),
    "promises.say_delay": case(
        lambda w: {"number": number(w), "job_id": w.at_work.job_id, "until": AT + HOUR, "reason": "parts"}, "technician"
    ),
    "promises.tell_customer": case(
        lambda w: {
            "number": number(w),
            "promised_at": AT + 5 * HOUR,
            "how": "call",
            "words": "抱歉",
            "reason": "等配件",
        }
    ),
    "promises.ask_progress": case(lambda w: {"number": number(w)}),
    "promises.write_note": case(lambda w: {"number": number(w), "words": "快好了"}, "technician"),
    "promises.read_notes": case(lambda w: {"number": noted(w)}),
    "promises.share_progress": case(lambda w: {"number": number(w)}),
    "promises.revoke_progress": case(lambda w: token(w) and {"number": number(w)}),
    "promises.resend_decision": case(
        lambda w: {"token": reachable(w), "at": AT + HOUR}, "service_manager", actor=lambda w: link_actor(token(w))
    ),
    "promises.erase_promise_words": case(lambda w: {"store_id": w.sid, "customer_id": w.customer}),
}

QUERIES = {
    "promises.list_expected": case(lambda w: {"store_id": w.signed and w.sid, "at": AT}),
    "promises.find_expected": case(lambda w: {"number": number(w), "at": AT}),
    "promises.list_expectation_changes": case(lambda w: {"repair_order_id": watched(w)}),
    "promises.list_tellings": case(lambda w: {"repair_order_id": told(w)}),
    "promises.list_outcomes": case(
        lambda w: {"store_id": w.signed and w.sid, "since": TODAY, "until": TODAY, "at": AT + HOUR}
    ),
    "promises.list_talk": case(lambda w: {"number": noted(w)}),
    "promises.list_unread": case(lambda w: {"store_id": noted(w) and w.sid, "side": "desk"}),
    "promises.find_progress_link": case(lambda w: token(w) and {"number": number(w), "at": AT}),
    "promises.get_progress": case(
        lambda w: {"token": token(w), "at": AT}, "service_manager", actor=lambda w: link_actor(token(w))
    ),
    "promises.get_progress_photo": case(
        lambda w: {"token": token(w), "key": link_photo(w), "at": AT},
        "service_manager",
        actor=lambda w: link_actor(token(w)),
    ),
}
