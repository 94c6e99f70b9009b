"""What an upload really is, by its content, and pictures coded anew without EXIF, GPS or anything hidden behind the pixels.

Pure: bytes in, bytes out. Does not own where files lie.
"""

from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from anxin.platform.errors import Invalid

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
READ_FORMATS = ("JPEG", "PNG", "WEBP")
THUMBNAIL_SIDE = 320
QUALITY = 86


class FileRefused(Invalid):
    """The upload is not a picture or PDF that may be kept."""

    code = "file_refused"
    default_message = _("只能上传 JPEG、PNG、WebP 照片或 PDF 文件；这个文件读不出来，请重新拍照或另存后再传。")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the upload, pixels of the picture, and the longest side that is kept."""

    largest_bytes: int
    largest_pixels: int
    longest_side: int


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What is kept; width and height are None for a PDF."""

    data: bytes
    content_type: str
    width: int | None = None
    height: int | None = None


def clean(data: bytes, kinds: frozenset[str], limits: Limits) -> CleanFile:
    """Check an upload by its content and give back what may be kept.

    :raises FileRefused: empty, too large, broken, another format, or not one of ``kinds`` ("image", "pdf")
    """
    if not data:
        raise FileRefused(_("文件是空的，请重新选择。"), field="file")
    if len(data) > limits.largest_bytes:
        megabytes = f"{limits.largest_bytes / 1024 / 1024:.0f}"
        raise FileRefused(_("文件超过 %(limit)s MB，请缩小后再传。") % {"limit": megabytes}, field="file")
    if data.startswith(b"%PDF-"):
        if "pdf" not in kinds:
            raise FileRefused(_("这里只能放照片，不能放 PDF。"), field="file")
        if b"%%EOF" not in data[-2048:]:
            raise FileRefused(field="file")
        return CleanFile(data, PDF)
    if "image" not in kinds:
        raise FileRefused(_("这里只能放 PDF 文件。"), field="file")
    return _clean_picture(data, limits)


def thumbnail(data: bytes) -> bytes:
    """A small JPEG of a kept picture.

    :raises FileRefused: the bytes are no picture
    """
    try:
        with Image.open(BytesIO(data), formats=READ_FORMATS) as picture:
            picture.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            small = _on_white(picture)
            small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            return _encoded(small, "JPEG")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise FileRefused(field="file") from problem


def _clean_picture(data: bytes, limits: Limits) -> CleanFile:
    try:
        with Image.open(BytesIO(data), formats=READ_FORMATS) as opened:
            # The header tells the size: a decompression bomb is refused before a pixel is decoded.
            if opened.width * opened.height > limits.largest_pixels:
                raise FileRefused(
                    _("照片有 %(width)s × %(height)s 像素，太大了，请缩小后再传。")
                    % {"width": opened.width, "height": opened.height},
                    field="file",
                )
            keeps_transparency = opened.format == "PNG"
            opened.draft("RGB", (limits.longest_side, limits.longest_side))
            turned = ImageOps.exif_transpose(opened)
            picture = turned.convert("RGBA") if keeps_transparency else _on_white(turned)
    except FileRefused:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise FileRefused(field="file") from problem
    picture.thumbnail((limits.longest_side, limits.longest_side))
    # A fresh picture of the pixels alone: neither EXIF nor comments nor profiles come along.
    kept = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    name, content_type = ("PNG", PNG) if keeps_transparency else ("JPEG", JPEG)
    return CleanFile(_encoded(kept, name), content_type, kept.width, kept.height)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        paper.alpha_composite(layered)
        return paper.convert("RGB")
    return picture.convert("RGB")


def _encoded(picture: Image.Image, name: str) -> bytes:
    encoded = BytesIO()
    if name == "JPEG":
        picture.save(encoded, name, quality=QUALITY, optimize=True)
    else:
        picture.save(encoded, name)
    return encoded.getvalue()
