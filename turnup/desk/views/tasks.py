"""My tasks: what I may record now, and the orders that I lead."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.desk import lists, rows
from turnup.desk.lists import Asked
from turnup.desk.queries import tasks_of
from turnup.desk.shell import PLACES
from turnup.desk.views.reader import (
    Reader,
    is_fragment,
    pages,
    reader,
    same_page,
    stage_choices,
    technology_choices,
)
from turnup.people.operations import SELF
from turnup.people.permissions import allows, scope_of

ORDERS_BESIDE = 6


@require_GET
@allows(SELF)
def home(request: HttpRequest) -> HttpResponse:
    """Show my tasks; who has none by their role begins at the first page that is theirs."""
    actor = reader(request).actor
    if scope_of(actor, "tasks.read"):
        return cast(HttpResponse, tasks(request))
    theirs = (place.path for place in PLACES if scope_of(actor, place.operation))
    return redirect(next(theirs, "people:profile"))


@require_GET
@allows("tasks.read")
def tasks(request: HttpRequest) -> HttpResponse:
    """Show the open steps of my roles, what is overdue first."""
    me, asked = reader(request), Asked.of(request.GET)
    shown = _listed(request, me, asked)
    if is_fragment(request):
        return render(request, "desk/parts/tasks.html", shown)
    return render(request, "desk/tasks.html", shown | _around(request, me, asked))


def _listed(request: HttpRequest, me: Reader, asked: Asked) -> dict[str, Any]:
    wanted = lists.narrowed_tasks(tasks_of(me.actor), asked, me.actor, me.now)
    page = lists.task_page(wanted, asked.after)
    rows.note_people_read((step.order for step in page.rows), actor=me.actor, at=me.now)
    return {
        "now": me.now,
        "asked": asked,
        "rows": rows.task_rows(page.rows, language=me.language),
        "narrowed": any((asked.text, asked.stage, asked.technology, asked.due, asked.whose)),
        "pages": pages(request, asked.after, page.next),
    }


def _around(request: HttpRequest, me: Reader, asked: Asked) -> dict[str, Any]:
    """Give what stands round the list: counts, filters, and for who leads orders, those."""
    counts = lists.task_counts(tasks_of(me.actor), me.now)
    opens = scope_of(me.actor, "order.open")
    return {
        "counts": counts,
        "tabs": _tabs(request, asked, counts),
        "stages": stage_choices(asked.stage, me.language, counts["stages"]),
        "technologies": technology_choices(asked.technology, me.language),
        "both_sides": opens and scope_of(me.actor, "tasks.read") == "all",
        "may_open": bool(opens),
        "led": _led(me) if opens else [],
    }


def _tabs(request: HttpRequest, asked: Asked, counts: dict[str, Any]) -> list[dict[str, Any]]:
    titles = {"": _("All"), "overdue": _("Overdue"), "today": _("Due today")}
    return [
        {
            "title": title,
            "url": same_page(request, due=due),
            "current": asked.due == due,
            "count": counts[due or "all"],
        }
        for due, title in titles.items()
    ]


def _led(me: Reader) -> list[dict[str, Any]]:
    """Give the newest of the live orders that the reader leads."""
    page = lists.order_page(me.actor, Asked(whose="lead"))
    first = page.rows[:ORDERS_BESIDE]
    rows.note_people_read(first, actor=me.actor, at=me.now)
    return rows.order_rows(first, language=me.language)
