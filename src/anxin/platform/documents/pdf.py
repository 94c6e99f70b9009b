"""PDF from typst templates: one warm compiler per process, data as data, never as markup.

Owns finding a template, handing it the data and turning typst's complaints into our errors. Does not own
the templates of other modules: "app/name" is `<app>/documents/name.typ`, "documents/name" is one of ours.

The result depends on template, data and font alone: the same input gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import justmytype_intl_cjk
import typst
from django.conf import settings

SOURCE_ROOT = Path(__file__).parents[2]
"""The package folder: typst reads files below it and nothing else; imports in templates begin here."""

_TEMPLATES = Path(__file__).parent / "templates"
_TEMPLATE_NAME = re.compile(r"([a-z][a-z0-9_]*)/([a-z][a-z0-9_]*)")
_BUNDLED_FONT = Path(justmytype_intl_cjk.__file__).parent / "fonts/ofl/notosanssc"
_FONT_FILES = (".ttf", ".otf", ".ttc", ".otc")
_compiling = Lock()


class DocumentTemplateNotFound(LookupError):
    """No such template: name it "app/name" and put it at <app>/documents/name.typ."""


class DocumentDataInvalid(ValueError):
    """The data lacks what every document needs, or holds a value that cannot be printed."""


class DocumentFontMissing(RuntimeError):
    """The folder in DOCUMENT_FONT_PATH holds no font of the family in DOCUMENT_FONT_FAMILY."""


class DocumentRenderingFailed(RuntimeError):
    """The template refused the data; the message is typst's and names the line."""


def render_pdf(template_name: str, data: Mapping[str, Any]) -> bytes:
    """Render a template with its data as a tagged PDF.

    `data["document"]` is a `DocumentHead` (inputs.py): title and number become metadata, `issued_at` is the
    date of the file. Money becomes whole fen, dates become ISO text.

    :raises DocumentTemplateNotFound: no template of this name
    :raises DocumentDataInvalid: no usable `document` entry, or a value of a type that cannot be printed
    :raises DocumentFontMissing: the configured font folder lacks the family
    :raises DocumentRenderingFailed: the template needs a value that the data does not hold
    """
    template = _find_template(template_name)
    issued_at = _issued_at(data)
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, default=_printable)
    except (TypeError, ValueError) as error:
        raise DocumentDataInvalid(f"{template_name}: {error}") from error
    family = getattr(settings, "DOCUMENT_FONT_FAMILY", None) or "Noto Sans SC"
    compiler = _compiler(getattr(settings, "DOCUMENT_FONT_PATH", None), family)
    try:
        # One compiler keeps the fonts parsed (the first document takes 20 times as long), but has one input.
        with _compiling:
            pdf = compiler.compile(
                str(template), format="pdf", sys_inputs={"data": text, "font": family}, timestamp=issued_at
            )
    except typst.TypstError as error:
        raise DocumentRenderingFailed(f"{template_name}: {error.diagnostic or error.message}") from error
    if not isinstance(pdf, bytes):
        raise DocumentRenderingFailed(f"{template_name}: no PDF came back")
    return pdf


def _find_template(template_name: str) -> Path:
    match = _TEMPLATE_NAME.fullmatch(template_name)
    if match is None:
        raise DocumentTemplateNotFound(f'"{template_name}": name a template "app/name"')
    app, name = match.groups()
    if app == "documents":
        found = [path for path in (_TEMPLATES / f"{name}.typ",) if path.is_file()]
    else:
        found = sorted(SOURCE_ROOT.glob(f"*/{app}/documents/{name}.typ"))
    if not found:
        raise DocumentTemplateNotFound(f'"{template_name}": there is no {app}/documents/{name}.typ')
    return found[0]


def _issued_at(data: Mapping[str, Any]) -> datetime:
    try:
        head = data["document"]
        issued_at = head["issued_at"]
        moment = issued_at if isinstance(issued_at, datetime) else datetime.fromisoformat(issued_at)
        complete = bool(head["title"] and head["number"] and moment.tzinfo)
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentDataInvalid(
            'data["document"] needs title, number and issued_at, an ISO instant with its offset'
        ) from error
    if not complete:
        raise DocumentDataInvalid('data["document"]: title and number may not be empty, issued_at needs its offset')
    # typst takes whole seconds only
    return moment.astimezone(UTC).replace(microsecond=0)


def _printable(value: object) -> object:
    match value:
        case date():  # a datetime is one too
            return value.isoformat()
        case Decimal():
            return str(value)
    fen = getattr(value, "fen", None)
    if isinstance(fen, int):
        return fen
    raise TypeError(f"a {type(value).__name__} cannot be printed: hand in text, a number, Money or a date")


@lru_cache(maxsize=4)
def _compiler(font_path: str | Path | None, family: str) -> typst.Compiler:
    folder = Path(font_path) if font_path else _BUNDLED_FONT
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    if family not in fonts.families():
        files = sorted(path.name for path in folder.glob("*") if path.suffix.lower() in _FONT_FILES)
        raise DocumentFontMissing(
            f'no font family "{family}" in {folder} (files: {", ".join(files) or "none"}): '
            "mend DOCUMENT_FONT_PATH or DOCUMENT_FONT_FAMILY"
        )
    return typst.Compiler(root=str(SOURCE_ROOT), font_paths=fonts, ignore_system_fonts=True)
