"""Signing in and out, and switching the store."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from anxin.parties.org.middleware import STORE_KEY
from anxin.parties.org.models import User
from anxin.parties.org.sign_in import SignInLocked, WrongPassword, authenticate, record_sign_in
from anxin.platform import clock
from anxin.platform.requests import client_address
from anxin.platform.ui.pages import render_page
from anxin.platform.ui.views import safe_next
from anxin.platform.web import PageRequest, page

BACKEND = "django.contrib.auth.backends.ModelBackend"
TEMPLATE = "org/sign_in.html"
MONTH_SECONDS = 30 * 24 * 3600


@sensitive_post_parameters("password")
@page(public=True)
def sign_in(request: PageRequest) -> HttpResponse:
    """The sign-in form (mock-up 12). No key holds here: with one, the count of failures would be rolled back."""
    context = {"next": safe_next(request), "username": request.POST.get("username", "")}
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    at = clock.now()
    try:
        user = authenticate(
            username=context["username"],
            password=request.POST.get("password", ""),
            at=at,
            address=client_address(request),
        )
    except WrongPassword as refusal:
        return render_page(request, TEMPLATE, {**context, "error": _mend(refusal)}, status=refusal.status)
    except SignInLocked as refusal:
        until = timezone.localtime(refusal.details["until"])
        error = _("连续输错太多，已锁定到 %(time)s。也可以请店内管理员重置密码。") % {"time": f"{until:%H:%M}"}
        return render_page(request, TEMPLATE, {**context, "error": error}, status=refusal.status)
    return enter(request, user, context["next"], stay=request.POST.get("stay") == "1")


def enter(request: PageRequest, user: User, onward: str, *, stay: bool = False) -> HttpResponse:
    """Open the session of a user who has proved who they are; their language comes with them."""
    login(request, user, backend=BACKEND)
    request.session.set_expiry(MONTH_SECONDS if stay else 0)
    record_sign_in(user, address=client_address(request), device=request.headers.get("User-Agent", ""), at=clock.now())
    response = HttpResponseRedirect(onward)
    remember_language(response, user.language)
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Set the language cookie; an empty choice leaves the browser's as it is."""
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax")


@page(public=True)
def sign_out(request: PageRequest) -> HttpResponse:
    """End the session."""
    if request.method == "POST":
        logout(request)
    return HttpResponseRedirect(settings.LOGIN_URL)


@page()
def switch_store(request: PageRequest) -> HttpResponse:
    """Work in another of the granted stores; stays on the page."""
    wanted = request.POST.get("store_id", "")
    if wanted.isdecimal() and len(wanted) < 10 and int(wanted) in request.actor.store_ids:
        request.session[STORE_KEY] = int(wanted)
    return HttpResponseRedirect(safe_next(request))


def _mend(refusal: WrongPassword) -> str:
    left = max(int(refusal.details["left"]), 0)
    if left == 0:
        return _("用户名或密码不对，下一次再错会锁定。忘记了请找店内管理员重置。")
    return _("用户名或密码不对，还可以试 %(left)s 次。忘记了请找店内管理员重置。") % {"left": left}
