"""Permissions of capacity. Whoever books, receives or dispatches reserves."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "capacity.see",
    _("查看工位与技师占用"),
    "@administrators @management @front_desk reception_guide @workshop_leads @technicians @technical_leads "
    "@quality @parts @customer_relations @overseers",
)
RESERVE = declare(
    "capacity.reserve",
    _("占用与释放工位和技师"),
    "@management @front_desk reception_guide @workshop_leads @technicians @technical_leads @quality @customer_relations",
)
