"""Browsers for the tests of pages, and pages read in them."""

from django.test import Client

from anxin.parties.org.models import User
from anxin.visit.repair_orders.tests.factories import FrontDesk


def client_of(desk: FrontDesk) -> Client:
    """A browser in which the desk's person is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=desk.actor.id))
    return client


def read(browser: Client, address: str) -> str:
    """A page that is there."""
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())
