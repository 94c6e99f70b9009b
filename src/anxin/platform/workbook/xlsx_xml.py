"""The XML inside an XLSX, read as a stream: elements by name, and which cell styles show percent."""

import re
import zipfile
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from anxin.platform.workbook.problems import broken_workbook

_STYLES = "xl/styles.xml"
# Formats that every program knows by their number: 0% and 0.00%.
_PERCENT_FORMATS = {"9", "10"}
# What a format shows as it stands: quoted, after a backslash, as wide as a sign, or a colour.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
StartElement = Callable[[str, dict[str, str]], None]


def elements(package: zipfile.ZipFile, path: str, tag: str) -> list[dict[str, str]]:
    """The attributes of each element of a name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == tag:
            found.append(attributes)

    with package.open(path) as opened:
        parse(opened, parser_of(start))
    return found


def parser_of(start: StartElement) -> expat.XMLParserType:
    """A parser that calls ``start`` and refuses a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    # No spreadsheet program writes one; entities are the other kind of bomb.
    raise broken_workbook()


def parse(opened: IO[bytes], parser: expat.XMLParserType) -> None:
    """Run a parser over a stream."""
    parser.ParseFile(opened)


def local_name(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def percent_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the cell styles that show percent."""
    if _STYLES not in package.namelist():
        return frozenset()
    formats, used, inside = set(_PERCENT_FORMATS), list[str](), False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = local_name(name)
        if tag == "numFmt" and "%" in _LITERAL.sub("", attributes.get("formatCode", "")):
            formats.add(attributes["numFmtId"])
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            used.append(attributes.get("numFmtId", ""))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and local_name(name) != "cellXfs"

    parser = parser_of(start)
    parser.EndElementHandler = end
    with package.open(_STYLES) as opened:
        parse(opened, parser)
    return frozenset(str(place) for place, number in enumerate(used) if number in formats)
