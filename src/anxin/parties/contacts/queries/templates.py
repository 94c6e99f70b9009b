"""How messages are worded now: the group's own words, else the program's."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions
from anxin.parties.contacts.models import MessageTemplate
from anxin.parties.contacts.parameters import Template, declared_templates
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

PURPOSES = {
    "service": _("服务联系"),
    "marketing": _("营销信息"),
    "video": _("影像记录"),
    "insurance": _("保险代办"),
}


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template with its present words; ``is_own``: the group's, not the program's. ``version`` counts both ways."""

    code: str
    label: str
    purpose: str
    purpose_label: str
    body: str
    shipped_body: str
    placeholders: tuple[str, ...]
    is_own: bool
    version: int
    changed_at: datetime | None


@query(permissions.SEND)
def list_templates(actor: Actor) -> list[TemplateRow]:
    """Every template by code."""
    own = {one.code: one for one in MessageTemplate.objects.all()}
    return [_row(template, own.get(template.code)) for template in declared_templates().values()]


@query(permissions.SEND)
def get_template(actor: Actor, code: str) -> TemplateRow:
    """One template.

    :raises NotFound: not declared by any module
    """
    template = declared_templates().get(code)
    if template is None:
        raise NotFound
    return _row(template, MessageTemplate.objects.filter(code=code).first())


def wording(code: str) -> str:
    """The words of a declared template as they are sent now."""
    own = MessageTemplate.objects.filter(code=code).values_list("body", flat=True).first()
    return own or declared_templates()[code].body


def _row(template: Template, own: MessageTemplate | None) -> TemplateRow:
    return TemplateRow(
        template.code,
        str(template.label),
        template.purpose,
        str(PURPOSES.get(template.purpose, template.purpose)),
        (own.body if own else "") or template.body,
        template.body,
        tuple(sorted(template.known)),
        bool(own and own.body),
        own.version if own else 0,
        own.changed_at if own else None,
    )
