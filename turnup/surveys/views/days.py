"""The pages of the survey days: the calendar, moving a survey, confirming, one day, its sheet."""

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
from turnup.orders.reading import REFUSALS, Reader, order_reader, reader, said_of
from turnup.papers.answers import bytes_answer
from turnup.papers.media import PDF
from turnup.people.permissions import allows, scope_of
from turnup.surveys.board import Board, BoardDay, survey_board
from turnup.surveys.day_actions import (
    Place,
    confirm_places,
    place_survey,
    set_capacity,
    unplace_survey,
)
from turnup.surveys.day_sheet import day_sheet
from turnup.surveys.days_page import board_page, day_page, day_title, name_of


@require_GET
@allows("survey_days.read")
def days(request: HttpRequest) -> HttpResponse:
    """Show the coming survey days with every survey in its place, or proposed for one."""
    return _board(request, reader(request))


def _board(request: HttpRequest, me: Reader, told: str = "") -> HttpResponse:
    board = survey_board(me.now)
    me.note(_people(board), "survey days")
    shown = {
        **board_page(board, me.language),
        "now": me.now,
        "may_plan": bool(scope_of(me.actor, "survey_days.plan")),
        "may_set": bool(scope_of(me.actor, "survey_days.set_capacity")),
        "told": told,
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


# ------------------------------------------------------- moving
@require_GET
@allows("survey_days.plan")
def move_form(request: HttpRequest, number: int) -> HttpResponse:
    """Ask where a survey is to go: the way by keyboard, on a phone, and without scripts."""
    me = order_reader(request, number, "survey_days.plan")
    board = survey_board(me.now)
    urgent = "survey_urgency_allowed" in me.order.card.get("standing", {})
    shown = {
        "order": me.order,
        "places": _choices(board, me.language, urgent=urgent),
        "here": _whereabouts(board, me.order.id),
    }
    part = "surveys/parts/move.html" if request.headers.get("HX-Request") else "surveys/move.html"
    return render(request, part, shown)


def _choices(board: Board, language: str, *, urgent: bool) -> list[dict[str, Any]]:
    return [
        {
            "title": day_title(day.day),
            "cells": [
                {
                    "key": f"{day.day.isoformat()}.{cell.engineer.id}",
                    "title": name_of(cell.engineer, language),
                    "count": len(cell.spots),
                    "capacity": cell.capacity,
                }
                for cell in day.cells
                if cell.engineer
            ],
        }
        for day in board.days
        if urgent or not day.urgent_only
    ]


def _whereabouts(board: Board, order_id: UUID) -> str:
    for day in board.days:
        for cell in day.cells:
            if cell.engineer and any(s.wanted.order.id == order_id for s in cell.spots):
                return f"{day.day.isoformat()}.{cell.engineer.id}"
    return ""


@require_POST
@allows("survey_days.plan")
def place(request: HttpRequest) -> HttpResponse:
    """Put a survey on a day of an engineer, or leave it to the proposal again."""
    me = reader(request)
    told = ""
    try:
        order_id = UUID(request.POST.get("order", ""))
        found = _place(request.POST.get("place", ""))
    except ValueError:
        raise Http404("no such place") from None
    try:
        if found is None:
            unplace_survey(order_id=order_id)
        else:
            place_survey(order_id=order_id, actor=me.actor, at=me.now, **found._asdict())
    except REFUSALS as fault:
        told = said_of(me.explained(fault))
    if request.headers.get("HX-Request"):
        return _board(request, me, told)
    if told:
        messages.error(request, told)
    return redirect("surveys:days")


def _place(text: str) -> Place | None:
    """Read `2026-12-01.<engineer>`; blank is the proposal's. Raises ValueError."""
    if not text:
        return None
    day, _dot, engineer = text.partition(".")
    return Place(date.fromisoformat(day), UUID(engineer))


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
    order, _dot, place = text.partition(".")
    found = _place(place)
    if found is None:
        raise ValueError(text)
    return UUID(order), found


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
