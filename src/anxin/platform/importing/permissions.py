"""Permissions of the import page: each kind of import has its module's own; this one opens the page.

Whoever holds one of the former by default holds this one, too (a test compares).
"""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

OPEN = declare(
    "importing.open",
    _("打开导入页"),
    "@administrators @management customer_relations_manager parts_manager parts_clerk parts_buyer hr_manager group_hr "
    "group_after_sales brand_after_sales_director warranty_clerk finance_manager",
)
