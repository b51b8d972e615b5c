"""Forms that move goods: receive, import, transfer, write off; new items and places."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from turnup.orders.queries import visible_order
from turnup.orders.reading import who
from turnup.people.permissions import allows
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.actions.goods import Goods
from turnup.stock.importing import FaultyList, read_goods
from turnup.stock.models import Place
from turnup.stock.page_forms import (
    KeptItem,
    NewPlace,
    Receive,
    Transfer,
    WriteOff,
    item_choices,
    numbers,
    place_choices,
)
from turnup.stock.queries import NOTHING, places_at_hand
from turnup.stock.views.door import form_page

METHODS = ("GET", "HEAD", "POST")


@require_http_methods(METHODS)
@allows("stock.move")
def receive(request: HttpRequest) -> HttpResponse:
    """Take goods of one item in; supplier and waybill stay for the next one."""
    actor, _language = who(request)
    kept = {name: request.GET.get(name, "") for name in ("item", "supplier", "document", "place")}
    kept["place"] = kept["place"] or next(iter(place_choices()), "")

    def act(said: Any) -> str:
        posted = actions.receive_goods(
            actor=actor,
            at=timezone.now(),
            goods=[Goods(said.item, said.quantity or NOTHING, numbers(said.serials))],
            place=_place("place", said.place),
            supplier=said.supplier,
            document=said.document,
        )
        return _("Received: %(what)s.") % {"what": str(posted[0].item)}

    return form_page(
        request,
        Receive,
        act,
        title=_("Receive goods"),
        to=_again(request),
        choices={"item": item_choices(), "place": place_choices()},
        known=kept,
        around={"scanning": True, "importing": True, "back": reverse("stock:items")},
    )


def _again(request: HttpRequest) -> str:
    query = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "item", "serials", "quantity"):
        query.pop(name, None)
    return f"{reverse('stock:receive')}?{query.urlencode()}"


@require_http_methods(METHODS)
@allows("stock.move")
def transfer(request: HttpRequest) -> HttpResponse:
    """Move goods between places of ours; with an order they wait for it in the van."""
    actor, _language = who(request)

    def act(said: Any) -> str:
        order = visible_order(actor, "order.read", number=said.order) if said.order else None
        goods = [Goods(one.code, one.quantity) for one in said.materials]
        if found := numbers(said.serials):
            goods.insert(0, Goods(serials=found))
        target = _place("target", said.target)
        moved = actions.move_goods(
            actor=actor,
            at=timezone.now(),
            target=target,
            goods=goods,
            source=_place("source", said.source) if said.source else None,
            order_id=order.id if order else None,
            note=said.note,
        )
        said_lines = ngettext("%(n)s line", "%(n)s lines", len(moved)) % {"n": len(moved)}
        return _("Moved to %(place)s: %(lines)s.") % {"place": target.name, "lines": said_lines}

    return form_page(
        request,
        Transfer,
        act,
        title=_("Move or issue goods"),
        to=reverse("stock:transfer"),
        choices={
            "source": place_choices(),
            "target": place_choices(),
            "code": item_choices(serial=False),
        },
        known={name: request.GET.get(name) for name in ("source", "target", "order")},
        around={"scanning": True, "back": reverse("stock:items")},
    )


@require_http_methods(METHODS)
@allows("stock.move")
def write_off(request: HttpRequest) -> HttpResponse:
    """Write goods off, with the reason."""
    actor, _language = who(request)

    def act(said: Any) -> str:
        movement = actions.write_off(
            actor=actor,
            at=timezone.now(),
            reason=said.reason,
            serial=said.serial,
            code=said.item or "",
            quantity=said.quantity or NOTHING,
            source=_place("source", said.source) if said.source else None,
        )
        return _("Written off: %(what)s.") % {"what": str(movement.item)}

    return form_page(
        request,
        WriteOff,
        act,
        title=_("Write off"),
        to=reverse("stock:items"),
        choices={"item": item_choices(serial=False), "source": place_choices()},
        known={"serial": request.GET.get("serial", "")},
        around={"back": reverse("stock:items")},
    )


@require_http_methods(METHODS)
@allows("stock.move")
def new_item(request: HttpRequest) -> HttpResponse:
    """Begin to keep stock of an item of the catalogue."""

    def act(said: Any) -> str:
        row = actions.keep_item(code=said.code, title=said.title, least=said.least)
        return _("Stock of “%(item)s” is kept.") % {"item": str(row)}

    return form_page(
        request,
        KeptItem,
        act,
        title=_("Keep stock of an item"),
        to=reverse("stock:items"),
        known={"code": request.GET.get("code", "")},
        around={"back": reverse("stock:items")},
    )


@require_http_methods(METHODS)
@allows("stock.move")
def new_place(request: HttpRequest) -> HttpResponse:
    """Open a warehouse or a van."""

    def act(said: Any) -> str:
        return _("Opened: %(place)s.") % {
            "place": actions.open_place(kind=said.kind, name=said.name).name
        }

    return form_page(
        request,
        NewPlace,
        act,
        title=_("Open a place"),
        to=reverse("stock:places"),
        around={"back": reverse("stock:places")},
    )


@require_POST
@allows("stock.move")
def bring_in(request: HttpRequest) -> HttpResponse:
    """Receive a whole list of goods from a CSV file: all of it, or nothing."""
    actor, _language = who(request)
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        messages.error(request, _("Choose a file."))
        return redirect("stock:receive")
    try:
        lines = read_goods(given.read())
        posted = actions.receive_list(actor=actor, at=timezone.now(), lines=lines)
    except FaultyList as fault:
        for text in fault.faults[:5]:
            messages.error(request, text)
        return redirect("stock:receive")
    messages.success(
        request,
        ngettext("%(n)s movement is booked.", "%(n)s movements are booked.", posted)
        % {"n": posted},
    )
    return redirect("stock:items")


def _place(field: str, place_id: int) -> Place:
    found = places_at_hand().filter(pk=place_id).first()
    if found is None:
        raise BadField(field, gettext_noop("There is no such place."))
    return found
