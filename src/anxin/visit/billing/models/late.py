"""Express orders that were late: proposed free of charge, with the leave that says yes or no."""

from django.db import models

from anxin.platform.ledger import append_only
from anxin.platform.money import MoneyField
from anxin.platform.scoped import StoreRow


class LateExpress(StoreRow):
    """The customer's part of a late express order is asked to be free (R-DL11); ``approval`` says what came of it.

    ``due_at`` is when it was to be done, ``finished_at`` when it was, ``amount`` the customer's part at that moment: leave
    reaches so far, and is asked for anew when the part has grown. The last row counts.
    """

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+")
    repair_order = models.ForeignKey("repair_orders.RepairOrder", on_delete=models.PROTECT, related_name="+")
    approval = models.OneToOneField("work.ApprovalRequest", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    late_minutes = models.PositiveIntegerField()
    amount = MoneyField()
    at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        triggers = append_only()
        constraints = [models.UniqueConstraint(fields=["repair_order", "amount"], name="late_express_asked_once")]
