"""What may be kept, by content alone."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from anxin.platform.files.content import CleanFile, FileRefused, Limits, clean, thumbnail
from anxin.platform.files.tests.factories import PDF, make_picture

LIMITS = Limits(largest_bytes=200_000, largest_pixels=1_000_000, longest_side=100)
BOTH = frozenset({"image", "pdf"})


def opened(kept: CleanFile) -> Image.Image:
    return Image.open(BytesIO(kept.data))


def with_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Geheim 13912345678"
    exif.get_ifd(0x8825)[2] = (22.0, 33.0, 0.0)
    return make_picture(40, 20, exif=exif.tobytes(), comment=b"hidden words")


def test_exif_with_place_and_words_is_gone_and_its_orientation_applied() -> None:
    given = with_exif(orientation=6)
    assert b"Geheim" in given
    kept = clean(given, BOTH, LIMITS)
    assert (kept.width, kept.height, kept.content_type) == (20, 40, "image/jpeg")
    assert not opened(kept).getexif()
    assert b"Geheim" not in kept.data
    assert b"hidden words" not in kept.data


def test_what_hangs_behind_the_picture_is_gone() -> None:
    kept = clean(make_picture() + b"<script>alert(1)</script>", BOTH, LIMITS)
    assert b"script" not in kept.data


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg")])
def test_pictures_are_told_by_content(kind: str, content_type: str) -> None:
    assert clean(make_picture(kind=kind), BOTH, LIMITS).content_type == content_type


def test_a_png_keeps_its_transparency() -> None:
    kept = clean(make_picture(kind="PNG", mode="RGBA", colour="#ff000080"), BOTH, LIMITS)
    assert opened(kept).getpixel((0, 0)) == (255, 0, 0, 128)


def test_a_large_photo_is_scaled_down() -> None:
    kept = clean(make_picture(900, 300), BOTH, LIMITS)
    assert (kept.width, kept.height) == (100, 33)


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"MZ\x90\x00" * 20,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff\xe0 not really a jpeg",
        make_picture()[:200],
        make_picture(kind="GIF", mode="P", colour=1),
        b"%PDF-1.7 cut off",
    ],
    ids=["empty", "program", "svg", "false jpeg", "cut jpeg", "gif", "cut pdf"],
)
def test_other_content_is_refused_with_the_way_out(given: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        clean(given, BOTH, LIMITS)
    assert refused.value.field == "file"


def test_more_bytes_than_allowed_are_refused() -> None:
    with pytest.raises(FileRefused, match="MB"):
        clean(b"\xff" * 200_001, BOTH, LIMITS)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (2000, 1000)])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(FileRefused):
        clean(bomb(*size), BOTH, LIMITS)


def test_the_purpose_says_whether_photos_or_papers_are_taken() -> None:
    with pytest.raises(FileRefused, match="PDF"):
        clean(PDF, frozenset({"image"}), LIMITS)
    with pytest.raises(FileRefused, match="PDF"):
        clean(make_picture(), frozenset({"pdf"}), LIMITS)
    assert clean(PDF, BOTH, LIMITS) == CleanFile(PDF, "application/pdf")


def test_a_thumbnail_is_a_small_jpeg() -> None:
    with Image.open(BytesIO(thumbnail(make_picture(1600, 900)))) as small:
        assert (small.format, small.size) == ("JPEG", (320, 180))
