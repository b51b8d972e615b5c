"""A new request: it opens an order."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.desk import opening_page
from turnup.desk.building import at_building
from turnup.desk.opening_page import Typed
from turnup.desk.refusing import REFUSALS, refused
from turnup.desk.rows import order_url
from turnup.desk.steps import OPENING, record_step
from turnup.desk.views.reader import is_fragment, reader
from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.people.permissions import allows
from turnup.standard.refusals import AlreadyStands


@require_http_methods(["GET", "HEAD", "POST"])
@allows("order.open")
def new_order(request: HttpRequest) -> HttpResponse:
    """Show the form of a new request; open the order, or choose a customer we know on the way."""
    if request.method != "POST":
        return _page(request, opening_page.begin())
    typed = opening_page.read(request.POST)
    if "choose" in request.POST or "look" in request.POST:
        return _page(request, typed)
    return _open(request, typed)


@require_GET
@allows("customer.search")
def customers(request: HttpRequest) -> HttpResponse:
    """Find customers as somebody types; a fragment."""
    me, text = reader(request), request.GET.get("look_for", "").strip()[:200]
    found = opening_page.found_customers(text, actor=me.actor, at=me.now) if len(text) > 1 else []
    shown = {"found": found, "looked_for": text if len(text) > 1 else ""}
    return render(request, "desk/parts/found_customers.html", shown)


@require_POST
@allows("customer.search")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Tell whether we may know the customer that is being typed; a fragment."""
    me, typed = reader(request), opening_page.read(request.POST)
    data = typed.data or {}
    customer, site = data.get("customer") or {}, data.get("site") or {}
    address = str(site.get("address", ""))
    found = opening_page.like_this(customer, address, actor=me.actor, at=me.now)
    return render(request, "desk/parts/duplicates.html", {"found": found})


@require_POST
@allows("order.open")
def building(request: HttpRequest) -> HttpResponse:
    """Tell what we know of the building that is being typed or chosen; a fragment."""
    typed = opening_page.read(request.POST)
    place = dict((typed.data or {}).get("site") or {})
    chosen = opening_page.chosen_site(typed)
    address = chosen.address if chosen else str(place.get("address", ""))
    position = (
        (chosen.latitude, chosen.longitude)
        if chosen
        else (place.get("latitude"), place.get("longitude"))
    )
    return render(request, "desk/parts/building.html", {"known": at_building(address, *position)})


def _page(request: HttpRequest, typed: Typed, http: int = 200) -> HttpResponse:
    me = reader(request)
    shown = opening_page.shown(typed, now=me.now)
    if typed.looked_for and not typed.chosen:
        found = opening_page.found_customers(typed.looked_for, actor=me.actor, at=me.now)
        shown |= {"found": found, "looked_for": typed.looked_for}
    part = "desk/parts/whose.html" if is_fragment(request) else "desk/opening.html"
    return render(request, part, shown, status=http)


def _open(request: HttpRequest, typed: Typed) -> HttpResponse:
    me = reader(request)
    move = Move(order_id=typed.order_id, actor=me.actor, now=me.now, at=me.now)
    try:
        record_step(move=move, step=OPENING, data=opening_page.said(typed))
    except AlreadyStands:  # the same page was sent twice
        return redirect(_card(typed))
    except REFUSALS as fault:
        problem = refused(fault)
        return _page(request, replace(typed, problem=problem), 422 if problem.errors else 409)
    messages.success(request, _("The order is open. What comes next is on its card."))
    return HttpResponseRedirect(_card(typed))


def _card(typed: Typed) -> str:
    return order_url(Order.objects.values_list("number", flat=True).get(pk=typed.order_id))
