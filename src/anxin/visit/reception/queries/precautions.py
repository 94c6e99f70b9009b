"""What to mind after a service, as a store words it now: its own words, else the group's, else the program's."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import get_language

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.reception import permissions
from anxin.visit.reception.aftercare import SHIPPED
from anxin.visit.reception.models import PrecautionText

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class PrecautionRow:
    """Words for a service; ``level`` is ``store``, ``group`` or ``program``. ``version`` 0: nobody worded it there."""

    word: str
    words: str
    words_en: str
    level: str
    version: int
    changed_at: datetime | None


@query(permissions.SEE)
def list_precautions(actor: Actor, store_id: int) -> list[PrecautionRow]:
    """The words in use in a store, by word."""
    actor.require(permissions.SEE, store_id)
    found = {word: PrecautionRow(word, str(words), "", "program", 0, None) for word, words in SHIPPED.items()}
    for row in _rows(store_id):
        level = "group" if row.store_id is None else "store"
        found[row.word] = PrecautionRow(row.word, row.words, row.words_en, level, row.version, row.changed_at)
    return sorted(found.values(), key=lambda row: row.word)


def precaution_texts(store_id: int) -> dict[str, str]:
    """Word or code → what to mind, in the reader's language where it was written; for a store in scope."""
    texts = {word: str(words) for word, words in SHIPPED.items()}
    is_english = (get_language() or "").startswith(ENGLISH)
    for row in _rows(store_id):
        texts[row.word] = row.words_en if is_english and row.words_en else row.words
    return texts


def _rows(store_id: int) -> list[PrecautionText]:
    """The group's first, so that a store's own take their place."""
    rows = PrecautionText.objects.filter(Q(store_id=store_id) | Q(store=None))
    return sorted(rows, key=lambda row: row.store_id is not None)
