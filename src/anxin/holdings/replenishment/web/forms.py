"""Forms of replenishment: what is tried out stands in the address, what is ordered is posted."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.holdings.replenishment.commands import ChosenLine
from anxin.holdings.replenishment.queries import WhatIf
from anxin.platform.errors import Invalid
from anxin.platform.money import Money

PLACES = 3


class WhatIfForm(forms.Form):
    """What is tried out; what is empty is as the parameters say."""

    by_demand = forms.BooleanField(label=_("库存水平按需求算，不按设定"), required=False)
    cover_days = forms.IntegerField(label=_("一次订够几天"), min_value=1, max_value=365, required=False)
    safety_days = forms.IntegerField(label=_("安全库存几天"), min_value=0, max_value=180, required=False)
    growth = forms.DecimalField(
        label=_("需求增减 %"), min_value=-90, max_value=500, max_digits=5, decimal_places=1, required=False
    )
    budget = forms.DecimalField(
        label=_("最多花多少 元（不含税）"), min_value=0, max_digits=11, decimal_places=2, required=False
    )

    def asked(self) -> WhatIf:
        """The query's form of it; nothing is tried out while a value cannot be read."""
        if not self.is_valid():
            return WhatIf()
        said = self.cleaned_data
        budget = None if said["budget"] is None else Money.yuan(said["budget"])
        return WhatIf(said["by_demand"], said["cover_days"], said["safety_days"], said["growth"], budget)


class DraftForm(forms.Form):
    """From whom it is ordered: the lines that are ticked, or ``all`` that were seen."""

    supplier_id = forms.TypedChoiceField(label=_("向谁订"), coerce=int)
    group = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def ticked(self) -> list[ChosenLine]:
        """The lines that are ticked, as they were typed.

        :raises Invalid: a figure cannot be read
        """
        posted: Any = self.data
        return [self._line(article_id) for article_id in posted.getlist("take")]

    def _line(self, article_id: str) -> ChosenLine:
        def figure(name: str, places: int) -> Decimal:
            field = forms.DecimalField(min_value=0, max_digits=12, decimal_places=places)
            return Decimal(field.clean(self.data.get(f"{name}_{article_id}")))

        try:
            price = Money.yuan(figure("price", 2))
            return ChosenLine(int(article_id), figure("quantity", PLACES), price, _coming(self.data, article_id))
        except (ValueError, forms.ValidationError) as error:
            raise Invalid(_("数量要大于零，最多三位小数；单价不能为负，最多两位小数。"), field="lines") from error


def _coming(data: Any, article_id: str) -> Decimal:
    field = forms.DecimalField(max_digits=14, decimal_places=PLACES)
    return Decimal(field.clean(data.get(f"coming_{article_id}")))


def _level(**more: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=10, decimal_places=PLACES, **more)


class LevelsForm(forms.Form):
    """Levels that are taken over for an article."""

    article_id = forms.IntegerField()
    minimum, standard, maximum = _level(), _level(), _level()
