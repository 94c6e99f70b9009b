"""Limits of quality."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import declare_task_kind
from anxin.platform.parameters import declare

TRAINING_TASK = declare_task_kind("quality.training", _("上岗前培训"), "R-QC08")
CERTIFICATE_TASK = declare_task_kind("quality.certificate", _("续办证书"), "R-QC08")

GRADES = declare(
    "quality.grades",
    "text",
    "口头批评；书面警告；记过；降级；辞退",
    _("过失处理等级，由轻到重（用分号隔开）"),
    "R-QC07",
)
STATEMENT_DAYS = declare(
    "quality.statement_days",
    "integer",
    3,
    _("本人几天内可以陈述，过后可直接决定"),
    "R-QC07",
    unit=_("天"),
    minimum=0,
    maximum=60,
)
APPEAL_DAYS = declare(
    "quality.appeal_days", "integer", 7, _("决定后几天内可以申诉"), "R-QC07", unit=_("天"), minimum=0, maximum=90
)
FIGURE_DAYS = declare(
    "quality.figure_days", "integer", 92, _("质量指标一次最多看多少天"), "M08.07", unit=_("天"), minimum=1, maximum=400
)
