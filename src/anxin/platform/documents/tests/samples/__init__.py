"""Sample data of each printed document, with invented people, and the pictures filled in."""

import json
from pathlib import Path
from typing import Any

from anxin.platform.documents.pictures import printable_picture
from anxin.platform.documents.qr import qr_svg

NAMES = ("repair_order", "inspection_sheet", "delivery_note", "bill", "key_tag")

SIGNATURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 90" width="300" height="90">'
    b'<path d="M20 60C40 10 60 10 62 40S40 80 70 60 110 20 120 45 100 80 140 60L250 30" '
    b'fill="none" stroke="black" stroke-width="3" stroke-linecap="round"/></svg>'
)


def load_sample(name: str) -> dict[str, Any]:
    """Return the sample of a document, ready for render_pdf."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name(f"{name}.json").read_text())
    if "qr" in data:
        data["qr"]["picture"] = qr_svg(data["qr"]["picture"])
    for signature in data.get("signatures", []):
        if "picture" in signature:
            signature["picture"] = printable_picture(SIGNATURE)
    return data
