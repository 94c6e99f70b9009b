"""States of a repair order and of a job (M06.13)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

OPEN, AUTHORISED, DISPATCHED, IN_PROGRESS = "OPEN", "AUTHORISED", "DISPATCHED", "IN_PROGRESS"
WORK_FINISHED, INSPECTED, SETTLED, DELIVERED, CANCELLED = "WORK_FINISHED", "INSPECTED", "SETTLED", "DELIVERED", "CANCELLED"

IN_SHOP = (OPEN, AUTHORISED, DISPATCHED, IN_PROGRESS, WORK_FINISHED, INSPECTED, SETTLED)
AT_WORK = (OPEN, AUTHORISED, DISPATCHED, IN_PROGRESS)
BEFORE_INSPECTION = (*AT_WORK, WORK_FINISHED)
BEFORE_SETTLEMENT = (OPEN, AUTHORISED, DISPATCHED, IN_PROGRESS, WORK_FINISHED, INSPECTED)

REPAIR_ORDER = Lifecycle(
    "repair_order",
    initial=(OPEN,),
    transitions={
        (OPEN, "authorise"): AUTHORISED,
        (OPEN, "cancel"): CANCELLED,
        (AUTHORISED, "authorise"): AUTHORISED,
        (AUTHORISED, "dispatch"): DISPATCHED,
        (AUTHORISED, "start"): IN_PROGRESS,
        (AUTHORISED, "cancel"): CANCELLED,
        (DISPATCHED, "authorise"): DISPATCHED,
        (DISPATCHED, "dispatch"): DISPATCHED,
        (DISPATCHED, "recall"): AUTHORISED,
        (DISPATCHED, "start"): IN_PROGRESS,
        (DISPATCHED, "cancel"): CANCELLED,
        (IN_PROGRESS, "authorise"): IN_PROGRESS,
        (IN_PROGRESS, "dispatch"): IN_PROGRESS,
        (IN_PROGRESS, "start"): IN_PROGRESS,
        (IN_PROGRESS, "finish"): WORK_FINISHED,
        (WORK_FINISHED, "authorise"): IN_PROGRESS,
        (WORK_FINISHED, "pass_inspection"): INSPECTED,
        (WORK_FINISHED, "fail_inspection"): IN_PROGRESS,
        (WORK_FINISHED, "reopen"): IN_PROGRESS,
        (INSPECTED, "authorise"): IN_PROGRESS,
        (INSPECTED, "fail_inspection"): IN_PROGRESS,
        (INSPECTED, "reopen"): IN_PROGRESS,
        (INSPECTED, "settle"): SETTLED,
        (SETTLED, "unlock"): INSPECTED,
        (SETTLED, "deliver"): DELIVERED,
    },
    labels={
        OPEN: _("接待"),
        AUTHORISED: _("待派工"),
        DISPATCHED: _("已派工"),
        IN_PROGRESS: _("施工"),
        WORK_FINISHED: _("待质检"),
        INSPECTED: _("待结算"),
        SETTLED: _("待交车"),
        DELIVERED: _("已交车"),
        CANCELLED: _("已作废"),
    },
    refusals={
        "authorise": _("工单已结算或作废，不能再签字确认；还要做的请另开工单。"),
        "dispatch": _("工单还没有客户签字，不能派工；请先请客户签字。"),
        "start": _("工单还没有客户签字，不能开工；请服务顾问先请客户签字。"),
        "finish": _("还没有开工，不能完工；请先开工。"),
        "pass_inspection": _("还有项目没有完工，不能质检；请先完工。"),
        "fail_inspection": _("现在不能退回返修，请刷新后再看。"),
        "settle": _("总检还没有通过，不能结算；请先做总检。"),
        "unlock": _("只有已结算、还没有交车的工单可以解锁；已交车的请退款，或另开工单。"),
        "deliver": _("还没有结算，不能交车；请先结算。"),
        "recall": _("工单不在已派工的状态，不能撤回派工，请刷新后再看。"),
        "reopen": _("工单还没有完工或已经结算，不能退回施工，请刷新后再看。"),
        "cancel": _("已经开工的工单不能作废；不做的项目请登记客户不做。"),
    },
    late_refusals={
        (SETTLED, "settle"): _("工单已经结算，不用再结；请刷新后看结算单。"),
        (DELIVERED, "settle"): _("工单已经结算，车也交了；请刷新后看结算单。"),
        (DELIVERED, "deliver"): _("车已经交了，不用再交；请刷新后看交车记录。"),
        (CANCELLED, "cancel"): _("工单已经作废，请刷新后再看。"),
        (INSPECTED, "pass_inspection"): _("总检已经通过，不用再检；请刷新后再看。"),
    },
)

JOB_OPEN, JOB_IN_PROGRESS, JOB_FINISHED, JOB_DROPPED = "OPEN", "IN_PROGRESS", "FINISHED", "DROPPED"

JOB = Lifecycle(
    "job",
    initial=(JOB_OPEN,),
    transitions={
        (JOB_OPEN, "start"): JOB_IN_PROGRESS,
        (JOB_IN_PROGRESS, "start"): JOB_IN_PROGRESS,
        (JOB_IN_PROGRESS, "finish"): JOB_FINISHED,
        (JOB_FINISHED, "reopen"): JOB_IN_PROGRESS,
        (JOB_DROPPED, "reopen"): JOB_OPEN,
        (JOB_OPEN, "drop"): JOB_DROPPED,
    },
    labels={
        JOB_OPEN: _("未开工"),
        JOB_IN_PROGRESS: _("施工中"),
        JOB_FINISHED: _("已完工"),
        JOB_DROPPED: _("不做"),
    },
    refusals={
        "start": _("这个项目已经完工，不能再开工；要返修的请在质检里退回。"),
        "finish": _("这个项目还没有开工，不能完工；请先开工。"),
        "reopen": _("只有已完工的项目可以退回返修，请刷新后再看。"),
        "drop": _("已经开工的项目不能取消；请先做完，或请客户再确认。"),
    },
)
