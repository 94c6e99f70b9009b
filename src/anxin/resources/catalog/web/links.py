"""The page of an article's other numbers, and of what takes its place."""

import re
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.text import compact, to_half_width
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog import commands, permissions, queries
from anxin.resources.catalog.queries import NumberKind

PAGE = "catalog/links.html"
SEVERAL = _("几个就分行写，可以扫码")


def _lines(label: Any, help_text: Any = SEVERAL) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text
    )


class NumbersForm(forms.Form):
    """The other numbers of an article, one a row."""

    oem = _lines(_("原厂编号"))
    supplier = _lines(_("供应商编号"))
    barcode = _lines(_("条码"), _("每个条码只属于一个配件，领料时扫它"))

    def numbers(self) -> dict[str, list[str]]:
        """The command's form of a valid form."""
        return {kind: re.split(r"[;\n]", to_half_width(self.cleaned_data[kind])) for kind in NumberKind.values}


class SuccessorForm(forms.Form):
    """What takes the place of an article."""

    successor = forms.CharField(label=_("新件的配件号"), max_length=40)
    from_on = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    use_up_first = forms.BooleanField(label=_("旧件先用完"), required=False, initial=True)


@page()
def article_links(request: PageRequest, article_id: int) -> HttpResponse:
    """An article's other numbers and its successor."""
    return render_page(request, PAGE, _context(request, article_id))


@require_POST
@page(permissions.CHANGE)
def set_article_numbers(request: PageRequest, article_id: int) -> HttpResponse:
    """Replace an article's other numbers."""
    form = NumbersForm(request.POST)
    return submit(
        request,
        form,
        lambda said: commands.set_article_numbers(
            actor=request.actor, article_id=article_id, numbers=form.numbers(), at=clock.now()
        ),
        back=(PAGE, lambda: _context(request, article_id)),
        name="numbers_form",
        url=reverse("catalog_article_links", args=[article_id]),
        toast=gettext("其他编号已保存"),
    )


@require_POST
@page(permissions.CHANGE)
def supersede_article(request: PageRequest, article_id: int) -> HttpResponse:
    """Say what takes an article's place."""

    def act(said: Any) -> commands.Superseded:
        return commands.supersede_article(
            actor=request.actor,
            article_id=article_id,
            successor_id=_successor(request, said["successor"]),
            from_on=said["from_on"],
            use_up_first=said["use_up_first"],
            at=clock.now(),
        )

    return submit(
        request,
        SuccessorForm(request.POST),
        act,
        back=(PAGE, lambda: _context(request, article_id)),
        name="successor_form",
        url=reverse("catalog_article_links", args=[article_id]),
        toast=gettext("替代关系已保存"),
    )


@require_POST
@page(permissions.CHANGE)
def end_supersession(request: PageRequest, article_id: int) -> HttpResponse:
    """Take back that an article is superseded."""
    return submit(
        request,
        forms.Form(request.POST),
        lambda said: commands.end_supersession(actor=request.actor, article_id=article_id, at=clock.now()),
        back=(PAGE, lambda: _context(request, article_id)),
        url=reverse("catalog_article_links", args=[article_id]),
        toast=gettext("替代已取消"),
    )


def _successor(request: PageRequest, number: str) -> int:
    found = queries.find_scanned(request.actor, request.store_id, [number]).get(number, [])
    exact = [row for row in found if row.number == compact(number)] or found
    if len(exact) != 1:
        raise Invalid(gettext("目录里没有这个在用的配件号，请核对。"), field="successor", rule="M14.01")
    return exact[0].id


def _context(request: PageRequest, article_id: int) -> dict[str, Any]:
    actor = request.actor
    article = queries.get_article(actor, article_id)
    numbers = queries.list_article_numbers(actor, article_id)
    replaced = queries.find_supersession(actor, article_id)
    today = store_info(request.store_id).clock.day(clock.now())
    said: dict[str, Any] = {"from_on": today, "use_up_first": True}
    if replaced:
        said = {"successor": replaced.number, "from_on": replaced.from_on, "use_up_first": replaced.use_up_first}
    return {
        "article": article,
        "supersession": replaced,
        "substitutes": queries.substitutes_of(actor, [article_id], today).get(article_id, []),
        "numbers": [(label, numbers.get(kind, [])) for kind, label in NumberKind.choices],
        "numbers_form": NumbersForm(initial={kind: "\n".join(codes) for kind, codes in numbers.items()}),
        "successor_form": SuccessorForm(initial=said),
        "may_change": bool(actor.may_in_group(permissions.CHANGE)),
    }
