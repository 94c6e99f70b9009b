"""Limits of the import page."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

KEPT_DAYS = declare(
    "importing.kept_days", "integer", 30, _("导入文件保留天数，之后只留下行数"), "I.4", unit="d", minimum=1, maximum=365
)
LARGEST_FILE = declare(
    "importing.largest_file_mb", "integer", 32, _("导入文件大小上限"), "M02.01", unit="MB", minimum=1, maximum=64
)
