"""Permissions of appointments."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.permissions import declare

SEE = declare(
    "appointments.see",
    _("查看预约"),
    "@management @front_desk @customer_relations @overseers @workshop_leads @parts reception_guide",
)
BOOK = declare("appointments.book", _("预约、改期、取消"), "@management @front_desk @customer_relations")
ARRIVE = declare("appointments.arrive", _("登记到店与未到店"), "@management @front_desk reception_guide")
PICK = declare("appointments.pick", _("为预约备好配件"), "@parts @management")
