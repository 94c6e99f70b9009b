"""Catalogues: the .po file that people edit and the .mo file that programs read.

A .po is sorted by msgid and carries no dates and no line numbers, so that branches merge.
"""

import ast
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from anxin.platform.i18n.messages import Message

HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\nLanguage: en\n"
PLURAL_FORMS = 2
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?)\s+(\".*\")$")
_PLACE = re.compile(r"%(?:\((\w+)\))?[#0\- +]*(?:\d+|\*)?(?:\.\d+)?[sdifgr%]|\{(\w*)\}")


class BrokenCatalogue(ValueError):
    """A .po file that cannot be read; the text names file and line."""


@dataclass(slots=True)
class Entry:
    """The English of one message: one text, or one for each plural form; and the translator's notes."""

    texts: list[str]
    notes: list[str] = field(default_factory=list)

    @property
    def is_translated(self) -> bool:
        """Every form has a text."""
        return all(self.texts)


Catalogue = dict[Message, Entry]


def blank_entry(message: Message) -> Entry:
    """An entry that waits for its English."""
    return Entry([""] * (PLURAL_FORMS if message.plural else 1))


def merged(messages: Mapping[Message, object], old: Catalogue) -> Catalogue:
    """The wanted messages with the English that is there; vanished ones are dropped."""
    return {message: old.get(message) or blank_entry(message) for message in sorted(messages)}


def wrong_places(message: Message, entry: Entry) -> bool:
    """Whether the English names other places (%(count)s) than the Chinese: it would fail when it is shown."""
    wanted = [_places(one) for one in (message.singular, message.plural) if one]
    # "One car" may drop the number that the Chinese names, a place that is unknown may never appear.
    allowed = set().union(*wanted)
    required = wanted[-1]
    return any(not _places(text) <= allowed for text in entry.texts) or not required <= _places(entry.texts[-1])


def read_po(path: Path) -> Catalogue:
    """The entries of a .po file, empty when there is none.

    :raises BrokenCatalogue: not the format, a merge conflict left in it, or the same message twice
    """
    if not path.exists():
        return {}
    catalogue: Catalogue = {}
    for number, block in _blocks(path.read_text(encoding="utf-8")):
        message, entry = _entry(block, path, number)
        if message in catalogue:
            raise BrokenCatalogue(f"{path}:{number}: the message stands there twice: {message.singular}")
        if message.singular:
            catalogue[message] = entry
    return catalogue


def write_po(path: Path, catalogue: Catalogue) -> bool:
    """Write the file when its content changes; says whether it did."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quoted(line + "\n") for line in HEADER.splitlines())]
    blocks += [_po_block(message, catalogue[message]) for message in sorted(catalogue)]
    text = "\n\n".join(blocks) + "\n"
    if path.exists() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return True


def mo_bytes(catalogue: Catalogue) -> bytes:
    """The binary catalogue (GNU gettext .mo, revision 0, little-endian, sorted, without hash table)."""
    pairs = {"": HEADER}
    for message, entry in catalogue.items():
        if entry.is_translated:
            key = f"{message.context}\x04" if message.context else ""
            key += f"{message.singular}\x00{message.plural}" if message.plural else message.singular
            pairs[key] = "\x00".join(entry.texts)
    encoded = sorted((key.encode(), text.encode()) for key, text in pairs.items())
    count = len(encoded)
    start = 28 + 16 * count
    keys, texts = b"\0".join(key for key, _ in encoded) + b"\0", b"\0".join(text for _, text in encoded) + b"\0"
    key_table = _offsets([len(key) for key, _ in encoded], start)
    text_table = _offsets([len(text) for _, text in encoded], start + len(keys))
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, start)
    return head + key_table + text_table + keys + texts


def _offsets(lengths: list[int], start: int) -> bytes:
    table = b""
    for length in lengths:
        table += struct.pack("<2I", length, start)
        start += length + 1
    return table


def _places(text: str) -> set[str]:
    return {found[1] or found[2] or found[0] for found in _PLACE.finditer(text)} - {"%%"}


def _blocks(text: str) -> list[tuple[int, list[tuple[int, str]]]]:
    blocks: list[tuple[int, list[tuple[int, str]]]] = []
    current: list[tuple[int, str]] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if line and not line.startswith("#~"):
            current.append((number, line))
        elif current:
            blocks.append((current[0][0], current))
            current = []
    return [*blocks, (current[0][0], current)] if current else blocks


def _entry(block: list[tuple[int, str]], path: Path, number: int) -> tuple[Message, Entry]:
    fields: dict[str, str] = {}
    notes: list[str] = []
    keyword = ""
    for line_number, line in block:
        found = _KEYWORD.match(line)
        try:
            if line.startswith("#"):
                # Generated references of other tools change with every edit: only people's notes stay.
                notes += [line] if line.startswith("# ") else []
            elif found:
                keyword = f"msgstr{found[2] or 0}" if found[1].startswith("msgstr") else found[1]
                fields[keyword] = ast.literal_eval(found[3])
            elif line.startswith('"') and keyword:
                fields[keyword] += ast.literal_eval(line)
            else:
                raise BrokenCatalogue(f"{path}:{line_number}: not a line of a .po file: {line}")
        except SyntaxError as broken:
            raise BrokenCatalogue(f"{path}:{line_number}: a string that does not end: {line}") from broken
    if "msgid" not in fields:
        raise BrokenCatalogue(f"{path}:{number}: an entry without msgid")
    message = Message(fields["msgid"], fields.get("msgctxt", ""), fields.get("msgid_plural", ""))
    forms = PLURAL_FORMS if message.plural else 1
    return message, Entry([fields.get(f"msgstr{form}", "") for form in range(forms)], notes)


def _po_block(message: Message, entry: Entry) -> str:
    lines = list(entry.notes)
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.singular)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        lines += [f"msgstr[{form}] {_quoted(text)}" for form, text in enumerate(entry.texts)]
    else:
        lines.append(f"msgstr {_quoted(entry.texts[0])}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{escaped}"'
