"""What to mind after a service, worded by a store or the group (R-DL01)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, VersionConflict
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn
from anxin.visit.reception import permissions
from anxin.visit.reception.models import PrecautionText

LONGEST_WORD, LONGEST_WORDS = 40, 300


@dataclass(frozen=True, slots=True)
class KeptPrecaution:
    """Words for a service after a command; without a store they are the group's."""

    id: int
    word: str
    store_id: int | None
    version: int


@command(permissions.WORD_PRECAUTIONS, rule="R-DL01")
def word_precaution(
    *,
    actor: Actor,
    word: str,
    words: str,
    at: datetime,
    words_en: str = "",
    store_id: int | None = None,
    version: int | None = None,
) -> KeptPrecaution:
    """Word what to mind after the services with this code, or with this word in their name; empty words say nothing.

    :raises Denied: not in this store, or without a store not for the whole group
    :raises Invalid: no word or code, or too long
    :raises VersionConflict: somebody else changed it
    """
    if store_id is None:
        actor.require_in_group(permissions.WORD_PRECAUTIONS)
    else:
        store_info(store_id)
        actor.require(permissions.WORD_PRECAUTIONS, store_id)
    key, said, english = (" ".join(clean_text(text).split()) for text in (word, words, words_en))
    if not 0 < len(key) <= LONGEST_WORD:
        raise Invalid(_("请填项目编码、套餐编码，或项目名称里的词，最多 40 个字。"), field="word")
    for name, text in (("words", said), ("words_en", english)):
        if len(text) > LONGEST_WORDS:
            raise Invalid(_("注意事项最多 300 个字。"), field=name)
    take_turn(f"reception.precaution:{store_id or 0}:{key}")
    scope = Q(store=None) if store_id is None else Q(store_id=store_id)
    row = PrecautionText.objects.select_for_update().filter(scope, word=key).first()
    row = row or PrecautionText(store_id=store_id, word=key, version=0)
    if version is not None and version != row.version:
        raise VersionConflict({"words": (row.words, said)}, now=row.version)
    row.words, row.words_en, row.version, row.changed_at, row.changed_by = said, english, row.version + 1, at, actor.key
    row.save()
    audit.note(DocumentRef("reception.precautiontext", row.pk), store_id, word=key, version=row.version)
    return KeptPrecaution(row.pk, row.word, row.store_id, row.version)
