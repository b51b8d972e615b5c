"""The pages of the survey days: the calendar, confirming, capacities, one day, its sheet."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.orders.models import Order
from turnup.orders.reading import REFUSALS, Reader, reader, said_of
from turnup.papers.answers import bytes_answer
from turnup.papers.media import PDF
from turnup.people.permissions import allows, scope_of
from turnup.surveys.board import Board, BoardDay, survey_board
from turnup.surveys.day_actions import Place, confirm_places, set_capacity
from turnup.surveys.day_sheet import day_sheet
from turnup.surveys.days_page import board_page, day_page, name_of


@require_GET
@allows("survey_days.read")
def days(request: HttpRequest) -> HttpResponse:
    """Show the coming survey days with every survey in its place, or proposed for one."""
    return board_answer(request, reader(request))


def board_answer(
    request: HttpRequest, me: Reader, told: str = "", moved: dict[str, Any] | None = None
) -> HttpResponse:
    """Give the board, whole or as htmx's part; with a refusal, or with what was moved and undo."""
    board = survey_board(me.now)
    me.note(_people(board), "survey days")
    shown = {
        **board_page(board, me.language),
        "now": me.now,
        "may_plan": bool(scope_of(me.actor, "survey_days.plan")),
        "may_set": bool(scope_of(me.actor, "survey_days.set_capacity")),
        "told": told,
        "moved": moved,
    }
    is_part = request.headers.get("HX-Request") and not request.headers.get(
        "HX-History-Restore-Request"
    )
    template = "surveys/parts/board.html" if is_part else "surveys/days.html"
    return render(request, template, shown)


def _people(board: Board) -> Iterator[Order]:
    """Give the orders of private people on the board: their names and addresses are shown."""
    shown = [spot.wanted for day in board.days for cell in day.cells for spot in cell.spots]
    shown += [*board.unplaced, *board.asking, *(one for one, _day in board.overdue)]
    return (one.order for one in shown if one.order.customer.kind != "company")


# ------------------------------------------------------- confirming
@require_POST
@allows("survey_days.plan")
def confirm(request: HttpRequest) -> HttpResponse:
    """Set the days of all surveys as the reader saw them proposed."""
    me = reader(request)
    try:
        places = dict(_seen(one) for one in request.POST.getlist("seen"))
    except ValueError:
        raise Http404("no such place") from None
    done = confirm_places(places=places, actor=me.actor, at=me.now)
    count = len(done.receipts)
    if count:
        text = ngettext("%(count)s survey day is set.", "%(count)s survey days are set.", count)
        messages.success(request, text % {"count": count})
    numbers = dict(Order.objects.filter(pk__in=done.refused).values_list("id", "number"))
    for order_id, fault in done.refused.items():
        words = {"number": numbers.get(order_id, "?"), "why": said_of(me.explained(fault))}
        messages.error(request, _("№ %(number)s: %(why)s") % words)
    return redirect("surveys:days")


def _seen(text: str) -> tuple[UUID, Place]:
    """Read `<order>.2026-12-01.<engineer>`. Raises ValueError."""
    order, day, engineer = text.split(".")
    return UUID(order), Place(date.fromisoformat(day), UUID(engineer))


# ------------------------------------------------------- capacities
@require_http_methods(["GET", "HEAD", "POST"])
@allows("survey_days.set_capacity")
def capacities(request: HttpRequest) -> HttpResponse:
    """Show how many surveys each engineer does a day, and change it."""
    me = reader(request)
    board = survey_board(me.now)
    rows: list[dict[str, Any]] = [
        {"person": one, "name": name_of(one, me.language), "value": board.capacities[one.id]}
        for one in board.engineers
    ]
    if request.method == "POST" and _kept(request, me, rows):
        messages.success(request, _("The capacities are kept; the proposal follows them."))
        return redirect("surveys:days")
    http = 422 if request.method == "POST" else 200
    return render(request, "surveys/capacities.html", {"rows": rows}, status=http)


def _kept(request: HttpRequest, me: Reader, rows: list[dict[str, Any]]) -> bool:
    for row in rows:
        typed = request.POST.get(f"capacity.{row['person'].id}", "").strip()
        row["value"] = typed
        if not (typed.isascii() and typed.isdigit() and len(typed) < 4):
            row["fault"] = _("Write a whole number from 0 to 20.")
            continue
        try:
            set_capacity(engineer=row["person"].id, surveys_a_day=int(typed), at=me.now)
        except REFUSALS as fault:
            row["fault"] = said_of(me.explained(fault))
    return not any(row.get("fault") for row in rows)


# ------------------------------------------------------- one day
@require_GET
@allows("survey_days.read")
def day(request: HttpRequest, day: str) -> HttpResponse:
    """Show one day: for each engineer the map and the visits in a short way."""
    me = reader(request)
    found, _board = _day_of(me, day)
    me.note((spot.wanted.order for cell in found.cells for spot in cell.spots), "survey day")
    shown = {**day_page(found, me.language), "now": me.now, "key": day, "mine": str(me.actor.id)}
    shown["may_plan"] = bool(scope_of(me.actor, "survey_days.plan"))
    return render(request, "surveys/day.html", shown)


@require_GET
@allows("survey_days.read")
def sheet(request: HttpRequest, day: str) -> HttpResponse:
    """Give the day's sheet to print, of all engineers or of one."""
    me = reader(request)
    found, _board = _day_of(me, day)
    asked = request.GET.get("engineer", "")
    cells = [
        cell
        for cell in found.cells
        if cell.spots and asked in ("", str(cell.engineer.id) if cell.engineer else "-")
    ]
    if not cells:
        raise Http404("nothing to survey on this day")
    me.note((spot.wanted.order for cell in cells for spot in cell.spots), "survey day sheet")
    pdf = day_sheet(found.day, cells, at=me.now, language=me.language)
    return bytes_answer(pdf, _("Surveys %(day)s") % {"day": f"{found.day:%d.%m.%Y}"}, PDF)


def _day_of(me: Reader, text: str) -> tuple[BoardDay, Board]:
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        raise Http404(text) from None
    board = survey_board(me.now)
    found = next((one for one in board.days if one.day == wanted), None)
    if found is None:
        raise Http404(text)
    return found, board
