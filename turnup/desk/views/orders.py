"""The list of orders, and the search over all of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.desk import lists, rows
from turnup.desk.lists import Asked
from turnup.desk.views.reader import (
    Reader,
    is_fragment,
    pages,
    reader,
    same_page,
    stage_choices,
    technology_choices,
)
from turnup.people.permissions import allows, scope_of


@require_GET
@allows("order.read")
def orders(request: HttpRequest) -> HttpResponse:
    """List the orders in the reader's scope; a number that is typed in full opens its card."""
    me, asked = reader(request), Asked.of(request.GET)
    shown = _listed(request, me, asked)
    if is_fragment(request):
        return render(request, "desk/parts/orders.html", shown)
    if asked.text.lstrip("№# ").isdigit() and len(shown["rows"]) == 1:
        return redirect(shown["rows"][0]["url"])
    return render(request, "desk/orders.html", shown | _around(request, me, asked))


def _listed(request: HttpRequest, me: Reader, asked: Asked) -> dict[str, Any]:
    page = lists.order_page(me.actor, asked)
    rows.note_people_read(page.rows, actor=me.actor, at=me.now)
    return {
        "now": me.now,
        "asked": asked,
        "rows": rows.order_rows(page.rows, language=me.language),
        "narrowed": any((asked.text, asked.stage, asked.technology, asked.end, asked.whose)),
        "pages": pages(request, asked.after, page.next),
        "may_open": bool(scope_of(me.actor, "order.open")),
    }


def _around(request: HttpRequest, me: Reader, asked: Asked) -> dict[str, Any]:
    counts = lists.live_counts(me.actor)
    return {
        "tabs": _tabs(request, asked, sum(counts.values())),
        "stages": stage_choices(asked.stage, me.language, counts),
        "technologies": technology_choices(asked.technology, me.language),
        "both_sides": scope_of(me.actor, "order.read") == "all"
        and bool(scope_of(me.actor, "order.open")),
    }


def _tabs(request: HttpRequest, asked: Asked, live: int) -> list[dict[str, Any]]:
    titles = {
        "": _("Orders under way"),
        "served": _("Connected"),
        "ended": _("Cancelled and refused"),
        "all": _("All"),
    }
    return [
        {
            "title": title,
            "url": same_page(request, end=end),
            "current": asked.end == end,
            **({} if end else {"count": live}),
        }
        for end, title in titles.items()
    ]
