"""Moving a survey on the board: one that waits goes at once, a day that is set asks why."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.orders.reading import REFUSALS, UNPROCESSABLE, OrderReader, order_reader, said_of
from turnup.orders.refusals import OrderNotFound
from turnup.people.models import Person
from turnup.people.permissions import allows
from turnup.surveys.actions import move_survey
from turnup.surveys.board import Board, Cell, survey_board
from turnup.surveys.day_actions import place_survey, unplace_survey
from turnup.surveys.days_page import day_title, day_words, name_of
from turnup.surveys.models import SurveyPlacement
from turnup.surveys.moving_forms import MovedSurvey
from turnup.surveys.moving_models import Side
from turnup.surveys.queries import coming_survey
from turnup.surveys.views.days import board_answer

Shown = dict[str, Any]


@require_GET
@allows("survey_days.plan")
def move_form(request: HttpRequest, number: int) -> HttpResponse:
    """Ask where a survey is to go: the way by keyboard, on a phone, and without scripts."""
    me = order_reader(request, number, "survey_days.plan")
    return _form(request, me, request.GET.get("place", ""))


def _form(
    request: HttpRequest, me: OrderReader, place: str, fault: str = "", http: int = 200
) -> HttpResponse:
    board = survey_board(me.now)
    urgent = "survey_urgency_allowed" in me.order.card.get("standing", {})
    shown = {
        "order": me.order,
        "places": _choices(board, me.language, urgent=urgent),
        "here": place or _whereabouts(board, me.order.id),
        "chosen": bool(place),
        "set_day": coming_survey(me.order.id),
        "sides": Side.choices,
        "side": request.POST.get("wished_by", Side.COMPANY),
        "reason": request.POST.get("reason", ""),
        "fault": fault,
    }
    is_part = bool(request.headers.get("HX-Request"))
    part = "surveys/parts/move.html" if is_part else "surveys/move.html"
    answer = render(request, part, shown, status=http)
    if is_part and fault:  # the form stays in its dialog; the board is left as it is
        answer["HX-Retarget"], answer["HX-Reswap"] = "#move-form", "innerHTML"
    return answer


def _choices(board: Board, language: str, *, urgent: bool) -> list[Shown]:
    return [
        {
            "title": day_title(day.day),
            "cells": [_choice(cell, language) for cell in day.cells if cell.engineer],
        }
        for day in board.days
        if urgent or not day.urgent_only
    ]


def _choice(cell: Cell, language: str) -> Shown:
    assert cell.engineer, "only engineers' days are offered"
    return {
        "key": f"{cell.day.isoformat()}.{cell.engineer.id}",
        "title": f"{day_words(cell.day)} · {name_of(cell.engineer, language)}",
        "count": len(cell.spots),
        "capacity": cell.capacity,
    }


def _whereabouts(board: Board, order_id: UUID) -> str:
    for day in board.days:
        for cell in day.cells:
            if cell.engineer and any(s.wanted.order.id == order_id for s in cell.spots):
                return f"{day.day.isoformat()}.{cell.engineer.id}"
    return ""


@require_POST
@allows("survey_days.plan")
def place(request: HttpRequest) -> HttpResponse:
    """Put a survey on a day of an engineer; one that waits may be left to the proposal again."""
    me = _reader_of(request)
    try:
        day, engineer = place_of(request.POST.get("place", ""))
    except ValueError:
        raise Http404("no such place") from None
    before = _before(me)
    try:
        _put(request, me, day, engineer)
    except REFUSALS as fault:
        return _refused(request, me, said_of(me.explained(fault)))
    told = _told(me, day, engineer)
    if request.headers.get("HX-Request"):
        return board_answer(request, me, moved={**before, "text": told})
    messages.success(request, told)
    return redirect("surveys:days")


def _reader_of(request: HttpRequest) -> OrderReader:
    try:
        order_id = UUID(request.POST.get("order", ""))
    except ValueError:
        raise Http404("no such order") from None
    number = Order.objects.filter(pk=order_id).values_list("number", flat=True).first()
    if number is None:
        raise OrderNotFound(order=str(order_id))
    return order_reader(request, number, "survey_days.plan")


def place_of(text: str) -> tuple[date | None, UUID | None]:
    """Read `2026-12-01.<engineer>`, of which both may be left out. Raises ValueError."""
    day, _dot, engineer = text.partition(".")
    return date.fromisoformat(day) if day else None, UUID(engineer) if engineer else None


def _put(request: HttpRequest, me: OrderReader, day: date | None, engineer: UUID | None) -> None:
    """Move the day that is set, or the proposal for one that waits."""
    if coming_survey(me.order.id):
        names = ("wished_by", "reason")
        given = {name: request.POST[name] for name in names if name in request.POST}
        said = MovedSurvey.read({"survey_date": day, "engineer": engineer, **given})
        move = Move(order_id=me.order.id, actor=me.actor, now=me.now, at=me.now)
        move_survey(move=move, **said.keywords())
    elif day is None or engineer is None:
        unplace_survey(order_id=me.order.id)
    else:
        place_survey(
            order_id=me.order.id, actor=me.actor, at=me.now, survey_date=day, engineer=engineer
        )


def _refused(request: HttpRequest, me: OrderReader, told: str) -> HttpResponse:
    is_drag = "HX-Request" in request.headers and "HX-Target" not in request.headers
    if is_drag and not coming_survey(me.order.id):
        return board_answer(request, me, told=told)
    return _form(request, me, request.POST.get("place", ""), told, UNPROCESSABLE)


def _before(me: OrderReader) -> Shown:
    """Give where the survey stands before it moves: what an undo posts."""
    row = coming_survey(me.order.id)
    if row is None:
        hand = SurveyPlacement.objects.filter(order_id=me.order.id).first()
        place = f"{hand.survey_date.isoformat()}.{hand.engineer_id}" if hand else ""
        return {"order": str(me.order.id), "place": place, "may_undo": True}
    return {
        "order": str(me.order.id),
        "place": f"{row.survey_date.isoformat()}.{row.engineer_id or ''}",
        "may_undo": row.survey_date >= office_calendar().local_date(me.now),
        "reason": _("The move was undone at once."),
    }


def _told(me: OrderReader, day: date | None, engineer: UUID | None) -> str:
    if day is None:
        return _("№ %(number)s is left to the proposal.") % {"number": me.order.number}
    person = Person.objects.filter(pk=engineer).first() if engineer else None
    said = {
        "number": me.order.number,
        "day": day_words(day),
        "who": name_of(person, me.language) if person else _("Nobody named"),
    }
    return _("№ %(number)s is moved: %(day)s, %(who)s.") % said
