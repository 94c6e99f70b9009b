"""QR codes as SVG: byte mode, error correction level M, versions 1 to 10 (ISO/IEC 18004).

Owns the encoding of one short text, such as a tracking link of at most 213 bytes. Does not own the link.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import cache

Matrix = list[list[bool]]
QUIET_MODULES = 4

# Per version: error correction codewords per block, number of blocks, all codewords, alignment centres.
_VERSIONS: dict[int, tuple[int, int, int, tuple[int, ...]]] = {
    1: (10, 1, 26, ()),
    2: (16, 1, 44, (6, 18)),
    3: (26, 1, 70, (6, 22)),
    4: (18, 2, 100, (6, 26)),
    5: (24, 2, 134, (6, 30)),
    6: (16, 4, 172, (6, 34)),
    7: (18, 4, 196, (6, 22, 38)),
    8: (22, 4, 242, (6, 24, 42)),
    9: (22, 5, 292, (6, 26, 46)),
    10: (26, 5, 346, (6, 28, 50)),
}
_FIELD_POLYNOMIAL = 0x11D
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)
_FINDER_LIKE = (
    [True, False, True, True, True, False, True, False, False, False, False],
    [False, False, False, False, True, False, True, True, True, False, True],
)


class QrTextTooLong(ValueError):
    """The text does not fit a code of version 10: shorten the link to 213 bytes."""


def qr_svg(text: str) -> str:
    """Return a QR code of the text as SVG without the quiet zone; leave 4 modules of white around it.

    :raises QrTextTooLong: more than 213 bytes in UTF-8
    """
    matrix = qr_matrix(text)
    squares = "".join(
        f"M{column} {row}h1v1h-1z" for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark
    )
    size = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">'
        f'<path d="{squares}" shape-rendering="crispEdges"/></svg>'
    )


def qr_address(text: str) -> str:
    """Return a QR code of the text as an address that an image on a page shows, with its quiet zone of white.

    :raises QrTextTooLong: more than 213 bytes in UTF-8
    """
    drawn = qr_svg(text)
    size = len(qr_matrix(text)) + 2 * QUIET_MODULES
    framed = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><g transform="translate({QUIET_MODULES} {QUIET_MODULES})">'
        f"{drawn}</g></svg>"
    )
    return f"data:image/svg+xml;base64,{b64encode(framed.encode()).decode()}"


def qr_matrix(text: str) -> Matrix:
    """Return the modules of the code row by row, True for dark.

    :raises QrTextTooLong: more than 213 bytes in UTF-8
    """
    payload = text.encode()
    version = _smallest_version(len(payload))
    matrix, reserved = _function_patterns(version)
    _place_codewords(matrix, reserved, _codewords(payload, version))
    return min(
        (_masked(matrix, reserved, version, mask) for mask in range(len(_MASKS))),
        key=_penalty,
    )


def _smallest_version(byte_count: int) -> int:
    for version, (correction, blocks, total, _centres) in _VERSIONS.items():
        header_bits = 4 + _length_bits(version)
        if header_bits + 8 * byte_count <= 8 * (total - correction * blocks):
            return version
    raise QrTextTooLong(f"{byte_count} bytes do not fit a QR code here: shorten the link to 213 bytes")


def _length_bits(version: int) -> int:
    return 8 if version < 10 else 16


# -- codewords --


def _codewords(payload: bytes, version: int) -> bytes:
    correction, blocks, total, _centres = _VERSIONS[version]
    capacity = total - correction * blocks
    bits = f"0100{len(payload):0{_length_bits(version)}b}" + "".join(f"{byte:08b}" for byte in payload)
    bits += "0" * min(4, 8 * capacity - len(bits))
    bits += "0" * (-len(bits) % 8)
    content = bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits), 8))
    content += bytes((0xEC, 0x11)) * capacity
    return _interleaved(content[:capacity], blocks, correction)


def _interleaved(content: bytes, blocks: int, correction: int) -> bytes:
    short, longer_blocks = divmod(len(content), blocks)
    parts: list[bytes] = []
    start = 0
    for block in range(blocks):
        end = start + short + (block >= blocks - longer_blocks)
        parts.append(content[start:end])
        start = end
    corrections = [_remainder(part, correction) for part in parts]
    result = bytearray()
    for group, length in ((parts, short + 1), (corrections, correction)):
        result.extend(part[index] for index in range(length) for part in group if index < len(part))
    return bytes(result)


def _product(one: int, other: int) -> int:
    result = 0
    while other:
        if other & 1:
            result ^= one
        one = one << 1 ^ (_FIELD_POLYNOMIAL if one & 0x80 else 0)
        other >>= 1
    return result


@cache
def _generator(degree: int) -> tuple[int, ...]:
    """Return the coefficients of (x - 1)(x - 2)(x - 4)… without the leading 1."""
    coefficients = [1]
    root = 1
    for _ in range(degree):
        shifted = [*coefficients, 0]
        for index, coefficient in enumerate(coefficients):
            shifted[index + 1] ^= _product(coefficient, root)
        coefficients = shifted
        root = _product(root, 2)
    return tuple(coefficients[1:])


def _remainder(content: bytes, degree: int) -> bytes:
    generator = _generator(degree)
    remainder = [0] * degree
    for byte in content:
        factor = byte ^ remainder[0]
        remainder = [*remainder[1:], 0]
        remainder = [old ^ _product(term, factor) for old, term in zip(remainder, generator, strict=True)]
    return bytes(remainder)


# -- modules --


def _function_patterns(version: int) -> tuple[Matrix, Matrix]:
    size = 17 + 4 * version
    matrix = [[False] * size for _ in range(size)]
    reserved = [[False] * size for _ in range(size)]

    def put(row: int, column: int, dark: bool) -> None:
        if 0 <= row < size and 0 <= column < size:
            matrix[row][column] = dark
            reserved[row][column] = True

    for index in range(size):
        put(6, index, index % 2 == 0)
        put(index, 6, index % 2 == 0)
    for top, left in ((3, 3), (3, size - 4), (size - 4, 3)):
        for row, column in _square(4):
            put(top + row, left + column, max(abs(row), abs(column)) not in (2, 4))
    centres = _VERSIONS[version][3]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for centre in ((top, left) for top in centres for left in centres if (top, left) not in corners):
        for row, column in _square(2):
            put(centre[0] + row, centre[1] + column, max(abs(row), abs(column)) != 1)
    for row, column, _bit in _format_cells(size, 0):
        put(row, column, False)
    put(size - 8, 8, True)
    for row, column, bit in _version_cells(size, version):
        put(row, column, bit)
    return matrix, reserved


def _square(radius: int) -> Iterator[tuple[int, int]]:
    span = range(-radius, radius + 1)
    return ((row, column) for row in span for column in span)


def _format_cells(size: int, mask: int) -> Iterator[tuple[int, int, bool]]:
    """Yield both copies of the 15 bits that name level M (00) and the mask."""
    remainder = mask
    for _ in range(10):
        remainder = remainder << 1 ^ (remainder >> 9) * 0x537
    bits = (mask << 10 | remainder) ^ 0x5412
    around = [(row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)] + [(8, column) for column in (7, 5, 4, 3, 2, 1, 0)]
    split = [(8, size - 1 - index) for index in range(8)] + [(size - 15 + index, 8) for index in range(8, 15)]
    for cells in (around, split):
        for index, (row, column) in enumerate(cells):
            yield row, column, bool(bits >> index & 1)


def _version_cells(size: int, version: int) -> Iterator[tuple[int, int, bool]]:
    if version < 7:
        return
    remainder = version
    for _ in range(12):
        remainder = remainder << 1 ^ (remainder >> 11) * 0x1F25
    bits = version << 12 | remainder
    for index in range(18):
        far, near = size - 11 + index % 3, index // 3
        yield far, near, bool(bits >> index & 1)
        yield near, far, bool(bits >> index & 1)


def _place_codewords(matrix: Matrix, reserved: Matrix, codewords: bytes) -> None:
    bits = (bool(byte >> shift & 1) for byte in codewords for shift in range(7, -1, -1))
    size = len(matrix)
    upward = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for row in range(size - 1, -1, -1) if upward else range(size):
            for column in (right, right - 1):
                if not reserved[row][column]:
                    matrix[row][column] = next(bits, False)
        upward = not upward


def _masked(matrix: Matrix, reserved: Matrix, version: int, mask: int) -> Matrix:
    inverts = _MASKS[mask]
    result = [
        [dark ^ (not reserved[row][column] and inverts(row, column)) for column, dark in enumerate(line)]
        for row, line in enumerate(matrix)
    ]
    for row, column, bit in _format_cells(17 + 4 * version, mask):
        result[row][column] = bit
    return result


def _penalty(matrix: Matrix) -> int:
    size = len(matrix)
    columns = [list(column) for column in zip(*matrix, strict=True)]
    score = 0
    for line in (*matrix, *columns):
        run = 1
        for before, after in zip(line, [*line[1:], not line[-1]], strict=True):
            if before == after:
                run += 1
                continue
            score += run - 2 if run >= 5 else 0
            run = 1
        score += 40 * sum(line[start : start + 11] in _FINDER_LIKE for start in range(size - 10))
    for row in range(size - 1):
        for column in range(size - 1):
            corner = matrix[row][column]
            if corner == matrix[row][column + 1] == matrix[row + 1][column] == matrix[row + 1][column + 1]:
                score += 3
    dark = sum(map(sum, matrix))
    return score + 10 * int(abs(20 * dark - 10 * size * size) / (size * size))
