"""Parameters and service promises: what holds here, why, since when, and setting another value (M01.06, M01.11)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org import commands, queries
from anxin.parties.org.commands import SetParameter
from anxin.parties.org.permissions import MANAGE_PARAMETERS, OPEN_SETTINGS
from anxin.parties.org.queries.limits import DEADLINE_UNITS
from anxin.parties.org.stores import store_info
from anxin.parties.org.web.stores import DAY_INPUT
from anxin.parties.org.web.users import scope_choices
from anxin.platform import clock
from anxin.platform.ui.forms import set_choices, submit
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "org/parameter.html"
COLUMNS = (
    Column("label", _("参数")),
    Column("text", _("现在的值")),
    Column("unit", _("单位")),
    Column("level", _("由谁定")),
    Column("default_text", _("默认值"), wide_only=True),
    Column("source", _("来源"), wide_only=True),
    Column("code", _("代码"), wide_only=True),
)
TABS = (("", _("全部参数")), ("1", _("服务时限")))
LEVEL_NAMES = {"": _("默认"), "group": _("集团"), "brand": _("品牌"), "store": _("门店")}


class ValueForm(forms.Form):
    """Another value for a scope; the fields of the value depend on the kind."""

    scope = forms.ChoiceField(label=_("适用范围"))
    valid_from = forms.DateField(label=_("生效日"), widget=DAY_INPUT)
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Any, card: queries.ParameterCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = card.kind
        choices = scope_choices(actor, MANAGE_PARAMETERS, ("store", "brand", "group"))
        set_choices(self, "scope", choices)
        self.fields.update(_value_fields(card))
        self.order_fields(["value", "unit", "scope", "valid_from", "reason"])

    @property
    def stored(self) -> Any:
        """The value in the form that the parameter store keeps."""
        given = self.cleaned_data["value"]
        if self.kind == "deadline":
            return {"amount": given, "unit": self.cleaned_data["unit"]}
        return int(given * 100) if self.kind == "money" else str(given) if isinstance(given, Decimal) else given


@page(OPEN_SETTINGS)
def parameters(request: PageRequest) -> HttpResponse:
    """Every parameter as it holds in the store at hand today."""
    actor, store_id = request.actor, _store(request)
    listing = read_list(request, queries.ParameterFilter, COLUMNS)
    rows = queries.list_parameters(actor, listing.filter, store_id, store_info(store_id).clock.day(clock.now()))
    shown = rows[listing.window.offset : listing.window.offset + listing.window.limit]
    listing = listing.with_page(RowPage(shown, len(rows)))
    if listing.wants_export:
        return listing.export(_("参数"))
    tab = "1" if listing.filter.is_sla else ""
    context = {"list": listing, "tabs": TABS, "tab": tab, "levels": LEVEL_NAMES, "store": store_info(store_id)}
    return render_page(request, "org/parameters.html", context, partial="table")


@page(OPEN_SETTINGS)
def parameter(request: PageRequest, code: str) -> HttpResponse:
    """One parameter: default and source, what holds here, all values there were, the form for another."""
    actor, store_id = request.actor, _store(request)
    today = store_info(store_id).clock.day(clock.now())
    card = queries.get_parameter(actor, code, store_id, today)
    form = ValueForm(request.POST or None, actor=actor, card=card, initial={"valid_from": today, **_initial(card)})
    context = {
        "card": card,
        "form": form if actor.may(MANAGE_PARAMETERS) else None,
        "store": store_info(store_id),
        "level": LEVEL_NAMES[card.row.level],
    }
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)

    def act(given: Mapping[str, Any]) -> int:
        level, _colon, number = given["scope"].partition(":")
        change = SetParameter(code, level, int(number), form.stored, given["valid_from"], given["reason"])
        return commands.set_parameter(actor=actor, change=change, at=clock.now())

    return submit(request, form, act, back=(TEMPLATE, lambda: context), url=request.path, toast=_("新值已登记"))


@require_POST
@page(MANAGE_PARAMETERS)
def withdraw_value(request: PageRequest, code: str, value_id: int) -> HttpResponse:
    """Take back a value that does not hold yet."""
    commands.withdraw_parameter(actor=request.actor, value_id=value_id, at=clock.now())
    return redirect_after_post(request, reverse("parameter", args=[code]), toast=Toast(str(_("已撤回"))))


def _store(request: PageRequest) -> int:
    return request.store_id


def _value_fields(card: queries.ParameterCard) -> dict[str, forms.Field]:
    label = _("新值")
    match card.kind:
        case "integer":
            return {"value": forms.IntegerField(label=label, min_value=card.minimum, max_value=card.maximum)}
        case "decimal":
            return {"value": forms.DecimalField(label=label, min_value=card.minimum, max_value=card.maximum, max_digits=14)}
        case "money":
            return {"value": forms.DecimalField(label=_("新值（元）"), max_digits=14, decimal_places=2)}
        case "boolean":
            return {"value": forms.ChoiceField(label=label, choices=[("true", _("是")), ("false", _("否"))])}
        case "deadline":
            units = [(unit.name, name) for unit, name in DEADLINE_UNITS.items()]
            return {
                "value": forms.IntegerField(label=label, min_value=0, max_value=1_000_000),
                "unit": forms.ChoiceField(label=_("单位"), choices=units),
            }
        case "choice" | "post":
            return {"value": forms.ChoiceField(label=label, choices=card.choices)}
        case _:
            return {"value": forms.CharField(label=label, max_length=500)}


def _initial(card: queries.ParameterCard) -> dict[str, Any]:
    stored = card.row.value
    if stored is None:
        return {}
    if card.kind == "deadline":
        return {"value": stored["amount"], "unit": stored["unit"]}
    if card.kind == "money":
        return {"value": Decimal(stored) / 100}
    return {"value": str(stored).lower() if card.kind == "boolean" else stored}
