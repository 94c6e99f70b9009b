"""The usual way to a new colleague, on the page of users."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anxin.parties.people import permissions
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot


def add_colleague_action(request: PageRequest, subject: Any) -> str:
    """Account, posts and staff file in one form."""
    return format_html('<a class="ax-btn ax-btn--go" href="{}">{}</a>', reverse("add_colleague"), _("添加员工"))


register_slot("org.users", add_colleague_action, permission=permissions.MANAGE)
