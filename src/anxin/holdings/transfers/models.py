"""Tables of transfers: the document that both stores see, what only one of them may see, and what is free elsewhere."""

from collections.abc import Collection
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q

from anxin.holdings.transfers.lifecycle import ASKED, DONE, OPEN, SENT, TRANSFER
from anxin.platform.actor import Actor
from anxin.platform.database.times import plausible_times
from anxin.platform.guards import lifecycle_guard
from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import ScopedQuerySet, StoreRow, VersionedRow


class OfTwoStores(ScopedQuerySet["Transfer"]):
    """Transfers are visible to the store that asks and to the one that lends; each acts as what it is."""

    def _of_stores(self, store_ids: Collection[int]) -> Self:
        return self.filter(Q(store_id__any=store_ids) | Q(from_store_id__any=store_ids))

    def asked_by(self, actor: Actor, permission: str) -> Self:
        """Those that stores ask for in which the actor holds the permission."""
        return self.visible_to(actor, permission).filter(store_id__any=sorted(actor.stores_for(permission)))

    def lent_by(self, actor: Actor, permission: str) -> Self:
        """Those that stores are asked for in which the actor holds the permission."""
        return self.visible_to(actor, permission).filter(from_store_id__any=sorted(actor.stores_for(permission)))


class Transfer(StoreRow, VersionedRow):
    """Parts that ``store`` asks of ``from_store``. Both see it; what either keeps to itself stands in other rows.

    Of what was ``sent``, some was received, some came back, some was lost; the rest is on the way. ``net`` and ``tax``
    are those of what was sent and did not come back: at cost within one company, else the price agreed (``is_sale``).
    ``missing`` is what the asker says did not come, ``is_missing_ours`` that it bears it.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    from_store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=24, unique=True)
    key = models.CharField(max_length=120)
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, default=ASKED)
    asked = models.DecimalField(max_digits=12, decimal_places=3)
    needed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    agreed = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    expected_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    sent = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    received = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    returned = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    lost = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    lost_ours = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    missing = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    is_missing_ours = models.BooleanField(default=False)
    words = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    is_sale = models.BooleanField(default=False)
    is_tax_deductible = models.BooleanField(default=True)
    net = MoneyField(default=0)
    tax = MoneyField(default=0)
    invoice_number = models.CharField(max_length=40, blank=True)

    plain: ClassVar[models.Manager[Any]] = models.Manager()
    objects: ClassVar[Any] = models.Manager.from_queryset(OfTwoStores)()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            plausible_times("transfer_plausible", "needed_at", "expected_at"),
            models.UniqueConstraint(fields=["store", "key"], name="transfer_once"),
            models.CheckConstraint(condition=~Q(store=models.F("from_store")), name="transfer_between_two"),
            models.CheckConstraint(
                condition=Q(asked__gt=0, agreed__gte=0, agreed__lte=models.F("asked"), sent__lte=models.F("agreed")),
                name="transfer_sent_as_agreed",
            ),
            models.CheckConstraint(
                condition=Q(
                    received__gte=0,
                    returned__gte=0,
                    lost__gte=0,
                    missing__gte=0,
                    lost_ours__gte=0,
                    lost_ours__lte=models.F("lost"),
                    sent__gte=models.F("received") + models.F("returned") + models.F("lost") + models.F("missing"),
                ),
                name="transfer_nothing_vanishes",
            ),
            models.CheckConstraint(
                condition=(Q(state=SENT) & Q(sent__gt=models.F("received") + models.F("returned") + models.F("lost")))
                | (Q(state=DONE) & Q(sent=models.F("received") + models.F("returned") + models.F("lost"), sent__gt=0))
                | (~Q(state__in=[SENT, DONE]) & Q(sent=0)),
                name="transfer_on_the_way_or_done",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["store", "-id"], name="transfer_asked"),
            models.Index(fields=["from_store", "-id"], name="transfer_lent"),
            models.Index(fields=["store", "article"], name="transfer_asked_open", condition=Q(state__in=OPEN)),
            models.Index(fields=["from_store", "article"], name="transfer_lent_open", condition=Q(state__in=OPEN)),
        ]
        triggers: ClassVar = [
            lifecycle_guard(TRANSFER),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="as_asked",
                fields=["store", "from_store", "number", "key", "article", "asked", "needed_at", "note", "asked_at"],
            ),
        ]

    @property
    def on_the_way(self) -> Any:
        """What was sent and has neither arrived nor come back nor is known to be lost."""
        return self.sent - self.received - self.returned - self.lost


class TransferPurpose(StoreRow):
    """What the asker wants the parts for: its own, the lender does not see it. ``told_at`` is the arrival last told."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="+")
    document_kind = models.CharField(max_length=60, blank=True)
    document_id = models.BigIntegerField(null=True)
    document_line = models.BigIntegerField(null=True)
    demand_id = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["store", "document_kind", "document_id"],
                name="transfer_purpose_document",
                condition=Q(document_id__isnull=False),
            )
        ]


class TransferReceipt(StoreRow):
    """What came in of a transfer: so much, booked as that entry of the asker's stock. Insert-only."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    entry_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=Q(quantity__gt=0), name="transfer_receipt_above_zero")]
        triggers: ClassVar = append_only()


class FreeStock(StoreRow):
    """How much of an article a store can give away, published by it to the group: a quantity and nothing else.

    Every store may read every row, none may write another's. ``is_held`` says that signed lines hold some of it.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey("catalog.PartArticle", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    is_held = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "store"], name="free_stock_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="free_stock_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["store"], name="free_stock_held", condition=Q(is_held=True))]
