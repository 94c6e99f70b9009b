"""Inspectors and workshop heads are trained before they take the post (R-QC08)."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.commands import SavedEmployee, set_skill
from anxin.parties.people.permissions import MANAGE
from anxin.parties.people.queries import holders_of_post
from anxin.parties.work.commands import cancel_tasks_of, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.quality.parameters import TRAINING_TASK
from anxin.visit.quality.queries.training import INSPECTION, TRAINEE, find_untrained

HEAD_OF_STAFF, HEAD_OF_STORE = "hr_manager", "general_manager"


@command(MANAGE, rule="R-QC08")
def record_inspector_training(
    *, actor: Actor, employee_id: int, trained_on: date, document: str, at: datetime, valid_to: date | None = None
) -> SavedEmployee:
    """Record in one step when somebody was trained to inspect and by which certificate or record; he may inspect then.

    :raises NotFound: unknown or out of scope
    :raises Invalid: no document, a training still to come, or one that has run out
    """
    said = clean_text(document)
    if not said:
        raise Invalid(_("请写证书编号，或培训记录的编号。"), field="document")
    if valid_to is not None and valid_to < trained_on:
        raise Invalid(_("有效期不能早于培训日期，请改日期。"), field="valid_to")
    return set_skill(
        actor=actor,
        employee_id=employee_id,
        code=INSPECTION,
        certificate=said,
        trained_on=trained_on,
        valid_to=valid_to,
        at=at,
    )


@command(MANAGE, rule="R-QC08")
def watch_training(*, actor: Actor, store_id: int, employee_id: int, at: datetime) -> bool:
    """Have one task as long as somebody holds a post that asks for the certificate and has no valid one; whether so.

    It is that of whoever looks after the staff, else of the store's head, and due on the first day in the post.
    """
    actor.require(MANAGE, store_id)
    take_turn(f"quality:training={employee_id}")
    helper, subject = Actor.system("quality", [store_id]), DocumentRef(TRAINEE, employee_id)
    clock = store_info(store_id).clock
    lacking = find_untrained(helper, store_id, employee_id, clock.day(at))
    if lacking is None:
        cancel_tasks_of(actor=helper, subject=subject, kind=TRAINING_TASK, reason=str(_("不用再培训")), at=at)
    elif find_open_task(helper, TRAINING_TASK, subject) is None:
        first = max(lacking.joined_on or clock.day(at), clock.day(at))
        create_task(
            actor=helper,
            store_id=store_id,
            kind=TRAINING_TASK,
            subject=subject,
            title=_("上岗前培训：%(name)s（%(post)s）") % {"name": lacking.name, "post": lacking.post_label},
            due_at=clock.bounds(first)[1],
            post=HEAD_OF_STAFF if holders_of_post(helper, store_id, HEAD_OF_STAFF, clock.day(at)) else HEAD_OF_STORE,
            at=at,
        )
    return lacking is not None
