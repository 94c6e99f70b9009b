"""Components: escaped, accessible, without style attributes; the sheet of states in both languages."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django_cotton import render_component

from anxin.platform.actor import Actor
from anxin.platform.ui import drawings, views

ADVISOR = Actor("user", 7, "user:7", frozenset({1}), home_store_id=1, display_name="李娜", post_label="服务顾问")
NASTY = '"><script>alert(1)</script>'


class TagReader(HTMLParser):
    """Names of the elements that a browser would make."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)


def a_request() -> HttpRequest:
    request: HttpRequest = RequestFactory().get("/ui/")
    request.actor = ADVISOR  # type: ignore[attr-defined]
    return request


def component(component_name: str, /, **values: Any) -> str:
    return str(render_component(a_request(), component_name, values))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_of_states_keeps_the_content_policy(language: str) -> None:
    with translation.override(language):
        text = views.states(a_request()).content.decode()
    assert "<c-" not in text
    assert "{%" not in text
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)


def test_the_sheet_of_states_is_wholly_english_on_request() -> None:
    with translation.override("en"):
        text = views.states(a_request()).content.decode()
    left = set(re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<!--.*?-->", "", text)))
    assert left <= {"安心", "简体中文", "粤", "李娜", "服务顾问", "李"}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("plate", {"value": NASTY}),
        ("note", {"slot": ""}),
        ("field", {"name": "a", "label": NASTY, "value": NASTY, "error": NASTY, "hint": NASTY}),
        ("toast", {"text": NASTY, "undo": NASTY}),
        ("empty", {"title": NASTY, "hint": NASTY}),
        ("tiles", {"name": "a", "label": NASTY, "choices": [(NASTY, NASTY)]}),
        ("diff", {"differences": {NASTY: (NASTY, NASTY)}}),
        ("car_map", {"marks": [{"kind": "dent", "note": NASTY}]}),
        ("timeline", {"lines": [SimpleNamespace(title=NASTY, text=NASTY, at=None, icon="", url="", hot=False)]}),
        ("button", {"reason": NASTY, "confirm": NASTY}),
        ("kpi_tile", {"name": NASTY, "value": NASTY, "url": NASTY}),
    ],
)
def test_what_people_type_is_escaped(name: str, values: dict[str, Any]) -> None:
    assert "<script>alert" not in component(name, **values)


@pytest.mark.parametrize("passed", ['label="{{ typed }}"', ':label="typed"', 'data-x="{{ typed }}"', ':data-x="typed"'])
def test_attributes_are_escaped_however_they_are_passed(passed: str) -> None:
    template = engines["django"].from_string("{% cotton field name='a' " + passed + " %}{% endcotton %}")
    for typed in (NASTY, NASTY.replace('"', "'"), NASTY + "'", f"{{{NASTY}'}}"):
        reader = TagReader()
        reader.feed(template.render({"typed": typed}, a_request()))
        assert "script" not in reader.tags


def test_an_eight_character_plate_is_drawn_as_new_energy() -> None:
    assert "ax-plate--nev" in component("plate", value="粤BD12345")
    assert "ax-plate--nev" not in component("plate", value="粤B8K26S")


def test_a_car_without_a_plate_is_called_by_the_tail_of_its_vin() -> None:
    assert "无牌 123456" in component("plate", value="", vin="LSVAA4182E2123456")
    assert "无牌" not in component("plate", value="粤B8K26S", vin="LSVAA4182E2123456")
    assert component("plate", value="", vin="").strip() == ""


def test_a_component_does_not_take_values_from_the_page_around_it() -> None:
    text = render_to_string("ui/cell.html", {"column": SimpleNamespace(kind="plate"), "value": "粤B8K26S", "large": "1"})
    assert "ax-plate--l" not in text


class OdometerForm(forms.Form):
    odometer_km = forms.IntegerField(label="里程", min_value=10, help_text="上次 38,910")
    kind = forms.ChoiceField(label="类型", choices=[("a", "一般"), ("b", "保养")], widget=forms.RadioSelect)


def test_a_mistake_is_tied_to_its_field_and_counted() -> None:
    form = OdometerForm({"odometer_km": "3"})
    field = component("field", field=form["odometer_km"], unit="km")
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_odometer_km_hint id_odometer_km_error"' in field
    assert 'id="id_odometer_km_error"' in field
    assert 'value="3"' in field
    assert "2" in component("form_errors", form=form)


def test_choices_are_radio_buttons_in_a_named_group() -> None:
    text = component("field", field=OdometerForm()["kind"])
    assert text.count('type="radio"') == 2
    assert "<legend" in text


def test_a_form_carries_token_key_and_version() -> None:
    text = component("form", action="/x/", version=7, region="this", draft="d")
    for part in ("csrfmiddlewaretoken", "post_key", 'name="version" value="7"', 'hx-post="/x/"', 'data-draft="d"'):
        assert part in text


def test_a_disabled_button_says_why() -> None:
    text = component("button", reason="还有 2 项未完工")
    assert "disabled" in text
    assert "还有 2 项未完工" in text


def test_sparklines_of_one_column_share_a_scale() -> None:
    high = drawings.draw_spark([1, 2, 3], low=0, high=10)
    assert high.points.split()[-1] == "101.0,19.8"
    assert drawings.draw_spark([5, 5], target=5).level == "15.0"
    assert drawings.draw_spark([None, None]).points == ""
    assert drawings.share_text(140) == "100"
    assert drawings.share_text(None) == "0"
