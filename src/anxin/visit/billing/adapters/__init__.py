"""Invoice providers that ship with the program: a file for people who issue by hand, and the Nuonuo platform over HTTP."""

from pathlib import Path

from django.conf import settings

from anxin.visit.billing.adapters.file import FileProvider
from anxin.visit.billing.adapters.nuonuo import NuonuoProvider
from anxin.visit.billing.invoicing import InvoiceProvider


def provider_from_settings() -> InvoiceProvider:
    """The platform when ``INVOICE_URL`` is set, else the file in ``INVOICE_ROOT``."""
    if settings.INVOICE_URL:
        return NuonuoProvider(
            settings.INVOICE_URL, settings.INVOICE_APP_KEY, settings.INVOICE_APP_SECRET, settings.INVOICE_TOKEN
        )
    return FileProvider(Path(settings.INVOICE_ROOT))
