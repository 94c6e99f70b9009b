"""States of a message."""

from anxin.platform.findings import gettext_noop as _
from anxin.platform.lifecycle import Lifecycle

WAITING, SENDING, SENT, FAILED, BLOCKED = "WAITING", "SENDING", "SENT", "FAILED", "BLOCKED"

MESSAGE = Lifecycle(
    "contacts.message",
    initial=(WAITING, BLOCKED),
    transitions={
        (WAITING, "take"): SENDING,
        # A worker that died while sending leaves SENDING behind; its job is run again with the same key.
        (SENDING, "take"): SENDING,
        (SENDING, "deliver"): SENT,
        (SENDING, "wait"): WAITING,
        (SENDING, "fail"): FAILED,
        (WAITING, "block"): BLOCKED,
        (SENDING, "block"): BLOCKED,
        (FAILED, "retry"): WAITING,
        (WAITING, "hand_over"): SENT,
    },
    labels={
        WAITING: _("待发送"),
        SENDING: _("发送中"),
        SENT: _("已发送"),
        FAILED: _("发送失败"),
        BLOCKED: _("已拦截"),
    },
)
