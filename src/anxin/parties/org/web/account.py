"""One's own account: language, password, API tokens, last sign-ins."""

from typing import Any

from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from anxin.parties.org import commands, queries
from anxin.parties.org.models import User
from anxin.parties.org.permissions import MANAGE_OWN_TOKENS
from anxin.parties.org.web.sign_in import remember_language
from anxin.platform import clock
from anxin.platform.errors import Conflict
from anxin.platform.permissions import all_permissions
from anxin.platform.ui.forms import attempt, set_choices
from anxin.platform.ui.navigation import entries_for
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "org/account.html"


class PasswordForm(forms.Form):
    """Old and new password."""

    old_password = forms.CharField(label=_("原密码"), max_length=128, widget=forms.PasswordInput)
    new_password = forms.CharField(
        label=_("新密码"), max_length=128, widget=forms.PasswordInput, help_text=_("至少 10 位，不要用常见密码")
    )
    new_password_again = forms.CharField(label=_("再输一次新密码"), max_length=128, widget=forms.PasswordInput)

    def clean_new_password_again(self) -> str:
        """The two new passwords are the same."""
        again: str = self.cleaned_data["new_password_again"]
        if again != self.cleaned_data.get("new_password"):
            raise forms.ValidationError(_("两次输入的密码不一样。"))
        return again


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("用途"), max_length=60)
    scopes = forms.MultipleChoiceField(label=_("范围"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=730, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modules = sorted({code.partition(".")[0] for code in all_permissions()})
        set_choices(self, "scopes", [("*", _("全部")), *((code, code) for code in modules)])


@page()
def account(request: PageRequest) -> HttpResponse:
    """The account."""
    return render_page(request, TEMPLATE, _account(request))


@require_POST
@page()
def change_own_language(request: PageRequest) -> HttpResponse:
    """Keep the language for every device."""
    language = request.POST.get("language", "")
    commands.change_own_language(actor=request.actor, language=language, at=clock.now())
    response = redirect_after_post(request, reverse("account"), toast=Toast(str(_("语言已保存"))))
    remember_language(response, language)
    return response


@require_POST
@page()
def change_own_home_desk(request: PageRequest) -> HttpResponse:
    """Keep which page opens after signing in."""
    commands.change_own_home_desk(actor=request.actor, desk=request.POST.get("desk", ""), at=clock.now())
    return redirect_after_post(request, reverse("account"), toast=Toast(str(_("首页已保存"))))


@sensitive_post_parameters("old_password", "new_password", "new_password_again")
@page(keeps_answer=False)
def own_password(request: PageRequest) -> HttpResponse:
    """Change the own password; whoever has a one-time password cannot leave this page before.

    Without a post key: the session's new hash belongs to this request, and a password is in what would be kept.
    """
    actor = request.actor
    form = PasswordForm(request.POST or None)
    must_change = bool(getattr(request.user, "must_change_password", False))
    if request.method == "POST":

        def act(given: Any) -> bool:
            old, new = given["old_password"], given["new_password"]
            commands.set_own_password(actor=actor, old_password=old, new_password=new, at=clock.now())
            return True

        if attempt(form, act):
            update_session_auth_hash(request, User.objects.get(pk=actor.id or 0))
            return redirect_after_post(request, "/", toast=Toast(str(_("密码已改，其他设备已退出"))))
    context = {"form": form, "must_change": must_change}
    return render_page(request, "org/own_password.html", context, status=422 if form.errors else 200)


@require_POST
@page(MANAGE_OWN_TOKENS, keeps_answer=False)
def issue_api_token(request: PageRequest) -> HttpResponse:
    """Make a token and show it once, hence without a post key."""
    actor = request.actor
    form = TokenForm(request.POST)
    try:
        made = attempt(form, lambda given: commands.issue_api_token(actor=actor, at=clock.now(), **given))
    except Conflict as refusal:
        form.add_error(None, str(refusal.message))
        made = None
    if made is None:
        return render_page(request, TEMPLATE, {**_account(request), "form": form}, status=422)
    response = render_page(request, "org/token.html", {"made": made})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@page()
def revoke_api_token(request: PageRequest, token_id: int) -> HttpResponse:
    """Make one of one's own tokens invalid."""
    commands.revoke_api_token(actor=request.actor, token_id=token_id, at=clock.now())
    return redirect_after_post(request, reverse("account"), toast=Toast(str(_("令牌已撤销"))))


def _account(request: PageRequest) -> dict[str, Any]:
    actor = request.actor
    return {
        "account": queries.get_own_account(actor),
        "desks": entries_for(actor),
        "form": TokenForm() if actor.may(MANAGE_OWN_TOKENS) else None,
    }
