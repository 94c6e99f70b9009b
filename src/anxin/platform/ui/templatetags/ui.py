"""Template tags of the screen kit: icons, slots, form plumbing, drawings made on the server."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.forms.boundfield import BoundField, BoundWidget
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from anxin.platform.requests import PageRequest
from anxin.platform.ui import drawings
from anxin.platform.ui.client_texts import client_texts as client_text_table
from anxin.platform.ui.pages import POST_KEY_FIELD, STORE_FIELD, VERSION_FIELD
from anxin.platform.ui.slots import render_slots

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite; decoration only, so the word beside it carries the meaning."""
    suffix = f" ax-i--{size}" if size else ""
    return format_html(
        '<svg class="ax-i{}" aria-hidden="true"><use href="{}#{}"/></svg>', suffix, static("vendor/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def slot_panels(context: template.Context, place: str, subject: Any = None) -> SafeString:
    """The panels that higher modules registered for this place, each fenced."""
    request: PageRequest = context["request"]
    return render_slots(request, place, subject)


@register.simple_tag(takes_context=True)
def post_key(context: template.Context) -> SafeString:
    """Hidden idempotency key, new with every rendered form: a double tap is done once. With the store of the form."""
    key = format_html('<input type="hidden" name="{}" value="{}">', POST_KEY_FIELD, uuid.uuid4())
    return key + form_store(context)


@register.simple_tag(takes_context=True)
def form_store(context: template.Context) -> SafeString:
    """Hidden store for which the form was made, wherever the switcher stands when it is sent. Alone in forms without key."""
    store_id = getattr(context.get("request"), "store_id", 0)
    return (
        format_html('<input type="hidden" name="{}" value="{}">', STORE_FIELD, str(store_id)) if store_id else SafeString()
    )


@register.simple_tag
def form_version(version: Any) -> SafeString:
    """Hidden version of the row being edited, so that a lost update becomes a 409."""
    return format_html('<input type="hidden" name="{}" value="{}">', VERSION_FIELD, version)


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """The input of a form field with our class and its aria links to hint and error."""
    attrs = {key.replace("_", "-"): value for key, value in attributes.items() if value not in ("", None, False)}
    widget = field.field.widget
    if isinstance(widget, Textarea):
        attrs.setdefault("class", "ax-input ax-input--area")
        attrs.setdefault("rows", 3)
    elif not isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        attrs.setdefault("class", "ax-input ax-select" if isinstance(widget, Select) else "ax-input")
    described = [f"{field.auto_id}_hint"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@register.filter
def control_kind(field: BoundField) -> str:
    """tiles (radio), checks (several boxes), groups (boxes under headings), check (one box) or input."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple):
        return "groups" if any(isinstance(label, list | tuple) for _key, label in widget.choices) else "checks"
    if isinstance(widget, RadioSelect):
        return "tiles"
    return "check" if isinstance(widget, CheckboxInput) else "input"


@register.filter
def choice_groups(field: BoundField) -> list[tuple[str, list[BoundWidget]]]:
    """The boxes of a field under the headings of its choices."""
    widget: Any = field.field.widget
    groups = widget.optgroups(field.html_name, widget.format_value(field.value()), {"id": field.auto_id})
    renderer = field.form.renderer
    return [(label, [BoundWidget(widget, option, renderer) for option in options]) for label, options, _place in groups]


@register.filter
def error_count(form: Any) -> int:
    """How many fields of a form are to be mended."""
    return len(form.errors) if form else 0


@register.simple_tag
def spark_drawing(values: Sequence[float | None], target: Any = None, low: Any = None, high: Any = None) -> drawings.Spark:
    """Layout of a sparkline: {% spark_drawing values target as drawing %}."""
    return drawings.draw_spark(values, target, low, high)


@register.filter
def share(value: Any) -> str:
    """0 to 100 with at most one decimal, for SVG widths; nothing becomes 0."""
    return drawings.share_text(value)


@register.filter
def pairs(value: Any) -> list[tuple[str, str]]:
    """Choices from "a:甲,b:乙", a list of pairs, or a list of words."""
    if isinstance(value, str):
        parts = [part.partition(":") for part in value.split(",") if part.strip()]
        return [(key.strip(), (label or key).strip()) for key, _colon, label in parts]
    return [tuple(one) if isinstance(one, tuple | list) else (one, one) for one in value or ()]


@register.filter
def upto(value: Any) -> range:
    """1 to n, for drawing n things."""
    return range(1, int(value or 0) + 1)


@register.filter
def entry(mapping: Any, key: Any) -> Any:
    """The value of a key that the page knows only by name; nothing where there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def same(left: Any, right: Any) -> bool:
    """Whether two values are written the same: 3 and "3" are; used for chosen options."""
    if isinstance(right, list | tuple | set | frozenset):
        return str(left) in {str(one) for one in right}
    return str(left) == str(right)


@register.filter
def as_json(value: Any) -> SafeString:
    """A value as JSON for a data attribute or a hidden input; escaped by the quotes of the attribute."""
    text = json.dumps(value if value is not None else [], ensure_ascii=False, default=str)
    return format_html("{}", text)


@register.simple_tag
def client_texts() -> SafeString:
    """The few sentences that scripts show, in the language of the page, as a JSON data block."""
    text = json.dumps(client_text_table(), ensure_ascii=False).replace("<", "\\u003c")
    return mark_safe(f'<script type="application/json" id="ax-texts">{text}</script>')


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The present query string with some values changed; None or "" takes one out: {% query_with tab="mine" %}."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_with_name(context: template.Context, name: str, value: Any) -> str:
    """The present query string with one value changed, its name known only at run time; back to page 1."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query[name] = value
    return f"?{query.urlencode()}"


@register.filter
def has_content(slot: Any) -> bool:
    """Whether something was written between the tags of a component."""
    return bool(str(slot or "").strip())
