"""The accounts that the demo prints: desk, person, sign-in name, password."""

import json
from pathlib import Path

import pytest

from anxin.faces.twin.loading import write_accounts
from anxin.faces.twin.organisation import STORES
from anxin.parties.org.tests.factories import make_store, make_user

pytestmark = pytest.mark.django_db


def test_every_account_says_whose_it_is(tmp_path: Path) -> None:
    user = make_user(make_store("LG"), "service_advisor", username="advisor.lg")
    write_accounts(tmp_path / "demo_accounts.json")
    rows = {row["login"]: row for row in json.loads((tmp_path / "demo_accounts.json").read_text())}
    assert rows["advisor.lg"]["name"] == user.display_name
    assert "恒途龙岗店" in rows["advisor.lg"]["desk"]


def test_every_store_of_the_demo_has_a_phone_for_its_papers() -> None:
    assert all(store.phone for store in STORES)
