"""Permissions of replenishment. Who orders from suppliers makes the drafts (``purchasing``), who sets levels takes them over
(``parts``).
"""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare("replenishment.see", _("查看补货建议"), "@administrators @management @parts @overseers")
