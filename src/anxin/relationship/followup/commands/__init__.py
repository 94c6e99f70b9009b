"""Public writes of the follow-up."""

from anxin.relationship.followup.commands.calls import CallReport, FollowUpOver, RecordedCall, record_call
from anxin.relationship.followup.commands.consent import settle_consent
from anxin.relationship.followup.commands.erasure import erase_follow_up_words
from anxin.relationship.followup.commands.numbers import NoConsent, ShownNumber, reveal_number
from anxin.relationship.followup.commands.planning import (
    PlannedFollowUp,
    cancel_follow_up,
    plan_follow_up,
)

__all__ = [
    "CallReport",
    "FollowUpOver",
    "NoConsent",
    "PlannedFollowUp",
    "RecordedCall",
    "ShownNumber",
    "cancel_follow_up",
    "erase_follow_up_words",
    "plan_follow_up",
    "record_call",
    "reveal_number",
    "settle_consent",
]
