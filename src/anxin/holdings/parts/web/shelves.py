"""The page of how the present store keeps an article: its bins and its levels."""

import re
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.holdings.parts import commands, permissions, queries
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.text import to_half_width
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

PAGE = "parts/shelf.html"
SAID = {"": None, "yes": True, "no": False}


class BinsForm(forms.Form):
    """Bins, the main one first."""

    bins = forms.CharField(
        label=_("库位"), required=False, max_length=500, help_text=_("主库位写在最前，几个用空格隔开，例如 B-06-1 C-02-3")
    )


def _quantity_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=10, decimal_places=3, required=False)


class LevelsForm(forms.Form):
    """Between which levels an article is kept; empty is not watched."""

    minimum = _quantity_field(_("最低库存"))
    standard = _quantity_field(_("标准库存"))
    maximum = _quantity_field(_("最高库存"))
    high_demand = forms.ChoiceField(
        label=_("高需求件"),
        required=False,
        choices=(("", _("按近期出库自动判断")), ("yes", _("是")), ("no", _("不是"))),
    )


@page(permissions.SEE)
def shelf(request: PageRequest, article_id: int) -> HttpResponse:
    """How the store keeps an article."""
    return render_page(request, PAGE, _context(request, article_id))


@require_POST
@page(permissions.PLACE)
def place_article(request: PageRequest, article_id: int) -> HttpResponse:
    """Say in which bins an article lies."""

    def act(said: Any) -> commands.PlacedArticle:
        bins = re.split(r"[\s,;]+", to_half_width(said["bins"]).replace("、", " "))  # i18n: data
        return commands.place_article(
            actor=request.actor, store_id=request.store_id, article_id=article_id, bins=bins, at=clock.now()
        )

    return submit(
        request,
        BinsForm(request.POST),
        act,
        back=(PAGE, lambda: _context(request, article_id)),
        name="bins_form",
        url=reverse("parts_article", args=[article_id]),
        toast=gettext("库位已保存"),
    )


@require_POST
@page(permissions.SET_LEVELS)
def set_levels(request: PageRequest, article_id: int) -> HttpResponse:
    """Say between which levels an article is kept."""

    def act(said: Any) -> commands.SetLevels:
        return commands.set_levels(
            actor=request.actor,
            store_id=request.store_id,
            article_id=article_id,
            minimum=said["minimum"],
            standard=said["standard"],
            maximum=said["maximum"],
            high_demand=SAID[said["high_demand"]],
            version=posted_version(request),
            at=clock.now(),
        )

    return submit(
        request,
        LevelsForm(request.POST),
        act,
        back=(PAGE, lambda: _context(request, article_id)),
        name="levels_form",
        url=reverse("parts_article", args=[article_id]),
        toast=gettext("库存标准已保存"),
    )


def _context(request: PageRequest, article_id: int) -> dict[str, Any]:
    actor, store_id = request.actor, request.store_id
    bins = queries.bins_of(actor, store_id, [article_id]).get(article_id, ())
    levels = queries.levels_of(actor, store_id, [article_id]).get(article_id)
    said: dict[str, Any] = {}
    if levels:
        high = {True: "yes", False: "no"}.get(levels.high_demand_said, "") if levels.high_demand_said is not None else ""
        said = {name: getattr(levels, name) for name in ("minimum", "standard", "maximum")} | {"high_demand": high}
    return {
        "stock": queries.get_stock(actor, store_id, article_id),
        "store_name": store_info(store_id).name,
        "version": levels.version if levels else 1,
        "bins_form": BinsForm(initial={"bins": " ".join(bins)}),
        "levels_form": LevelsForm(initial=said),
        "may_place": actor.may(permissions.PLACE, store_id),
        "may_set_levels": actor.may(permissions.SET_LEVELS, store_id),
    }
