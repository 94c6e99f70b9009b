"""The group's own words for a template."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions, rules
from anxin.parties.contacts.models import MessageTemplate
from anxin.parties.contacts.parameters import declared_templates
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound, VersionConflict
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn

LONGEST_BODY = 600


@dataclass(frozen=True, slots=True)
class SavedTemplate:
    """The template after a command; ``version`` 0: the group never worded it."""

    code: str
    version: int


@command(permissions.MANAGE_TEMPLATES)
def change_template(*, actor: Actor, code: str, body: str, version: int | None, at: datetime) -> SavedTemplate:
    """Word a template anew for the whole group.

    :raises Denied: the actor may not for the whole group
    :raises NotFound: not declared by any module
    :raises Invalid: no text, too long, a placeholder that nobody fills, or advertising without the way out
    :raises VersionConflict: somebody else changed it
    """
    actor.require_in_group(permissions.MANAGE_TEMPLATES)
    declared = declared_templates().get(code)
    if declared is None:
        raise NotFound
    kept = clean_text(body)
    if not kept or len(kept) > LONGEST_BODY:
        raise Invalid(_("请填写模板内容，最多 600 字。"), field="body")
    unknown = rules.unknown_placeholders(kept, declared.known)
    if unknown:
        words = {"name": unknown[0], "known": "、".join(sorted(declared.known))}
        raise Invalid(_("没有“%(name)s”这项内容，可用的有：%(known)s。") % words, field="body")
    if declared.purpose == "marketing" and "{unsubscribe}" not in kept:
        raise Invalid(_("营销消息必须让客户能退订，请保留“{unsubscribe}”。"), field="body")
    row = _own_words(code) or MessageTemplate(code=code, version=0)
    if version is not None and version != row.version:
        raise VersionConflict({"body": (row.body, kept)}, now=row.version)
    row.body, row.version, row.changed_at, row.changed_by = kept, row.version + 1, at, actor.key
    row.save()
    audit.note(DocumentRef("contacts.messagetemplate", row.pk), None, code=code, version=row.version)
    return SavedTemplate(code, row.version)


@command(permissions.MANAGE_TEMPLATES)
def reset_template(*, actor: Actor, code: str, at: datetime) -> SavedTemplate:
    """Go back to the program's own words.

    :raises Denied: the actor may not for the whole group
    :raises NotFound: the group has no words of its own for it
    """
    actor.require_in_group(permissions.MANAGE_TEMPLATES)
    row = _own_words(code)
    if row is None or not row.body:
        raise NotFound
    # The row stays without words: were it deleted, its versions would begin anew and an old If-Match would fit again.
    row.body, row.version, row.changed_at, row.changed_by = "", row.version + 1, at, actor.key
    row.save()
    audit.note(DocumentRef("contacts.messagetemplate", row.pk), None, code=code, reset=True, version=row.version)
    return SavedTemplate(code, row.version)


def _own_words(code: str) -> MessageTemplate | None:
    """The group's row, locked; by turns, for the first two who word it find none to lock."""
    take_turn(f"contacts.template:{code}")
    return MessageTemplate.objects.select_for_update().filter(code=code).first()
