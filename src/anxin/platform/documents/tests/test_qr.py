"""QR codes of every version that we make, module for module."""

from base64 import b64decode
from hashlib import sha256

import pytest

from anxin.platform.documents.qr import QUIET_MODULES, QrTextTooLong, qr_address, qr_matrix, qr_svg

TEXT = "https://anxin.example/t/0123456789" * 8


def fingerprint(text: str) -> str:
    lines = ("".join("01"[dark] for dark in line) for line in qr_matrix(text))
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


# Each was compared once, at the same mask, with the matrix of another encoder; texts that fill a version
# leave no padding, in which encoders differ.
@pytest.mark.parametrize(
    ("byte_count", "version", "expected"),
    [
        (14, 1, "8a1f089b17b7b40a"),
        (26, 2, "d4742dbbe6bf0bb5"),
        (42, 3, "c9d22017afb9a3ba"),
        (62, 4, "0ddc8b4393dd908a"),
        (84, 5, "9dc1c0dd83b1ce87"),
        (106, 6, "3a1d60782295cf2d"),
        (122, 7, "1ceffa5470b67b8e"),
        (152, 8, "8aadbb15fe05ef98"),
        (180, 9, "5971d8d9933c0456"),
        (213, 10, "aa12354041828b21"),
    ],
)
def test_each_version_is_encoded_as_the_standard_says(byte_count: int, version: int, expected: str) -> None:
    text = TEXT[:byte_count]
    assert len(qr_matrix(text)) == 17 + 4 * version
    assert fingerprint(text) == expected


def test_one_byte_more_takes_the_next_version_and_chinese_counts_in_bytes() -> None:
    assert len(qr_matrix("a" * 15)) == 25
    assert len(qr_matrix("安" * 5)) == 25


def test_a_text_that_does_not_fit_is_refused() -> None:
    with pytest.raises(QrTextTooLong, match="213"):
        qr_matrix("a" * 214)


def test_the_svg_draws_one_square_for_each_dark_module() -> None:
    svg = qr_svg("https://anxin.example/t/1")
    assert svg.count("h1v1h-1z") == sum(map(sum, qr_matrix("https://anxin.example/t/1")))


def test_a_code_for_a_page_is_an_image_with_white_around_it() -> None:
    kind, _comma, sealed = qr_address("https://anxin.example/").partition(",")
    drawn = b64decode(sealed).decode()
    size = len(qr_matrix("https://anxin.example/")) + 2 * QUIET_MODULES
    assert kind == "data:image/svg+xml;base64"
    assert f'viewBox="0 0 {size} {size}"' in drawn
    assert qr_svg("https://anxin.example/") in drawn
