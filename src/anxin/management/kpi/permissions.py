"""Permissions of kpi."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare("kpi.see", _("查看经营指标"), "@management @overseers")
