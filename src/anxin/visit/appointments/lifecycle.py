"""States of an appointment (M04.04)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

BOOKED, ARRIVED, NO_SHOW, CANCELLED = "BOOKED", "ARRIVED", "NO_SHOW", "CANCELLED"
TAKES_A_SLOT = (BOOKED, ARRIVED)
ENDED = (NO_SHOW, CANCELLED)
"""The car is not expected any more; one that missed its time may still come."""

APPOINTMENT = Lifecycle(
    "appointment",
    initial=(BOOKED,),
    transitions={
        (BOOKED, "move"): BOOKED,
        (BOOKED, "arrive"): ARRIVED,
        (BOOKED, "miss"): NO_SHOW,
        (BOOKED, "cancel"): CANCELLED,
        (NO_SHOW, "arrive"): ARRIVED,
    },
    labels={BOOKED: _("已预约"), ARRIVED: _("已到店"), NO_SHOW: _("未到店"), CANCELLED: _("已取消")},
    refusals={
        "move": _("客户已到店、未到店或已取消，不能改期；请另约一次。"),
        "arrive": _("这个预约已经到店或已取消，请刷新后再看。"),
        "miss": _("只有还没到店的预约才能记未到店，请刷新后再看。"),
        "cancel": _("客户已到店或预约已结束，不能取消，请刷新后再看。"),
    },
)
