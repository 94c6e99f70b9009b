"""Writes what is asked for as one JSON line into a file per day; people issue it elsewhere and enter the number."""

from dataclasses import asdict
from pathlib import Path

from anxin.platform import clock
from anxin.platform.day_files import append_line
from anxin.visit.billing.invoicing import InvoiceOutcome, OutgoingInvoice, TryLater


class FileProvider:
    """A line for each, in the folder that the installation names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def issue(self, invoice: OutgoingInvoice) -> InvoiceOutcome:
        """:raises TryLater: the disk refuses"""
        try:
            append_line(self.folder, clock.now(), asdict(invoice))
        except OSError as problem:
            raise TryLater(str(problem)) from problem
        return InvoiceOutcome(f"file:{invoice.key}", by_hand=True)

    def again(self, invoice: OutgoingInvoice, provider_id: str) -> InvoiceOutcome:
        """It stands in the file."""
        return self.result(provider_id)

    def result(self, provider_id: str) -> InvoiceOutcome:
        """People enter the number."""
        return InvoiceOutcome(provider_id, by_hand=True)
