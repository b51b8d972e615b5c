"""What the pages of the ground share: badges of permits, a posted form, who may."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from turnup.ground.models import Lease, Permit
from turnup.ground.page_forms import fields
from turnup.ground.queries import SOON_DAYS
from turnup.orders.problems import explain
from turnup.orders.reading import REFUSALS, who
from turnup.people.permissions import scope_of
from turnup.ui import posted


def faults(request: HttpRequest, fault: Any) -> dict[str, str]:
    """Give the faults by field, in the reader's language; what is no field's goes under `""`."""
    _actor, language = who(request)
    told = explain(fault, language=language)
    found = {one.field: f"{one.fault} {one.mend}".strip() for one in told.errors}
    return found or {"": told.detail}


def form_page(
    request: HttpRequest,
    form: type[BaseModel],
    act: Callable[[Any], str],
    *,
    title: str,
    back: str,
    to: str = "",
    known: Mapping[str, Any] | None = None,
    around: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, or do what was posted: `act(said)` gives what to say when it is done."""
    shown = {"title": title, "back": back, "lone": [], **(around or {})}
    if request.method != "POST":
        drawn = fields(form, known or {})
        return render(request, "ground/form.html", shown | {"fields": drawn})
    data = posted.read(form.model_json_schema(), request.POST)
    try:
        messages.success(request, act(form.model_validate(data)))
    except REFUSALS as fault:
        told = faults(request, fault)
        drawn = fields(form, data, told)
        names = {one.name for one in drawn}
        shown["lone"] = [text for name, text in told.items() if name not in names]
        return render(request, "ground/form.html", shown | {"fields": drawn}, status=422)
    return redirect(to or back)


def try_to(request: HttpRequest, act: Callable[[], Any], done: str, to: str) -> HttpResponse:
    """Do what a button asks and go on; a refusal is said on the page that follows."""
    try:
        act()
    except (*REFUSALS, ValidationError) as fault:
        messages.error(request, " ".join(faults(request, fault).values()))
    else:
        messages.success(request, done)
    return redirect(to)


def upload(request: HttpRequest) -> tuple[bytes, str] | None:
    """Give the file that was chosen, or None with a word about it."""
    given = request.FILES.get("file")
    if isinstance(given, UploadedFile):
        return given.read(), given.name or ""
    messages.error(request, _("Choose a file."))
    return None


def may(request: HttpRequest, operation: str) -> bool:
    """Tell whether the reader may do the operation."""
    actor, _language = who(request)
    return bool(scope_of(actor, operation))


def around(request: HttpRequest, here: str) -> dict[str, Any]:
    """Give what stands round the lists."""
    places = (
        ("permits", _("Permits"), reverse("ground:permits")),
        ("leases", _("Leases and rents"), reverse("ground:leases")),
        ("buildings", _("Buildings"), reverse("ground:buildings")),
    )
    return {
        "now": timezone.now(),
        "today": today(),
        "may_edit": may(request, "ground.edit"),
        "tabs": [
            {"title": title, "url": url, "current": code == here} for code, title, url in places
        ],
    }


def today() -> date:
    """Give today in the office's time zone."""
    return timezone.localdate(timezone.now())


def permit_badge(permit: Permit, day: date) -> dict[str, str]:
    """Say where a permit is on its way, or how long it still lasts."""
    if permit.withdrawn_date:
        return {"text": _("withdrawn"), "tone": "bad", "icon": "circle-x"}
    if permit.answer == "refused":
        return {"text": _("permission refused"), "tone": "bad", "icon": "hand-stop"}
    if permit.answer == "granted":
        return _lasting(permit, day)
    if permit.sent_date:
        return {"text": _("waiting for the answer"), "tone": "note", "icon": "hourglass"}
    return {"text": _("to be sent"), "tone": "warn", "icon": "send"}


def lease_badge(lease: Lease, day: date) -> dict[str, str]:
    """Say whether a lease is in force, or how long it still lasts."""
    if lease.ended_date and lease.ended_date <= day:
        return {"text": _("lease ended"), "tone": "calm", "icon": "circle-x"}
    return _lasting(lease, day)


def _lasting(paper: Permit | Lease, day: date) -> dict[str, str]:
    until = paper.valid_until
    if paper.valid_from and paper.valid_from > day:
        return {"text": _("not in force yet"), "tone": "note", "icon": "calendar"}
    if until and until < day:
        return {"text": _("has run out"), "tone": "bad", "icon": "alert-triangle"}
    if until and until <= day + timedelta(days=SOON_DAYS):
        text = _("ends %(day)s") % {"day": f"{until:%d.%m.%Y}"}
        return {"text": text, "tone": "warn", "icon": "clock"}
    return {"text": _("in force"), "tone": "good", "icon": "circle-check"}
