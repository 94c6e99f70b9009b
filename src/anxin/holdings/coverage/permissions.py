"""Permissions of coverage. Reading the terms needs none: they stand in every owner's handbook."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

CHANGE = declare(
    "coverage.change",
    _("维护质保条款"),
    "@administrators after_sales_manager warranty_clerk group_after_sales brand_after_sales_director",
    shared=True,
)
