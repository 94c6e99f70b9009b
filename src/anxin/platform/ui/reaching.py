"""Where a customer's own phone reaches this installation; what is not reachable is neither sent nor shown as a code."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def reachable_base(request: HttpRequest) -> str:
    """The public address, else the one under which the desk itself came; "" when that leads a phone to itself."""
    base: str = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    host = urlsplit(base).hostname or ""
    try:
        is_own = ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        is_own = host == "localhost" or host.endswith(".localhost")
    return "" if is_own else base
