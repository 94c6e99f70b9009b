"""What a refused page asks for, and who in the store has it: said to whoever may not.

Owns: the words. Does not own who holds a permission: the module that does registers a source.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anxin.platform.errors import Denied, Refusal
from anxin.platform.permissions import all_permissions
from anxin.platform.ui.navigation import current_store_id

MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may, and as what."""

    name: str
    role: str


HolderSource = Callable[[Any, int, str], Sequence[Holder]]
_source: list[HolderSource] = []


def register_holder_source(source: HolderSource) -> None:
    """Give the function that names who holds a permission in a store (actor, store, code); the last one counts."""
    _source[:] = [source]


def who_may(request: Any, refusal: Refusal) -> str:
    """Which permission a refusal asks for and who in the store has it; empty where it names none."""
    permission = all_permissions().get(str(refusal.details.get("permission", "")))
    if not isinstance(refusal, Denied) or permission is None:
        return ""
    needed = _("需要的权限：%(permission)s。") % {"permission": permission.label}
    actor, store_id = getattr(request, "actor", None), current_store_id(request)
    if not _source or actor is None or actor.kind == "anonymous" or not store_id:
        return needed
    found = _source[0](actor, store_id, permission.code)
    names = [_("%(name)s（%(role)s）") % {"name": one.name, "role": one.role} for one in found]
    if not names:
        return f"{needed}{_('本店没有人有，要用请管理员在“设置 - 用户”里给岗位。')}"
    said = {"names": _("、").join(names[:MOST_NAMES]), "count": len(names)}
    if len(names) > MOST_NAMES:
        return needed + _("本店可以找：%(names)s 等 %(count)s 人。") % said
    return needed + _("本店可以找：%(names)s。") % said
