"""Home leads each person to the own desk; nobody lands on a menu."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anxin.faces.desks import queries
from anxin.parties.people import queries as people
from anxin.platform import clock
from anxin.platform.documents.contributions import contributions_to
from anxin.platform.ui.navigation import address_of
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import permissions as reception_permissions
from anxin.visit.repair_orders import permissions

# The first permission that somebody holds decides; most narrow desks come first.
DESKS = (
    ("org.manage_users", "settings"),
    ("kpi.see", "kpi:cockpit"),
    ("repair_orders.open", "desks:advisor"),
    ("workshop.dispatch", "workshop:board"),
    ("billing.take_payment", "billing:cashier"),
    ("workshop.clock", "workshop:my_day"),
    ("workshop.inspect", "workshop:inspection"),
    ("parts.issue", "parts_desk:desk"),
    ("parts.receive", "parts_stock"),
    ("followup.call", "followup:queue"),
    ("repair_orders.see", "repair_orders:list"),
    ("parts.see", "parts_stock"),
)


@page()
def home(request: PageRequest) -> HttpResponse:
    """Send everybody to the desk of his choice, else to that of the first post that fits."""
    actor = request.actor
    chosen = address_of(actor, getattr(request.user, "home_desk", ""))
    if chosen:
        return HttpResponseRedirect(chosen)
    target = next((name for permission, name in DESKS if actor.may(permission)), "account")
    return HttpResponseRedirect(reverse(target))


@page(permissions.SEE)
def advisor_desk(request: PageRequest) -> HttpResponse:
    """The advisor's desk (mock-up 01): an advisor's own cars; the whole store with ``?whose=store`` and for others."""
    actor, store_id = request.actor, request.store_id
    own = people.find_own_employee(actor)
    receives = own is not None and "service_advisor" in (own.post, *own.extra_posts)
    whose = request.GET.get("whose", "mine" if receives else "store")
    whole_store = whose != "mine" or own is None
    now = clock.now()
    desk = queries.advisor_desk(actor, store_id, own.id if own else None, now, whole_store=whole_store)
    deposits = contributions_to("appointments.rows", actor, desk.arrivals).get("deposits", {})
    may_receive = actor.may(reception_permissions.RECEIVE, store_id)
    context: dict[str, object] = {
        "desk": desk,
        "arrivals": [(row, deposits.get(row.id)) for row in desk.arrivals],
        "whose": "store" if whole_store else "mine",
        "now": now,
        "may_receive": may_receive,
    }
    context["asked_of_me"] = queries.asked_of_me(actor, store_id, now)
    return render_page(request, "desks/advisor.html", context, partial=("desk",))
