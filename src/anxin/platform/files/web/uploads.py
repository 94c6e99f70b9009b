"""The answer to a camera that sends a photo before its form; the address and its permission are the module's."""

from django.http import HttpResponse, JsonResponse

from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.files.commands import LONGEST_LABEL, keep_upload
from anxin.platform.files.uploads import read_upload
from anxin.platform.web import PageRequest


def keep_photo(request: PageRequest, purpose: str) -> HttpResponse:
    """Keep the field ``photo`` with its ``label``, and say its key as ``id``.

    :raises NotFound: no photo, or nobody's store is chosen
    :raises FileRefused: wrong content, or too large
    """
    photo, store_id = request.FILES.get("photo"), request.store_id
    if photo is None or not store_id:
        raise NotFound
    kept = keep_upload(
        actor=request.actor,
        store_id=store_id,
        purpose=purpose,
        subject=None,
        data=read_upload(photo),
        label=request.POST.get("label", "")[:LONGEST_LABEL],
        at=clock.now(),
    )
    return JsonResponse({"id": kept.key})
