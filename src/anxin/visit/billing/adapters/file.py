"""Writes what is asked for as one JSON line into a file per day; people issue it elsewhere and enter the number."""

import json
import os
from dataclasses import asdict
from pathlib import Path

from anxin.platform import clock
from anxin.visit.billing.invoicing import InvoiceOutcome, OutgoingInvoice, TryLater


class FileProvider:
    """Appends to ``<folder>/<day>.jsonl``; only the program's own user may read it, for it holds names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def issue(self, invoice: OutgoingInvoice) -> InvoiceOutcome:
        """:raises TryLater: the disk refuses"""
        at = clock.now()
        line = json.dumps({"at": at.isoformat(), **asdict(invoice)}, ensure_ascii=False) + "\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self.folder / f"{at:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, line.encode())
            finally:
                os.close(file)
        except OSError as problem:
            raise TryLater(str(problem)) from problem
        return InvoiceOutcome(f"file:{invoice.key}", by_hand=True)

    def result(self, provider_id: str) -> InvoiceOutcome:
        """People enter the number."""
        return InvoiceOutcome(provider_id, by_hand=True)
