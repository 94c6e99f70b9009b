"""Limits of uploads."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

LARGEST_BYTES = declare(
    "files.largest_bytes",
    "integer",
    10 * 1024 * 1024,
    _("单个文件的大小上限"),
    "",
    unit="B",
    minimum=1024,
    maximum=100 * 1024 * 1024,
)
LARGEST_PIXELS = declare(
    "files.largest_pixels",
    "integer",
    50_000_000,
    _("照片的像素上限"),
    "",
    unit="px",
    minimum=100_000,
    maximum=200_000_000,
)
LONGEST_SIDE = declare(
    "files.longest_side",
    "integer",
    2560,
    _("照片长边缩到多少像素"),
    "",
    unit="px",
    minimum=640,
    maximum=8000,
)
ORPHAN_HOURS = declare(
    "files.orphan_hours", "integer", 48, _("未归档的上传保留多久"), "", unit="h", minimum=1, maximum=24 * 30
)
