"""What notices to hang up and lists to work through need: one type per template, in the conventions of `inputs`."""

from __future__ import annotations

from typing import TypedDict

from anxin.platform.documents.inputs import DocumentHead, StoreHead


class NoticeSection(TypedDict):
    heading: str
    lines: list[str]


class NoticeDocument(TypedDict):
    """documents/notice: one A4 page to hang up; ``lead`` is the line below the title."""

    document: DocumentHead
    store: str
    lead: str
    sections: list[NoticeSection]


class WorkListDocument(TypedDict):
    """documents/work_list: rows of texts below their heads; the third and fourth column take the room."""

    document: DocumentHead
    store: StoreHead
    heads: list[str]
    rows: list[list[str]]
