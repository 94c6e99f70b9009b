"""The first run (mock-up 12b): one form that makes group, brand, store and administrator, then a checklist."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.commands import AlreadyInstalled, Installation, install_group
from anxin.parties.org.models import Brand, User
from anxin.parties.org.permissions import OPEN_SETTINGS
from anxin.parties.org.queries import SetupStep, list_setup_steps, system_actor
from anxin.parties.org.setup_steps import IMPORTS
from anxin.parties.org.stores import all_stores
from anxin.parties.org.web.sign_in import enter
from anxin.platform import clock
from anxin.platform.names import pinyin_initials
from anxin.platform.ui.forms import attempt
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page


class InstallationForm(forms.Form):
    """What is needed before the first person can sign in."""

    group_name = forms.CharField(label=_("集团或公司名称"), max_length=80)
    brand_name = forms.CharField(label=_("品牌"), max_length=40)
    tier = forms.ChoiceField(label=_("档次"), choices=Brand.Tier.choices, initial=Brand.Tier.MID, widget=forms.RadioSelect)
    store_name = forms.CharField(label=_("门店名称"), max_length=40)
    store_code = forms.CharField(
        label=_("门店代码"), max_length=6, help_text=_("2 到 6 位大写字母或数字，印在每张单号上，以后不能改，例如 LG")
    )
    phone = forms.CharField(
        label=_("门店服务电话"), max_length=24, required=False, help_text=_("印在每张单据上，也可以以后填")
    )
    plate_prefix = forms.CharField(label=_("本地车牌前缀"), max_length=2, initial="粤B")  # i18n: data
    display_name = forms.CharField(label=_("管理员姓名"), max_length=40)
    username = forms.CharField(label=_("管理员工号或手机号"), max_length=40, help_text=_("登录时用"))
    password = forms.CharField(
        label=_("管理员密码"), max_length=128, widget=forms.PasswordInput, help_text=_("至少 10 位，不要用常见密码")
    )
    password_again = forms.CharField(label=_("再输一次密码"), max_length=128, widget=forms.PasswordInput)

    def clean_password_again(self) -> str:
        """The two passwords are the same."""
        again: str = self.cleaned_data["password_again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("两次输入的密码不一样。"))
        return again


@page(public=True)
def first_run(request: PageRequest) -> HttpResponse:
    """Make the installation once; afterwards this address only leads home. Its answer is not kept: it opens a session."""
    if all_stores() or User.objects.exists():
        return HttpResponseRedirect("/")
    form = InstallationForm(request.POST or None)
    if request.method != "POST":
        return render_page(request, "org/first_run.html", {"form": form})

    def act(values: Any) -> Any:
        given = {name: value for name, value in values.items() if name != "password_again"}
        initials = pinyin_initials(given["brand_name"], personal=False).upper()
        code = "".join(letter for letter in initials if letter.isascii() and letter.isalnum())[:12]
        installation = Installation(**given, brand_code=code or "B1")
        return install_group(actor=system_actor("first_run"), installation=installation, at=clock.now())

    try:
        installed = attempt(form, act)
    except AlreadyInstalled:
        return HttpResponseRedirect("/")
    if installed is None:
        return render_page(request, "org/first_run.html", {"form": form}, status=422)
    return enter(request, User.objects.get(pk=installed.user_id), reverse("start"))


@page(OPEN_SETTINGS)
def start(request: PageRequest) -> HttpResponse:
    """The checklist with its real state."""
    store_id = request.store_id
    steps = list_setup_steps(request.actor, store_id)
    first_open = next((step.code for step in steps if not step.state.done), "")
    lines = [{"step": step, "url": step_address(step, store_id), "is_now": step.code == first_open} for step in steps]
    done = sum(step.state.done for step in steps)
    return render_page(request, "org/start.html", {"lines": lines, "done": done, "total": len(steps)})


def step_address(step: SetupStep, store_id: int) -> str:
    """The page of a step, for the store at hand where it takes one; empty when its module is not installed."""
    kinds = IMPORTS.get(step.code)
    for arguments in ([], [store_id]):
        try:
            address = reverse(step.url_name, args=arguments) if step.url_name else ""
            return f"{address}?kind={kinds[0]}" if kinds else address
        except NoReverseMatch:
            continue
    return ""
