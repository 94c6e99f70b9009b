"""Extraction, catalogues and the search for unreachable text."""

import gettext
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.i18n.__main__ import main
from anxin.platform.i18n.bare_text import bare_python_text, bare_template_text
from anxin.platform.i18n.catalogue import (
    BrokenCatalogue,
    Entry,
    merged,
    mo_bytes,
    read_po,
    write_po,
    wrong_places,
)
from anxin.platform.i18n.messages import Message, python_messages, template_messages

HERE = Path("here")
TEMPLATE = """{% load i18n %}{# 注释 #}<!-- 注释 -->{% comment %}注释{% endcomment %}
<h1>{% translate "接车" %}</h1><c-button label="{% translate 'AB单' %}" title="{{ _('提示') }}" />
{% translate "开" context "门" %}
{% blocktranslate count n=cars %}{{ n }} 台车{% plural %}{{ n }} 台车们{% endblocktranslate %}
{% blocktranslate trimmed %}
  完成 50%
  了
{% endblocktranslate %}
"""


def test_a_template_gives_every_kind_of_message() -> None:
    assert set(template_messages(TEMPLATE, HERE)) == {
        Message("接车"),
        Message("AB单"),
        Message("提示"),
        Message("开", "门"),
        Message("%(n)s 台车", "", "%(n)s 台车们"),
        Message("完成 50%% 了"),
    }
    assert bare_template_text(TEMPLATE, HERE) == []


def test_python_messages_follow_the_imported_names() -> None:
    source = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy as in_context
a = _("工单" "号")
b = ngettext("%(n)d 台", "%(n)d 台们", n)
c = in_context("门", "开")
d = translation.gettext("直接")
e = other("不是")
f = _(variable)
g = _(f"{a}算出来的")
"""
    messages, faults = python_messages(source, HERE)
    assert set(messages) == {Message("工单号"), Message("%(n)d 台", "", "%(n)d 台们"), Message("开", "门"), Message("直接")}
    assert [fault.line for fault in faults] == [10]


def test_text_that_nobody_can_translate_is_found_with_its_line() -> None:
    assert [fault.line for fault in bare_template_text("<p>\n{{ x }}\n接车</p>", HERE)] == [3]
    assert [fault.line for fault in bare_template_text('<a title="接车">', HERE)] == [1]
    assert bare_template_text("<b>中文</b> {# i18n: data #}", HERE) == []
    source = '"""文档"""\nfrom x import gettext as _\na = _("可以")\nb = "不可以"\nc = "数据"  # i18n: data\n# 注释\n'
    assert [fault.line for fault in bare_python_text(source, HERE)] == [4]


def test_merging_keeps_the_english_and_drops_what_vanished() -> None:
    old = {Message("旧"): Entry(["Old"]), Message("留"): Entry(["Kept"], ["# a note"])}
    new = merged({Message("留"): HERE, Message("新"): HERE}, old)
    assert new == {Message("留"): Entry(["Kept"], ["# a note"]), Message("新"): Entry([""])}


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x04"), min_size=1)
MESSAGES = st.builds(Message, TEXTS, st.just("") | TEXTS, st.just("") | TEXTS)


@given(st.dictionaries(MESSAGES, st.tuples(TEXTS, TEXTS), max_size=5))
def test_catalogues_read_back_what_was_written(tmp_path_factory: pytest.TempPathFactory, texts: dict) -> None:
    catalogue = {message: Entry(list(pair) if message.plural else [pair[0]]) for message, pair in texts.items()}
    path = tmp_path_factory.mktemp("po") / "django.po"
    assert write_po(path, catalogue)
    assert not write_po(path, catalogue)
    assert read_po(path) == catalogue


def test_the_binary_catalogue_is_read_by_gettext() -> None:
    catalogue = {
        Message("接车"): Entry(["Reception"]),
        Message("开", "门"): Entry(["Open"]),
        Message("%(n)d 台", "", "%(n)d 台"): Entry(["one car", "%(n)d cars"]),
        Message("没有"): Entry([""]),
    }
    english = gettext.GNUTranslations(io.BytesIO(mo_bytes(catalogue)))
    assert english.gettext("接车") == "Reception"
    assert english.pgettext("门", "开") == "Open"
    assert english.ngettext("%(n)d 台", "%(n)d 台", 1) == "one car"
    assert english.ngettext("%(n)d 台", "%(n)d 台", 2) == "%(n)d cars"
    assert english.gettext("没有") == "没有"


def test_english_with_other_places_than_the_chinese_is_wrong() -> None:
    assert wrong_places(Message("%(n)s 台"), Entry(["%(count)s cars"]))
    assert wrong_places(Message("%(n)s 台"), Entry(["cars"]))
    assert wrong_places(Message("{n} 台"), Entry(["cars"]))
    assert not wrong_places(Message("%(n)s 台"), Entry(["%(n)s cars"]))
    assert not wrong_places(Message("%(n)s 台", "", "%(n)s 台"), Entry(["one car", "%(n)s cars"]))
    assert not wrong_places(Message("100%%"), Entry(["all"]))


@pytest.mark.parametrize(
    "text", ["<<<<<<< ours\n", 'msgid "a\n', 'msgstr "x"\n', 'msgid "a"\nmsgstr ""\n\nmsgid "a"\nmsgstr ""\n']
)
def test_a_broken_catalogue_names_file_and_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "django.po"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenCatalogue, match=r"django\.po:\d"):
        read_po(path)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    module = tmp_path / "src/anxin/visit/reception"
    (module / "templates/reception").mkdir(parents=True)
    (tmp_path / "src/anxin/platform/ui").mkdir(parents=True)
    (tmp_path / "config").mkdir()
    (module / "__init__.py").write_text("")
    (module / "templates/reception/desk.html").write_text('{% load i18n %}{% translate "接车" %}', encoding="utf-8")
    (module / "forms.py").write_text('from x import gettext as _\nlabel = _("车牌")\n', encoding="utf-8")
    (module / "tests").mkdir()
    (module / "tests/test_desk.py").write_text('from x import gettext as _\n_("测试")\n', encoding="utf-8")
    return tmp_path


def test_update_compile_and_check_over_a_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = project / "src/anxin/visit/reception/locale/en/LC_MESSAGES/django.po"
    assert main(["update"], root=project) == 0
    assert list(read_po(catalogue)) == [Message("接车"), Message("车牌")]
    assert not (project / "config/locale").exists()
    assert main(["check"], root=project) == 1
    assert "untranslated: 接车" in capsys.readouterr().out
    write_po(catalogue, {Message("接车"): Entry(["Reception"]), Message("车牌"): Entry(["Plate"])})
    assert main(["check"], root=project) == 0
    assert main(["compile"], root=project) == 0
    compiled = next(project.rglob("*.mo"))
    os.utime(compiled, (0, 0))
    assert main(["compile"], root=project) == 0
    assert compiled.stat().st_mtime > 0, "else every start compiles again"
    assert gettext.GNUTranslations(catalogue.with_suffix(".mo").open("rb")).gettext("接车") == "Reception"


def test_a_compile_that_is_killed_leaves_the_mo_as_it_was(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = project / "src/anxin/visit/reception/locale/en/LC_MESSAGES/django.po"
    write_po(catalogue, {Message("接车"): Entry(["Reception"])})
    assert main(["compile"], root=project) == 0
    before = catalogue.with_suffix(".mo").read_bytes()
    write_po(catalogue, {Message("接车"): Entry(["Check-in"])})
    whole = Path.write_bytes

    def killed(path: Path, content: bytes) -> None:
        whole(path, content[:20])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", killed)
        with pytest.raises(KeyboardInterrupt):
            main(["compile"], root=project)
    assert catalogue.with_suffix(".mo").read_bytes() == before
    assert main(["compile"], root=project) == 0
    assert gettext.GNUTranslations(catalogue.with_suffix(".mo").open("rb")).gettext("接车") == "Check-in"


def test_check_reports_vanished_and_missing_messages(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = project / "src/anxin/visit/reception/locale/en/LC_MESSAGES/django.po"
    write_po(catalogue, {Message("接车"): Entry(["Reception"]), Message("旧"): Entry(["Old"])})
    assert main(["check", str(project / "src/anxin/visit")], root=project) == 1
    out = capsys.readouterr().out
    assert "missing, run update: 车牌" in out
    assert "vanished, run update: 旧" in out
