"""What a request said, as bytes: the same key with other words, another address or another file is another request."""

import json

from django.http import HttpRequest

from anxin.platform.files.uploads import fingerprint

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def said_in(request: HttpRequest) -> bytes:
    """Method, address with query, and what was sent: of a form its fields and the hashes of its files."""
    head = f"{request.method} {request.get_full_path()} ".encode()
    # Django reads a form for POST only, and of a body that is none, whatever its type says, it finds no fields.
    if request.method != "POST" or request.content_type not in FORMS or _was_read_whole(request):
        return head + request.body
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken")
    files = sorted((name, [(one.name, fingerprint(one)) for one in request.FILES.getlist(name)]) for name in request.FILES)
    return head + json.dumps([fields, files]).encode()


def _was_read_whole(request: HttpRequest) -> bool:
    return request.content_type == "multipart/form-data" and hasattr(request, "_body")
