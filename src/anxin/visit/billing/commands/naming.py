"""Which company pays an insurer's bill (M09.01)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill

INSURER = "insurer"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NamedInsurer:
    """The bill and who pays it."""

    bill_id: int
    insurer: str


@command(permissions.SETTLE, rule="M09.01")
def name_insurer(*, actor: Actor, bill_id: int, insurer: str, at: datetime) -> NamedInsurer:
    """Say which company pays an insurer's bill, or set it right: it stands on receivables, statement and papers.

    :raises NotFound: unknown, or in a store where the actor may not settle
    :raises Invalid: no name, more than 60 characters, or a bill that no insurer pays
    """
    bill: Bill = Bill.objects.visible_to(actor, permissions.SETTLE).locked().one(pk=bill_id)
    name = clean_text(insurer)
    if bill.payer != INSURER:
        raise Invalid(_("只有保险付的账单要写保险公司；请在保险那张账单上填。"), field="insurer")
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("请写保险公司的名称，最多 60 个字。"), field="insurer")
    bill.insurer = name
    bill.save(update_fields=["insurer"])
    audit.note(DocumentRef("billing.bill", bill.pk), bill.store_id, insurer=name)
    return NamedInsurer(bill.pk, name)


def last_insurer(store_id: int, order_id: int) -> str:
    """Who was named on the settlement before, so that nobody has to say it again."""
    rows = Bill.objects.in_stores([store_id]).filter(settlement__repair_order_id=order_id, payer=INSURER)
    return rows.order_by("-pk").values_list("insurer", flat=True).first() or ""
