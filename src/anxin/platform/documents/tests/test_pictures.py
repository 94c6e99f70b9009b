"""Foreign pictures: usable ones are printed, everything else is refused or stripped."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from anxin.platform.documents.pdf import render_pdf
from anxin.platform.documents.pictures import LARGEST_PICTURE_SIDE, PictureUnusable, printable_picture
from anxin.platform.documents.tests.pdf_text import page_count
from anxin.platform.documents.tests.samples import load_sample


def encoded(kind: str, size: tuple[int, int] = (300, 100)) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, "white").save(output, kind)
    return output.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_raster_signature_is_printed(kind: str) -> None:
    data: dict[str, Any] = load_sample("repair_order")
    data["signatures"][0]["picture"] = printable_picture(encoded(kind))
    pdf = render_pdf("documents/repair_order", data)
    assert page_count(pdf) == 1
    assert b"/Subtype/Image" in pdf


def test_a_large_picture_is_scaled_down() -> None:
    svg = printable_picture(encoded("PNG", (4000, 1000)))
    assert f'width="{LARGEST_PICTURE_SIDE}" height="500"' in svg


def test_of_an_svg_only_strokes_remain() -> None:
    svg = printable_picture(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="x()"><script>x()</script>'
        b'<image href="file:///etc/passwd"/><text>t</text>'
        b'<path d="M0 0L9 9" stroke="black" fill="url(#a)" onclick="x()"/></svg>'
    )
    assert svg == ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0L9 9" stroke="black"/></svg>')


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
        encoded("PNG")[:60],
        encoded("GIF"),
        b"\x89PNG" + b"0" * 5_000_000,
    ],
    ids=["empty", "text", "broken SVG", "no strokes", "entities", "cut off", "GIF", "too large"],
)
def test_anything_else_is_refused_with_the_way_out(content: bytes) -> None:
    with pytest.raises(PictureUnusable, match="请"):
        printable_picture(content)
