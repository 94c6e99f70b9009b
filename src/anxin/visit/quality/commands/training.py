"""Inspectors and workshop heads are trained before they take the post (R-QC08)."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.people.commands import SavedEmployee, set_skill
from anxin.parties.people.permissions import MANAGE
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.text import clean_text
from anxin.visit.quality.queries.training import INSPECTION


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
