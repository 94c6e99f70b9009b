"""Forms of budgets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.management.budgets.commands import AreaBudget
from anxin.management.budgets.models import LONGEST_WORDS
from anxin.management.budgets.queries import ForecastRow, LabourYear
from anxin.management.budgets.rules.labour import AFTER_SALES, AREAS, BACK_OFFICE, SALES, WHOLE
from anxin.management.kpi.queries import ForecastInput
from anxin.platform.money import Money

AREA_NAMES: dict[str, str | Promise] = {
    SALES: _("销售"),
    AFTER_SALES: _("售后"),
    BACK_OFFICE: _("后勤"),
    WHOLE: _("全店"),
}
MOST = Decimal(10**10)


def _amount(label: Any, least: Decimal | None = None) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=least, max_value=MOST, decimal_places=2)


def _number(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, max_digits=18, decimal_places=3)


class LabourForm(forms.Form):
    """Headcount, labour cost and gross profit of each area; back office has no gross profit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area in AREAS:
            self.fields[f"{area}_headcount"] = forms.IntegerField(
                label=_("编制（人）"), required=False, min_value=0, max_value=10_000
            )
            self.fields[f"{area}_labour_cost"] = _amount(_("全年人工费用（元）"), Decimal(0))
            if area != BACK_OFFICE:
                self.fields[f"{area}_gross_profit"] = _amount(_("全年毛利（元）"))

    def areas(self) -> list[AreaBudget]:
        """The command's form of it."""
        given = self.cleaned_data
        return [
            AreaBudget(
                area,
                given[f"{area}_headcount"],
                _money(given[f"{area}_labour_cost"]),
                _money(given.get(f"{area}_gross_profit")),
            )
            for area in AREAS
        ]

    def groups(self) -> Iterator[tuple[str | Promise, list[forms.BoundField]]]:
        """Each area with its fields."""
        for area in AREAS:
            yield AREA_NAMES[area], [self[name] for name in self.fields if name.startswith(f"{area}_")]


def fresh_labour(found: LabourYear) -> LabourForm:
    """The form as the budget stands; without one with the people on file and the target of repair gross profit."""
    initial: dict[str, Any] = {}
    for one in found.areas[: len(AREAS)]:
        budget = one.budget
        is_first = not found.newest
        initial[f"{one.area}_headcount"] = (one.on_file or None) if is_first else budget.headcount
        initial[f"{one.area}_labour_cost"] = _plain(budget.labour_cost)
        initial[f"{one.area}_gross_profit"] = _plain(budget.gross_profit)
        if is_first and one.area == AFTER_SALES and found.profit_target is not None:
            initial[f"{one.area}_gross_profit"] = f"{found.profit_target.normalize():f}"
    return LabourForm(initial=initial)


def _money(amount: Decimal | None) -> Money | None:
    return None if amount is None else Money.yuan(amount)


def _plain(amount: Money | None) -> str:
    return "" if amount is None else f"{amount.as_yuan.normalize():f}"


class CounterForm(forms.Form):
    """Another number, and why."""

    value = forms.DecimalField(label=_("我们提"), max_digits=18, decimal_places=3)
    reason = forms.CharField(label=_("理由"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 3}))


class ForecastForm(forms.Form):
    """The numbers of a forecast, the budget that is proposed, and words."""

    premium_before = _number(_("去年保费（新车和续保，元）"))
    accident_before = _number(_("去年事故毛利（元）"))
    mechanical_before = _number(_("去年机电维修毛利（元）"))
    premium_planned = _number(_("今年保费目标（元）"))
    mechanical_growth = _number(_("机电毛利增长（%）"))
    budget = _number(_("维修毛利预算（元），空着就用算出来的"), required=False)
    words = forms.CharField(label=_("说明"), max_length=LONGEST_WORDS, required=False, widget=forms.Textarea({"rows": 2}))

    def given(self) -> ForecastInput:
        """The command's form of it."""
        return ForecastInput(**{name: self.cleaned_data[name] for name in self.fields if name != "words"})


class AnswerForecastForm(forms.Form):
    """What the other side says to it; an objection needs words."""

    words = forms.CharField(
        label=_("意见；有异议要写明"), max_length=LONGEST_WORDS, required=False, widget=forms.Textarea({"rows": 2})
    )


def forecast_form(row: ForecastRow) -> ForecastForm:
    """The numbers of a version, to be changed and proposed anew."""
    names = [name for name in ForecastForm.base_fields if name != "words"]
    return ForecastForm(initial={name: f"{getattr(row.given, name).normalize():f}" for name in names})
