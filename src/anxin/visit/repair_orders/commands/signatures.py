"""What the customer gives at the signature: the picture, kept so that it can be printed, and the answer on being called."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.commands import record_consent_answer
from anxin.platform.actor import Actor
from anxin.platform.documents.pictures import PictureUnusable, printable_picture
from anxin.platform.errors import Invalid
from anxin.visit.repair_orders.models import RepairOrder, Signature

SIGNATURE_LIMIT_BYTES = 300_000
SIGNATURE_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png"}


class SignatureNeeded(Invalid):
    """A signature on the screen is missing or is not a picture."""

    code = "signature_needed"
    default_rule = "M06.11"
    default_message = _("请客户在屏幕上签字。")


def keep_signature(store_id: int, image: bytes | None, *, at: datetime) -> Signature:
    """Insert a signature drawn on the screen; also for the inspection sheet (R-RO09).

    :raises SignatureNeeded: missing, too large, or not a PNG that can be printed; it could never be mended later
    """
    kind = next((name for magic, name in SIGNATURE_TYPES.items() if image and image.startswith(magic)), None)
    if image is None or kind is None or len(image) > SIGNATURE_LIMIT_BYTES:
        raise SignatureNeeded(field="signature")
    try:
        printable_picture(image)
    except PictureUnusable as broken:
        raise SignatureNeeded(field="signature") from broken
    row = Signature(
        store_id=store_id, image=image, content_type=kind, sha256=hashlib.sha256(image).hexdigest(), signed_at=at
    )
    row.save(force_insert=True)
    return row


def keep_consent(actor: Actor, order: RepairOrder, answer: str, channel: str, at: datetime) -> None:
    """Keep what the customer said to being called, asked with the signature."""
    record_consent_answer(
        actor=actor,
        store_id=order.store_id,
        customer_id=order.customer_id,
        purpose="service",
        answer=answer,
        channel=channel,
        evidence=order.number,
        at=at,
    )
