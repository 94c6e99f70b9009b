"""What stands on an order is changed over the API: with the version of what is changed, once for a key."""

from typing import Any

import pytest
from django.test import Client

from anxin.parties.org.models import ApiToken, User
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT
from anxin.platform.money import Money
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import make_front_desk, open_order

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_head_job_and_item_are_changed_and_an_item_taken_off() -> None:
    desk = make_front_desk()
    fee = NewItem("fee", name="蒸发箱清洗", unit_price=Money.yuan(298))
    order = open_order(desk, jobs=[NewJob("空调异味", items=[fee, NewItem("fee", name="检测", unit_price=Money.yuan(80))])])
    user = User.objects.get(pk=desk.actor.id)
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client = Client(headers={"Authorization": "Bearer t"})
    url = f"/api/v1/repair-orders/{order.number}"

    def patch(path: str, said: dict[str, Any], version: int, **headers: str) -> Any:
        more = {"If-Match": f'"{version}"', **headers}
        return client.patch(f"{url}{path}", said, content_type=JSON, headers=more)

    seen = client.get(url).json()
    (job,) = seen["jobs"]
    item, other = job["items"]
    assert patch("", {"follow_up_suggestion": "长" * 201}, seen["head"]["version"]).status_code == 422
    head = patch("", {"parking_place": "B12"}, seen["head"]["version"])
    assert head.status_code == 200, head.content.decode()
    assert (head.status_code, head["ETag"]) == (200, f'"{head.json()["version"]}"')
    assert patch("", {"parking_place": "B13"}, seen["head"]["version"]).status_code == 409
    for _again in range(2):
        assert (
            patch(f"/jobs/{job['id']}", {"cause": "滤芯发霉"}, job["version"], **{"Idempotency-Key": "c1"}).status_code
            == 200
        )
    assert patch(f"/jobs/{job['id']}", {"cause": "别的"}, job["version"]).status_code == 409
    assert patch(f"/items/{item['id']}", {"discount": "50.00"}, item["version"]).status_code == 200
    assert patch(f"/items/{item['id']}", {"discount": "60.00"}, item["version"]).status_code == 409
    assert patch(f"/items/{item['id']}", {"quantity": "0"}, item["version"]).status_code == 422
    assert client.delete(f"{url}/items/{other['id']}").status_code == 200
    assert client.delete(f"{url}/items/{other['id']}").status_code == 404
    (job,) = client.get(url).json()["jobs"]
    assert (job["cause"], [one["amount"] for one in job["items"]]) == ("滤芯发霉", ["248.00"])
