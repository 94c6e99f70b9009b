"""Puts the shell of the request into every template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from anxin.platform.ui.navigation import Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` (rail, stores, links) and `actor`; evaluated only where a template asks."""
    return {"shell": Shell(request), "actor": getattr(request, "actor", None)}
