"""Signing in and out, and switching the store."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from anxin.parties.org.middleware import STORE_KEY
from anxin.parties.org.sign_in import SignInLocked, WrongPassword, authenticate
from anxin.platform import clock
from anxin.platform.ui.pages import render_page
from anxin.platform.web import page


@page(public=True)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in form (mock-up 12)."""
    onward = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}):
        onward = "/"
    context = {"next": onward, "username": request.POST.get("username", "")}
    if request.method != "POST":
        return render_page(request, "org/sign_in.html", context)
    try:
        user = authenticate(username=context["username"], password=request.POST.get("password", ""), at=clock.now())
    except (WrongPassword, SignInLocked) as refusal:
        return render_page(request, "org/sign_in.html", {**context, "refusal": refusal}, status=refusal.status)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(onward)


@page(public=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.method == "POST":
        logout(request)
    return HttpResponseRedirect("/sign-in/")


@page()
def switch_store(request: HttpRequest) -> HttpResponse:
    """Work in another of the granted stores; stays on the page."""
    wanted = request.POST.get("store_id", "")
    if wanted.isdecimal() and int(wanted) in request.actor.store_ids:  # type: ignore[attr-defined]
        request.session[STORE_KEY] = int(wanted)
    back = request.POST.get("next", "/")
    return HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
