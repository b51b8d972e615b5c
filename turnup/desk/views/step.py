"""A step's form, and recording it: the pages' one way to move an order."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from turnup.desk import forms_html, step_page
from turnup.desk.card_page import card_page
from turnup.desk.grounds import Asking, asking
from turnup.desk.refusing import REFUSALS, refused, toast
from turnup.desk.steps import record_step
from turnup.desk.views.reader import is_fragment, reader
from turnup.orders.moves import Move
from turnup.orders.queries import visible_order
from turnup.people.permissions import allows

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@allows("step.record")
def step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Show a step's form, or record the step and show the card that came of it."""
    asked = _asked(request, number, step)
    return _record(request, asked) if request.method == "POST" else _form(request, asked)


def _asked(request: HttpRequest, number: int, code: str) -> Asking:
    me = reader(request)
    found = visible_order(me.actor, "step.record", number=number)
    return asking(found, code, actor=me.actor, now=me.now, language=me.language)


def _form(request: HttpRequest, asked: Asking) -> HttpResponse:
    return _shown(request, asked, step_page.blank(asked), 200)


def _record(request: HttpRequest, asked: Asking) -> HttpResponse:
    data = forms_html.read(asked, request.POST)
    seen = forms_html.version_seen(request.POST)
    move = Move(
        order_id=asked.order.id,
        actor=asked.actor,
        now=asked.now,
        at=forms_html.happened_at(request.POST, asked.now),
        expected_version=seen,
    )
    try:
        record_step(move=move, step=asked.step.code, data=forms_html.meant(asked, data))
    except REFUSALS as fault:
        problem = refused(fault)
        again = _asked(request, asked.order.number, asked.step.code)
        shown = step_page.typed(again, request.POST, data, problem, seen)
        return _shown(request, again, shown, UNPROCESSABLE if problem.http == 422 else CONFLICT)
    return _done(request, asked)


def _shown(request: HttpRequest, asked: Asking, shown: dict[str, Any], http: int) -> HttpResponse:
    shown["next"] = _next(request)
    if not is_fragment(request):
        return render(request, "desk/step.html", shown, status=http)
    answer = render(request, "desk/parts/step_form.html", shown, status=http)
    if request.method == "POST":
        answer["HX-Retarget"] = f"#form-{asked.step.code}"
        answer["HX-Reswap"] = "outerHTML"
    return answer


def _done(request: HttpRequest, asked: Asking) -> HttpResponse:
    """Give the card as it is now; a browser without scripts, or on its way, is sent there."""
    said = _("Recorded: %(title)s") % {"title": asked.step.title[asked.language]}
    target = _next(request)
    if is_fragment(request) and not target:
        me = reader(request)
        found = visible_order(me.actor, "order.read", number=asked.order.number)
        page = card_page(found, actor=me.actor, now=me.now, language=me.language)
        answer = render(request, "desk/parts/order.html", page)
        answer["HX-Trigger"] = toast(said)
        return answer
    messages.success(request, said)
    target = target or reverse("desk:order", args=[asked.order.number])
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _next(request: HttpRequest) -> str:
    """Give where to go afterwards, if it is an address of our own."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours and asked.startswith("/") else ""
