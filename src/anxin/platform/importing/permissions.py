"""Permissions of the import page: each kind of import has its module's own; this one opens the page."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

OPEN = declare(
    "importing.open",
    _("打开导入页"),
    "@administrators general_manager after_sales_manager customer_relations_manager parts_manager hr_manager",
)
