"""Pictures that people give us (signatures, photographs), made safe and ready for a printed document.

Owns the way from foreign bytes to an SVG string that a template may draw. Does not own where they are kept.
"""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from anxin.platform.errors import Invalid

LARGEST_PICTURE_BYTES = 5_000_000
LARGEST_PICTURE_PIXELS = 50_000_000
"""Read from the header before a pixel is decoded: a small file may unpack to gigabytes."""
LARGEST_PICTURE_SIDE = 2_000
"""Pixels; a larger picture is scaled down, since paper shows no more."""

_SVG = "{http://www.w3.org/2000/svg}"
# What a drawn signature needs. Links, text, styles, scripts and references stay outside.
_DRAWING_ATTRIBUTES = {
    "path": ("d",),
    "circle": ("cx", "cy", "r"),
    "line": ("x1", "y1", "x2", "y2"),
    "polyline": ("points",),
}
_PAINT_ATTRIBUTES = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")


class PictureUnusable(Invalid):
    """The bytes are no picture that can be printed: send a PNG or JPEG, or an SVG of strokes, up to 5 MB."""

    code = "picture_unusable"
    default_message = _("图片无法读取：请上传 PNG 或 JPEG，或重新签字。")


def printable_picture(content: bytes) -> str:
    """Return a PNG, JPEG or stroke SVG as an SVG string that templates draw; the pixels are coded anew.

    :raises PictureUnusable: too large, broken, or another format
    """
    if len(content) > LARGEST_PICTURE_BYTES:
        raise PictureUnusable(_("图片超过 5 MB：请缩小后再上传。"))
    if content.lstrip()[:1] == b"<":
        return _strokes_only(content)
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > LARGEST_PICTURE_PIXELS:
                raise PictureUnusable
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureUnusable from error
    picture.thumbnail((LARGEST_PICTURE_SIDE, LARGEST_PICTURE_SIDE))
    encoded = BytesIO()
    picture.save(encoded, "PNG")
    width, height = picture.size
    data = b64encode(encoded.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def _strokes_only(content: bytes) -> str:
    if b"<!" in content:
        raise PictureUnusable
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise PictureUnusable from error
    size = " ".join(
        f"{name}={quoteattr(root.attrib[name])}" for name in ("width", "height", "viewBox") if name in root.attrib
    )
    strokes = "".join(
        _stroke(element, name) for element in root.iter() if (name := element.tag.removeprefix(_SVG)) in _DRAWING_ATTRIBUTES
    )
    if root.tag != f"{_SVG}svg" or not strokes:
        raise PictureUnusable(_("签名是空的：请重新签字。"))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{strokes}</svg>'


def _stroke(element: ElementTree.Element, name: str) -> str:
    kept = " ".join(
        f"{attribute}={quoteattr(element.attrib[attribute])}"
        for attribute in (*_DRAWING_ATTRIBUTES[name], *_PAINT_ATTRIBUTES)
        if attribute in element.attrib and "url(" not in element.attrib[attribute]
    )
    return f"<{name} {kept}/>"
