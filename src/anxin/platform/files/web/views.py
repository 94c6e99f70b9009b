"""Serves files to whoever may see them; each access is logged with ids only."""

import logging
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from anxin.platform.actor import Actor
from anxin.platform.files import queries
from anxin.platform.web import PageRequest, page

log = logging.getLogger("anxin.access")
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@require_safe
@page(None)
def serve_file(request: PageRequest, key: Any) -> HttpResponse:
    """One file, or with ``?size=thumb`` its small picture; never run by the browser as anything else than what it is."""
    actor: Actor = request.actor
    is_thumbnail = request.GET.get("size") == "thumb"
    found = queries.read_file(actor, str(key), is_thumbnail=is_thumbnail)
    log.info("file %s of store %s read by %s%s", found.id, found.store_id, actor.key, " (thumb)" if is_thumbnail else "")
    tag = f'"{found.sha256[:32]}{"-t" if is_thumbnail else ""}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponse(status=304), tag)
    response = HttpResponse(found.data, content_type=found.content_type)
    # Only pictures open in the page; a PDF is saved, so that no script in it ever runs beside our cookies.
    way = "inline" if found.content_type.startswith("image/") else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{key}.{SUFFIXES.get(found.content_type, "bin")}"'
    return _guarded(response, tag)


def _guarded(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response
