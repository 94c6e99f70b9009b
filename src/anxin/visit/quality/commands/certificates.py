"""Certificates are renewed before they run out (R-QC08): who has none that is valid may not do the work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.parameters import CERTIFICATE_DAYS
from anxin.parties.people.permissions import MANAGE
from anxin.parties.people.queries import EndingSkill, holders_of_post, list_ending_skills
from anxin.parties.work.commands import LONGEST_TITLE, cancel_tasks_of, create_task
from anxin.parties.work.queries import find_open_task, list_tasks_of
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import shortened
from anxin.platform.turns import take_turn
from anxin.visit.quality.parameters import CERTIFICATE_TASK

EMPLOYEE = "people.employee"
HEADS = ("hr_manager", "workshop_director", "workshop_supervisor")
HEAD_OF_STORE = "general_manager"


@command(MANAGE, rule="R-QC08")
def watch_certificates(*, actor: Actor, store_id: int, at: datetime, employee_id: int | None = None) -> int:
    """Have one task for everybody of whom a certificate has run out, or will within ``people.certificate_days``; how many.

    It is that of whoever looks after the staff, else of the workshop's head, else of the store's, due on the last day of
    the first certificate. Of one employee, it ends once nothing of his runs out. Done is done: it comes again with another
    certificate or another last day, not because nothing was renewed (who has no valid one is not given the work anyway).
    """
    actor.require(MANAGE, store_id)
    helper, today = Actor.system("quality", [store_id]), store_info(store_id).clock.day(at)
    until = today + timedelta(days=value(CERTIFICATE_DAYS, store_id, today))
    if employee_id is not None:
        take_turn(f"quality:certificates={employee_id}")
    ending = list_ending_skills(helper, store_id, until, employee_id)
    people = {one: list(skills) for one, skills in groupby(ending, key=lambda skill: skill.employee_id)}
    if employee_id is not None and not people:
        cancel_tasks_of(
            actor=helper,
            subject=DocumentRef(EMPLOYEE, employee_id),
            kind=CERTIFICATE_TASK,
            reason=str(_("证书都有效")),
            at=at,
        )
    for one, skills in sorted(people.items()):
        _have_task(helper, store_id, one, skills, today, at)
    return len(people)


def _have_task(
    helper: Actor, store_id: int, employee_id: int, skills: Sequence[EndingSkill], today: date, at: datetime
) -> None:
    take_turn(f"quality:certificates={employee_id}")
    subject = DocumentRef(EMPLOYEE, employee_id)
    said = "、".join(_("%(skill)s %(day)s 到期") % {"skill": one.label, "day": one.valid_to} for one in skills)
    title = shortened(str(_("续办证书：%(name)s（%(said)s）") % {"name": skills[0].name, "said": said}), LONGEST_TITLE)
    open_task = find_open_task(helper, CERTIFICATE_TASK, subject)
    if open_task is not None and open_task.title == title:
        return
    cancel_tasks_of(actor=helper, subject=subject, kind=CERTIFICATE_TASK, reason=str(_("证书有变化")), at=at)
    known = list_tasks_of(helper, subject, at)
    if any(one.kind == CERTIFICATE_TASK and one.state == "DONE" and one.title == title for one in known):
        return
    last = max(min(one.valid_to for one in skills), today)
    create_task(
        actor=helper,
        store_id=store_id,
        kind=CERTIFICATE_TASK,
        subject=subject,
        title=title,
        due_at=store_info(store_id).clock.bounds(last)[1],
        post=next((post for post in HEADS if holders_of_post(helper, store_id, post, today)), HEAD_OF_STORE),
        at=at,
    )
