"""Kinds of tasks of the parts counter."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import declare_task_kind

LOST_PART = declare_task_kind("parts_desk.lost", _("缺件失销，请和客户商量"), "R-PT04")
REBOOK = declare_task_kind("parts_desk.rebook", _("缺件，请顾问改约"), "R-PT07")
