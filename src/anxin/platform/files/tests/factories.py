"""Makes pictures and uploads for the tests of every module."""

from io import BytesIO

from PIL import Image

from anxin.parties.org.tests.factories import AT
from anxin.platform.actor import Actor
from anxin.platform.files.commands import KeptFile, keep_upload
from anxin.platform.files.purposes import declare_purpose
from anxin.platform.references import DocumentRef

PROBE = declare_purpose("probe.photo", see="files.keep", kinds=("image", "pdf"))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def make_picture(
    width: int = 40, height: int = 20, kind: str = "JPEG", colour: str = "red", mode: str = "RGB", **save: object
) -> bytes:
    """The bytes of a picture of one colour."""
    encoded = BytesIO()
    Image.new(mode, (width, height), colour).save(encoded, kind, **save)
    return encoded.getvalue()


def make_upload(
    actor: Actor, store_id: int, *, purpose: str = PROBE, subject: DocumentRef | None = None, label: str = ""
) -> KeptFile:
    """A kept photo."""
    return keep_upload(
        actor=actor, store_id=store_id, purpose=purpose, subject=subject, data=make_picture(), label=label, at=AT
    )
