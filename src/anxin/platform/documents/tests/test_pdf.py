"""Rendering: data is never markup, the same input gives the same bytes, and refusals say what to do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from anxin.platform.documents import pdf as rendering
from anxin.platform.documents.pdf import (
    DocumentDataInvalid,
    DocumentFontMissing,
    DocumentRenderingFailed,
    DocumentTemplateNotFound,
    render_pdf,
)
from anxin.platform.documents.tests.pdf_text import text_of
from anxin.platform.documents.tests.samples import load_sample
from anxin.platform.money import Money


@pytest.fixture
def data() -> dict[str, Any]:
    return load_sample("repair_order")


def test_markup_in_the_data_is_printed_as_it_was_typed(data: dict[str, Any]) -> None:
    hostile = '*b* #read("/x") $x$ <label> @ref \\ // = h [c] "q" \' &amp;'
    data["requests"] = [hostile]
    assert hostile.replace(" ", "") in text_of(render_pdf("documents/repair_order", data)).replace(" ", "")


def test_the_same_data_gives_the_same_bytes_whatever_was_rendered_between(data: dict[str, Any]) -> None:
    first = render_pdf("documents/repair_order", data)
    render_pdf("documents/key_tag", load_sample("key_tag"))
    assert render_pdf("documents/repair_order", data) == first


def test_metadata_names_the_document_and_its_date(data: dict[str, Any]) -> None:
    data["document"]["title"] = "Order"
    pdf = render_pdf("documents/repair_order", data)
    assert b"/Title(Order W261120-0031)" in pdf
    assert b"/CreationDate(D:20261120013800Z)" in pdf


def test_money_and_instants_are_taken_as_they_are(data: dict[str, Any]) -> None:
    expected = render_pdf("documents/repair_order", data)
    data["estimate"]["customer_total"] = Money(93600)
    data["document"]["issued_at"] = datetime.fromisoformat("2026-11-20T09:38:00+08:00")
    assert render_pdf("documents/repair_order", data) == expected
    data["document"]["issued_at"] = datetime(2026, 11, 20, 1, 38, tzinfo=UTC)
    assert render_pdf("documents/repair_order", data) == expected


@pytest.mark.parametrize("name", ["repair_order", "documents/unknown", "documents/../pdf", "nobody/bill", "/etc/passwd"])
def test_an_unknown_template_is_refused(name: str, data: dict[str, Any]) -> None:
    with pytest.raises(DocumentTemplateNotFound, match=r"documents/|app/name"):
        render_pdf(name, data)


@pytest.fixture
def source_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package folder of its own, with the shared parts at their place."""
    copytree(Path(rendering.__file__).parent / "templates", tmp_path / "platform/documents/templates")
    monkeypatch.setattr(rendering, "SOURCE_ROOT", tmp_path)
    rendering._compiler.cache_clear()
    yield tmp_path
    rendering._compiler.cache_clear()


def test_a_module_keeps_its_own_templates_and_uses_the_shared_parts(source_root: Path, data: dict[str, Any]) -> None:
    folder = source_root / "visit/workshop/documents"
    folder.mkdir(parents=True)
    (folder / "slip.typ").write_text(
        '#import "/platform/documents/templates/parts.typ": *\n#show: sheet\n派工单 #data.vehicle.plate', encoding="utf-8"
    )
    assert "派工单 粤B·8K26S" in text_of(render_pdf("workshop/slip", data))


def test_a_document_without_head_or_offset_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(DocumentDataInvalid, match="title, number and issued_at"):
        render_pdf("documents/repair_order", {})
    data["document"]["issued_at"] = "2026-11-20T09:38:00"
    with pytest.raises(DocumentDataInvalid, match="offset"):
        render_pdf("documents/repair_order", data)


def test_a_missing_value_is_named(data: dict[str, Any]) -> None:
    del data["promised_at"]
    with pytest.raises(DocumentRenderingFailed, match="promised_at"):
        render_pdf("documents/repair_order", data)


def test_a_value_that_cannot_be_printed_is_refused(data: dict[str, Any]) -> None:
    data["remarks"] = [object()]
    with pytest.raises(DocumentDataInvalid, match="object cannot be printed"):
        render_pdf("documents/repair_order", data)


def test_a_font_folder_without_the_family_is_refused(data: dict[str, Any], settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENT_FONT_PATH = tmp_path
    with pytest.raises(DocumentFontMissing, match="DOCUMENT_FONT_PATH"):
        render_pdf("documents/repair_order", data)
