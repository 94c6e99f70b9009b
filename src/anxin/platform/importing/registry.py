"""What can be imported: modules register their sheet and their bulk command at start-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.workbook import CheckedRow, RowOutcome, Sheet

WriteRows = Callable[[Actor, int, Sequence[CheckedRow], datetime], Sequence[RowOutcome]]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of import. ``write_batch(actor, store_id, rows, at)`` calls the bulk command and answers row by row.

    ``permission`` is asked at upload, for the whole group when the rows belong to it (``is_group_wide``: the run itself
    is the program's). ``hint`` says on the page what a row means and when it counts as the same.
    """

    code: str
    title: Any
    sheet: Sheet
    permission: str
    write_batch: WriteRows
    hint: Any = ""
    order: int = 100
    is_group_wide: bool = False

    def may_be_run_by(self, actor: Actor, store_id: int | None = None) -> bool:
        """Whether the actor may import this in a store, or, without a store, anywhere."""
        if self.is_group_wide:
            return actor.may_in_group(self.permission)
        return actor.may(self.permission, store_id)


_kinds: dict[str, ImportKind] = {}


def register_import(kind: ImportKind) -> None:
    """Offer a kind of import on the page; the same code again replaces it."""
    _kinds[kind.code] = kind


def kind_of(code: str) -> ImportKind:
    """A registered kind.

    :raises NotFound: unknown code
    """
    if code not in _kinds:
        raise NotFound
    return _kinds[code]


def all_kinds() -> list[ImportKind]:
    """Every registered kind."""
    return list(_kinds.values())


def kinds_for(actor: Actor) -> list[ImportKind]:
    """What an actor may import, in order."""
    allowed = [kind for kind in _kinds.values() if kind.may_be_run_by(actor)]
    return sorted(allowed, key=lambda kind: (kind.order, kind.code))
