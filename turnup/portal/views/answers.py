"""How the customer's page answers what was done on it: with thanks, or again with the fault."""

from typing import Any, Final

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from pydantic import ValidationError

from turnup.orders.problems import explain
from turnup.portal.guest import Guest
from turnup.portal.needs import clauses_of
from turnup.portal.page import customer_page
from turnup.standard.refusals import Refused

REFUSALS: Final = (Refused, ValidationError, DatabaseError)
Fault = Refused | ValidationError | DatabaseError


def page_answer(request: HttpRequest, guest: Guest, http: int = 200, **tried: Any) -> HttpResponse:
    """Show the customer's page, with what was tried on it."""
    shown = customer_page(guest, **tried)
    shown["clauses"] = clauses_of(guest) if shown["disputable"] else []
    shown["has_code"] = bool(shown["invoice"] and shown["company"] and not shown["paid"])
    return render(request, "portal/page.html", shown, status=http)


def tried_again(request: HttpRequest, guest: Guest, about: str, fault: Fault) -> HttpResponse:
    """Show the page with what was typed and why it was not recorded."""
    told = explain(fault, language=guest.language)
    guest.order.refresh_from_db()
    return page_answer(
        request,
        guest,
        409 if told.http == 409 else 422,
        problem=told,
        about=about,
        typed=request.POST.dict(),
    )


def thanked(request: HttpRequest, guest: Guest, thanks: str) -> HttpResponse:
    """Go back to the page with a word of thanks."""
    messages.success(request, thanks)
    return HttpResponseRedirect(reverse("portal:page", args=[guest.token]))
