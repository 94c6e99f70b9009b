"""A signature as a form posts it: drawn, or a typed name that becomes a picture of that name."""

import base64
import binascii
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import justmytype_intl_cjk
from django.http import HttpRequest
from PIL import Image, ImageDraw, ImageFont

from anxin.platform.text import clean_text

WIDTH, HEIGHT, SIZE, LONGEST_NAME = 480, 160, 64, 20


def posted_signature(request: HttpRequest, name: str = "signature") -> bytes | None:
    """PNG bytes of the signature in a form; None when nobody signed."""
    drawn = request.POST.get(name, "")
    if drawn:
        try:
            return base64.b64decode(drawn.partition("base64,")[2] or drawn, validate=True)
        except (binascii.Error, ValueError):
            return b""
    typed = clean_text(request.POST.get(f"{name}_name", ""))
    if typed and request.POST.get(f"{name}_name_confirmed") == "1":
        return _written(typed[:LONGEST_NAME])
    return None


def _written(name: str) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(picture).text((WIDTH / 2, HEIGHT / 2), name, fill="black", font=_font(), anchor="mm")
    encoded = BytesIO()
    picture.save(encoded, "PNG")
    return encoded.getvalue()


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    folder = Path(justmytype_intl_cjk.__file__).parent / "fonts/ofl/notosanssc"
    return ImageFont.truetype(str(next(iter(sorted(folder.glob("*.ttf"))))), SIZE)
