"""What tests of the cash desk share."""

from collections.abc import Iterator

import pytest

from anxin.visit.billing import paying
from anxin.visit.billing.tests.wechat import local_platform, wechat_pay


@pytest.fixture
def platform() -> Iterator[None]:
    """WeChat Pay on a local port serves the method."""
    with local_platform() as address:
        paying.use_platforms({"wechat": wechat_pay(address)})
        yield
        paying.use_platforms({})
