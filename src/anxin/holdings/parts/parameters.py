"""Limits of the parts stock."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

ALLOW_NEGATIVE = declare("parts.allow_negative", "boolean", False, _("允许负库存出库（先出库、后补入库单）"), "M14.01")
