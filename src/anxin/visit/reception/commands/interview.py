"""What the customer wants and says, and what was said of warranty."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.commands import record_consent_answer
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.scoped import require_version
from anxin.platform.text import at_most
from anxin.visit.reception import permissions, rules
from anxin.visit.reception.commands.arriving import KeptReception, kept, locked_here
from anxin.visit.reception.events import InterviewRecorded
from anxin.visit.reception.models import Reception
from anxin.visit.reception.queries import propose_warranty
from anxin.visit.repair_orders.commands import require_answered


class WarrantyContradicted(Invalid):
    """The advisor says other than the terms do, and not why; the message holds what they say."""

    code = "warranty_contradicted"
    default_rule = "R-RC16"

    def __init__(self, proposed: str) -> None:
        said = _("与条款不同（%(proposed)s）：请写明为什么。") % {"proposed": proposed}
        super().__init__(said, field="warranty_words", rule="R-RC16")


@command(permissions.RECEIVE, rule="R-RC15")
def record_interview(
    *,
    actor: Actor,
    number: str,
    concerns: str,
    at: datetime,
    warranty: str = "",
    warranty_words: str = "",
    service_contact: str = "",
    version: int | None = None,
) -> KeptReception:
    """Write down what the customer wants and says (M05.14, R-RC15), one concern a line, and what was said of warranty.

    ``service_contact`` is the answer to the question for consent to be called, empty when it was not asked.

    :raises NotFound: unknown or out of scope
    :raises Conflict: the reception is over
    :raises QuestionOpen: the workshop's expert was asked and has not answered (R-RC10)
    :raises WarrantyContradicted: other than the terms say, without words (R-RC16)
    """
    row = locked_here(actor, permissions.RECEIVE, number)
    require_version(row, version)
    if warranty not in ("", *Reception.Warranty.values):
        raise Invalid(_("请选择保修判断。"), field="warranty")
    if warranty in (Reception.Warranty.COVERED, Reception.Warranty.NOT_COVERED):
        require_answered(row.store_id, row.vehicle_id)
    _require_reason(actor, number, warranty, warranty_words, concerns)
    row.concerns = at_most(concerns, 1000, "concerns")
    row.warranty, row.warranty_words = warranty, at_most(warranty_words, 300, "warranty_words")
    row.interview_ended_at = at
    row.save(
        update_fields=[
            "concerns",
            "warranty",
            "warranty_words",
            "interview_ended_at",
            "version",
        ]
    )
    if service_contact:
        record_consent_answer(
            actor=actor,
            store_id=row.store_id,
            customer_id=row.customer_id,
            purpose="service",
            answer=service_contact,
            channel="spoken",
            evidence=row.number,
            at=at,
        )
    events.publish(InterviewRecorded(reception_id=row.pk, store_id=row.store_id, vehicle_id=row.vehicle_id), at=at)
    return kept(row)


def _require_reason(actor: Actor, number: str, warranty: str, words: str, concerns: str) -> None:
    if warranty not in (Reception.Warranty.COVERED, Reception.Warranty.NOT_COVERED):
        return
    proposal = propose_warranty(actor, number, concerns=concerns)
    if rules.overrides(warranty, words, proposal.answer, proposal.words):
        raise WarrantyContradicted(proposal.words)
