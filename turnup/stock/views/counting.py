"""Stocktaking: the list, one count, its lines, its end."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.orders.reading import who
from turnup.people.permissions import allows
from turnup.standard.refusals import BadField
from turnup.stock import actions
from turnup.stock.models import Count, CountLine, Place, StockItem
from turnup.stock.page_forms import Counted, item_choices, numbers
from turnup.stock.queries import NOTHING
from turnup.stock.views.door import around, form_page, much, try_to

METHODS = ("GET", "HEAD", "POST")
LATEST = 50


@require_GET
@allows("stock.read")
def counts(request: HttpRequest) -> HttpResponse:
    """List the stocktakings, those under way first."""
    rows = Count.objects.select_related("place", "opened_by").order_by("-opened_at")[:LATEST]
    shown = {
        "counts": [(one, _differences(one)) for one in rows],
        "places": list(Place.objects.filter(kind__in=("warehouse", "van"))),
    }
    return render(request, "stock/counts.html", around(request, "counts") | shown)


def _differences(count: Count) -> int:
    return sum(line.expected not in (None, line.found) for line in count.lines.all())


@require_POST
@allows("stock.move")
def begin(request: HttpRequest, place_id: int) -> HttpResponse:
    """Begin to count a place."""
    actor, _language = who(request)
    place = get_object_or_404(Place, pk=place_id)
    made: list[Count] = []

    def act() -> None:
        made.append(actions.open_count(place=place, actor=actor, at=timezone.now()))

    answer = try_to(request, act, _("Count what is there."), reverse("stock:counts"))
    if made:
        answer["Location"] = reverse("stock:count", args=[made[0].pk])
    return answer


@require_http_methods(METHODS)
@allows("stock.move")
def count(request: HttpRequest, count_id: int) -> HttpResponse:
    """Show a count with its lines, and take the next line."""
    found = get_object_or_404(Count.objects.select_related("place"), pk=count_id)

    def act(said: Any) -> str:
        item = StockItem.objects.filter(code=said.item).first()
        if item is None:
            raise BadField("item", gettext_noop("There is no such item."))
        line = actions.write_count_line(
            count=found, item=item, found=said.found or NOTHING, serials=numbers(said.serials)
        )
        return _("%(item)s: %(much)s found.") % {"item": item, "much": much(line.found, item)}

    shown = around(request, "counts") | {
        "count": found,
        "lines": [_line(one, found) for one in found.lines.select_related("item")],
        "scanning": True,
    }
    return form_page(
        request,
        Counted,
        act,
        title=_("Stocktaking: %(place)s") % {"place": found.place.name},
        to=reverse("stock:count", args=[found.pk]),
        choices={"item": item_choices()},
        around=shown,
        template="stock/count.html",
    )


def _line(line: CountLine, count: Count) -> dict[str, Any]:
    books = line.expected
    if books is None:
        row = count.place.balances.filter(item=line.item).first()
        books = row.quantity if row else NOTHING
    difference = line.found - books
    return {
        "item": line.item,
        "found": much(line.found, line.item),
        "books": much(books, line.item),
        "difference": f"{difference:+f}".rstrip("0").rstrip(".") if difference else "",
        "tone": "bad" if difference < 0 else "warn",
    }


@require_POST
@allows("stock.move")
def close(request: HttpRequest, count_id: int) -> HttpResponse:
    """Book the differences and close the count."""
    actor, _language = who(request)
    found = get_object_or_404(Count.objects.select_related("place"), pk=count_id)
    return try_to(
        request,
        lambda: actions.close_count(count=found, actor=actor, at=timezone.now()),
        _("The differences are booked."),
        reverse("stock:count", args=[found.pk]),
    )


@require_POST
@allows("stock.move")
def drop(request: HttpRequest, count_id: int) -> HttpResponse:
    """Give the count up."""
    found = get_object_or_404(Count, pk=count_id)
    return try_to(
        request,
        lambda: actions.drop_count(count=found),
        _("The count is given up; nothing was booked."),
        reverse("stock:counts"),
    )
