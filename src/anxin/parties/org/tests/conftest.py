"""A store, its group's administrator, and a browser in which that person is signed in."""

import pytest
from django.test import Client

from anxin.parties.org.models import Store, User
from anxin.parties.org.tests.factories import make_region, make_store, make_user


@pytest.fixture
def store() -> Store:
    return make_store("LG", region=make_region())


@pytest.fixture
def admin(store: Store) -> User:
    return make_user(store, "administrator", username="admin", level="group")


@pytest.fixture
def client(admin: User) -> Client:
    browser = Client()
    browser.force_login(admin)
    return browser
