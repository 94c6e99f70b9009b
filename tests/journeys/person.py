"""Somebody at a post of a store, who acts on pages and through the API."""

import secrets
from typing import Any

from django.test import Client

from anxin.parties.org.models import ApiToken, Store, User
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from tests.api.client import ApiClient


class Person:
    """Somebody at a post, with a browser and a token."""

    def __init__(self, store: Store, *posts: str, **employee: Any) -> None:
        user: User = make_user(store, *posts)
        self.id = make_employee(store, posts[0], user=user, **employee).pk
        token = secrets.token_urlsafe(32)
        ApiToken.objects.create(user=user, name="day", digest=digest(token), scopes=["*"], created_at=clock.now())
        self.api, self.browser = ApiClient(token), Client()
        self.browser.force_login(user)

    def post(self, path: str, form: dict[str, Any] | None = None) -> int:
        """Send a form; the status of the answer."""
        answer = self.browser.post(path, form or {})
        assert answer.status_code in (303, 409, 422), (path, answer.status_code, answer.content.decode()[:2000])
        return answer.status_code
