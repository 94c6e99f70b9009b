"""Reads the text of a PDF made by typst, without any tool from outside.

Owns just enough of PDF: uncompressed objects, Type 0 fonts with ToUnicode maps, two-byte strings.
"""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_FONT_USE = re.compile(rb"/(f\d+) (\d+) 0 R")
_SHOW = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|<([0-9A-Fa-f]+)>|\b([BE]T)\b")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def page_count(pdf: bytes) -> int:
    """Return the number of pages that the file declares."""
    found = re.search(rb"/Type\s*/Pages\s*/Count (\d+)", pdf)
    assert found
    return int(found[1])


def text_of(pdf: bytes) -> str:
    """Return all text in the order of drawing.

    :raises AssertionError: a glyph that the font does not have
    """
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    return "".join(_shown(_stream(_referred(objects, page, b"Contents")), _fonts_of(objects, page)) for page in pages)


def _referred(objects: dict[int, bytes], body: bytes, key: bytes) -> bytes:
    found = re.search(rb"/%b (\d+) 0 R" % key, body)
    assert found
    return objects[int(found[1])]


def _fonts_of(objects: dict[int, bytes], page: bytes) -> dict[bytes, dict[int, str]]:
    """Return the character maps of a page; each page names its fonts anew."""
    resources = _referred(objects, page, b"Resources")
    return {
        name: _character_map(_stream(_referred(objects, objects[int(reference)], b"ToUnicode")))
        for name, reference in _FONT_USE.findall(resources)
    }


def _stream(body: bytes) -> bytes:
    raw = body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
    return zlib.decompress(raw) if b"/FlateDecode" in body.split(b"stream\n", 1)[0] else raw


def _character_map(stream: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", stream.split(b"endcodespacerange")[1])
    return {int(code, 16): bytes.fromhex(target.decode()).decode("utf-16-be") for code, target in pairs}


def _shown(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    characters: dict[int, str] = {}
    result: list[str] = []
    position = 0
    inside = False  # strings outside BT … ET are properties, not text
    while found := _SHOW.search(content, position):
        position = found.end()
        if found[1]:
            characters = fonts[found[1]]
            continue
        if found[4]:
            inside = found[4] == b"BT"
            continue
        if found[2]:
            end = _end_of_literal(content, position)
            codes = _unescaped(content[position:end])
            position = end + 1
        else:
            codes = bytes.fromhex(found[3].decode())
        if not inside:
            continue
        for high, low in zip(codes[::2], codes[1::2], strict=True):
            assert high or low, "a character is missing in the font"
            result.append(characters.get(high << 8 | low, ""))
    return "".join(result)


def _end_of_literal(content: bytes, position: int) -> int:
    """Return where a literal string closes; it may hold escaped and balanced parentheses."""
    depth = 1
    while True:
        character = content[position : position + 1]
        if character == b"\\":
            position += 1
        depth += (character == b"(") - (character == b")")
        if not depth:
            return position
        position += 1


def _unescaped(literal: bytes) -> bytes:
    def plain(match: re.Match[bytes]) -> bytes:
        escaped = match[1]
        return bytes([int(escaped, 8)]) if escaped.isdigit() else _ESCAPES.get(escaped, escaped)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, literal, flags=re.DOTALL)
