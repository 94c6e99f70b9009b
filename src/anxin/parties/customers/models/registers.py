"""Registers of confidential files: what was lent to whom (FORM-26), and which data were handed out (M02.13)."""

from typing import ClassVar

from django.db import models

from anxin.parties.customers.models.people import Customer
from anxin.platform.scoped import StoreRow


class FileLoan(StoreRow):
    """A customer file that was lent: borrower, purpose, due back and back."""

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    borrower = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=120)
    lent_at = models.DateTimeField()
    lent_by = models.CharField(max_length=80)
    due_on = models.DateField()
    returned_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["store", "customer"], condition=models.Q(returned_at__isnull=True), name="file_lent_once"
            )
        ]
        indexes = [models.Index(fields=["store", "-lent_at"], name="file_loan_recent")]


class DataRequest(StoreRow):
    """A department's request for customer data, answered with the fewest fields: who, why, which, how many."""

    personal: ClassVar[tuple[str, ...]] = ()

    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", db_index=False)
    department = models.CharField(max_length=40)
    purpose = models.CharField(max_length=120)
    fields = models.JSONField()
    row_count = models.PositiveIntegerField()
    answered_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField()

    class Meta(StoreRow.Meta):
        indexes = [models.Index(fields=["store", "-answered_at"], name="data_request_recent")]
