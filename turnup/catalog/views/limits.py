"""What account managers may offer without asking: the limits, their history, a new value."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from turnup.catalog.forms import LimitForm
from turnup.catalog.limit_actions import set_limit
from turnup.catalog.models import LimitCode, OfferLimit
from turnup.catalog.views.entries import blame
from turnup.catalog.views.lists import around, today, who
from turnup.people.permissions import allows
from turnup.standard.refusals import BadField


@require_GET
@allows("catalog.read")
def limits(request: HttpRequest) -> HttpResponse:
    """Show the limits with their versions, the latest first."""
    return _page(request, LimitForm(initial={"valid_from": today()}))


@require_POST
@allows("catalog.edit")
def new_limit(request: HttpRequest) -> HttpResponse:
    """Put a limit in force from a day on."""
    form = LimitForm(request.POST)
    if form.is_valid():
        try:
            set_limit(actor=who(request), at=timezone.now(), **form.cleaned_data)
        except BadField as fault:
            blame(form, fault)
        else:
            messages.success(request, _("The limit is written down."))
            return redirect("catalog:limits")
    return _page(request, form, 422)


def _page(request: HttpRequest, form: LimitForm, http: int = 200) -> HttpResponse:
    rows = OfferLimit.objects.select_related("written_by").order_by("code", "-valid_from")
    shown: dict[str, Any] = {
        "limits": [
            {"title": LimitCode(row.code).label, "row": row, "current": _holds(row)} for row in rows
        ],
        "form": form,
    }
    return render(request, "catalog/limits.html", around(request, "limits") | shown, status=http)


def _holds(row: OfferLimit) -> bool:
    return row.valid_from <= today() and (row.valid_until is None or today() < row.valid_until)
