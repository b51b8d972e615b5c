"""An order's card."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from turnup.desk.card_page import card_page
from turnup.desk.views.reader import is_fragment, reader
from turnup.orders.queries import visible_order
from turnup.people.permissions import allows


@require_GET
@allows("order.read")
def order(request: HttpRequest, number: int) -> HttpResponse:
    """Show the card of one order: where it stands, what is open, what is missing, what was done."""
    me = reader(request)
    found = visible_order(me.actor, "order.read", number=number)
    shown = card_page(found, actor=me.actor, now=me.now, language=me.language)
    template = "desk/parts/order.html" if is_fragment(request) else "desk/order.html"
    return render(request, template, shown)
