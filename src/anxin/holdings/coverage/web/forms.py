"""Forms of coverage."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anxin.holdings.coverage.commands import MOST_KM, MOST_MONTHS, TermWish
from anxin.holdings.coverage.models import WarrantyTerm
from anxin.parties.org.queries import list_brands
from anxin.platform.actor import Actor
from anxin.platform.ui.forms import set_choices


class TermForm(forms.Form):
    """One warranty term."""

    brand_id = forms.TypedChoiceField(label=_("品牌"), required=False, coerce=int, empty_value=None)
    model_name = forms.CharField(
        label=_("车型"), max_length=60, required=False, help_text=_("车型名称的开头；不填就是所有车型。")
    )
    part_group = forms.ChoiceField(label=_("部位"), choices=WarrantyTerm.PartGroup.choices)
    months = forms.IntegerField(
        label=_("月数"), required=False, min_value=1, max_value=MOST_MONTHS, help_text=_("不填就是不限。")
    )
    km = forms.IntegerField(
        label=_("里程（km）"), required=False, min_value=1, max_value=MOST_KM, help_text=_("不填就是不限。")
    )
    sold_from = forms.DateField(
        label=_("从哪天销售的车起"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def know(self, actor: Actor) -> None:
        """Offer the brands of the group."""
        brands = [(brand.id, brand.name) for brand in list_brands(actor)]
        set_choices(self, "brand_id", [("", _("所有品牌")), *brands])

    def wish(self) -> TermWish:
        """The command's form of it."""
        return TermWish(**self.cleaned_data)
