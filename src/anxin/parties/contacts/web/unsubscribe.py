"""The page behind the link in a message: one button, no sign-in."""

from django.http import HttpResponse

from anxin.parties.contacts import commands
from anxin.parties.contacts.unsubscribing import read_token
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page


@page(public=True)
def unsubscribe(request: PageRequest, token: str) -> HttpResponse:
    """Ask, then end the consent; a link that is opened by a mail scanner ends nothing."""
    wanted = read_token(token)
    if request.method == "POST":
        actor = Actor.system("unsubscribe-link", [wanted.store_id])
        commands.unsubscribe(actor=actor, wanted=wanted, at=clock.now())
    context = {"store": store_info(wanted.store_id), "is_done": request.method == "POST", "purpose": wanted.purpose}
    return render_page(request, "contacts/unsubscribe.html", context)
