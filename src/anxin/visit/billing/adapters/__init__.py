"""Providers that ship with the program: invoices by a file or by Nuonuo, money by hand or by WeChat Pay."""

from pathlib import Path

from django.conf import settings

from anxin.visit.billing.adapters.file import FileProvider
from anxin.visit.billing.adapters.nuonuo import NuonuoProvider
from anxin.visit.billing.invoicing import InvoiceProvider
from anxin.visit.billing.paying import PaymentPlatform


def provider_from_settings() -> InvoiceProvider:
    """The platform when ``INVOICE_URL`` is set, else the file in ``INVOICE_ROOT``."""
    if settings.INVOICE_URL:
        return NuonuoProvider(
            settings.INVOICE_URL, settings.INVOICE_APP_KEY, settings.INVOICE_APP_SECRET, settings.INVOICE_TOKEN
        )
    return FileProvider(Path(settings.INVOICE_ROOT))


def platforms_from_settings() -> dict[str, PaymentPlatform]:
    """WeChat Pay when ``WECHAT_PAY_MERCHANT`` is set; without it, every method is taken by hand.

    :raises ValueError: settings that cannot work
    :raises OSError: a key file that cannot be read
    """
    if not settings.WECHAT_PAY_MERCHANT:
        return {}
    # Only installations that use it load the cryptography behind it.
    from anxin.visit.billing.adapters.wechat_pay import WeChatMerchant, WeChatPay, platform_key, private_key

    merchant = WeChatMerchant(
        address=settings.WECHAT_PAY_URL,
        merchant=settings.WECHAT_PAY_MERCHANT,
        app=settings.WECHAT_PAY_APP,
        serial=settings.WECHAT_PAY_SERIAL,
        key=private_key(Path(settings.WECHAT_PAY_KEY_FILE)),
        api_key=settings.WECHAT_PAY_API_KEY.encode(),
        platform_serial=settings.WECHAT_PAY_PLATFORM_SERIAL,
        platform_key=platform_key(Path(settings.WECHAT_PAY_PLATFORM_KEY_FILE)),
        public_url=settings.PUBLIC_URL,
    )
    return {"wechat": WeChatPay(merchant)}
