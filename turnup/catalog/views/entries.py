"""One tariff or item: what it is today, its history, a new version, its end; and a new one."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from turnup.catalog.actions import take_back, withdraw
from turnup.catalog.forms import KBIT_IN_MBIT, ItemForm, TariffForm, WithdrawForm
from turnup.catalog.importing import LISTS
from turnup.catalog.models import Item, Tariff
from turnup.catalog.queries import history_of
from turnup.catalog.views.lists import around, list_url, speeds, today, who
from turnup.people.permissions import allows
from turnup.people.refusing import blame, told
from turnup.standard.refusals import BadField

FORMS: dict[str, type[TariffForm] | type[ItemForm]] = {"tariffs": TariffForm, "items": ItemForm}


@require_http_methods(["GET", "HEAD", "POST"])
@allows("catalog.edit")
def new_entry(request: HttpRequest, kind: str) -> HttpResponse:
    """Add something that was not sold before."""
    form = FORMS[kind](request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and _put(request, kind, form):
        messages.success(request, _("It is in the catalogue."))
        return redirect(list_url(kind))
    shown = around(request, kind) | {"form": form}
    return render(request, "catalog/new.html", shown, status=_http(form))


@require_http_methods(["GET", "HEAD"])
@allows("catalog.read")
def entry(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Show what the code means today and meant before; who may edit gets the form."""
    rows = _history(kind, code)
    last = next((row for row in rows if row.valid_until != row.valid_from), rows[0])
    return _page(request, kind, rows, FORMS[kind](initial=_known(last)))


@require_POST
@allows("catalog.edit")
def new_version(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Give the code another price, title or speed from a day on."""
    rows = _history(kind, code)
    form = FORMS[kind](_with_code(request, code))
    if _put(request, kind, form):
        messages.success(
            request, _("The new version is written down. The old one stays in the history.")
        )
        return redirect("catalog:entry", kind, code)
    return _page(request, kind, rows, form)


@require_POST
@allows("catalog.edit")
def end(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Sell it no more from a day on."""
    rows = _history(kind, code)
    form = WithdrawForm(request.POST)
    standing = next((row for row in rows if row.valid_until != row.valid_from), None)
    if standing is None:
        raise Http404(code)
    if form.is_valid():
        _try(
            request,
            lambda: withdraw(
                actor=who(request), at=timezone.now(), row=standing, on=form.cleaned_data["on"]
            ),
            _("It ends on that day."),
        )
    else:
        messages.error(request, _("Give the day."))
    return redirect("catalog:entry", kind, code)


@require_POST
@allows("catalog.edit")
def undo(request: HttpRequest, kind: str, code: str, row_id: int) -> HttpResponse:
    """Take back a version that has not begun."""
    row = next((row for row in _history(kind, code) if row.pk == row_id), None)
    if row is None:
        raise Http404(code)
    _try(
        request,
        lambda: take_back(actor=who(request), at=timezone.now(), row=row),
        _("It is taken back."),
    )
    return redirect("catalog:entry", kind, code)


def _try(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    try:
        act()
    except BadField as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, done)


def _put(request: HttpRequest, kind: str, form: TariffForm | ItemForm) -> bool:
    """Write down what the form says; its faults get back into the form."""
    if not form.is_valid():
        return False
    try:
        LISTS[kind].put(actor=who(request), at=timezone.now(), **form.keywords())
    except BadField as fault:
        blame(form, BadField(fault.params["field"].removesuffix("_kbit"), **_rest(fault)))
    return not form.errors


def _rest(fault: BadField) -> dict[str, Any]:
    return {key: value for key, value in fault.params.items() if key != "field"}


def _with_code(request: HttpRequest, code: str) -> Any:
    posted = request.POST.copy()
    posted["code"] = code
    return posted


def _history(kind: str, code: str) -> list[Any]:
    found = history_of(Tariff, code) if kind == "tariffs" else history_of(Item, code)
    rows: list[Any] = list(found)
    if not rows:
        raise Http404(code)
    return rows


def _known(last: Tariff | Item) -> dict[str, Any]:
    known = {name: getattr(last, name) for name in ("code", "title", "title_en")}
    known["valid_from"] = today()
    if isinstance(last, Item):
        return known | {
            name: getattr(last, name)
            for name in ("kind", "unit", "price", "vat", "serial_numbered")
        }
    return known | {
        "technology": last.technology_id,
        "speed_down": f"{last.speed_down_kbit / KBIT_IN_MBIT:g}",
        "speed_up": f"{last.speed_up_kbit / KBIT_IN_MBIT:g}",
        "connection_fee": last.connection_fee,
        "monthly_fee": last.monthly_fee,
    }


def _page(request: HttpRequest, kind: str, rows: list[Any], form: forms.Form) -> HttpResponse:
    day = today()
    form.fields["code"].widget = forms.HiddenInput()
    shown = {
        "entry": next((row for row in rows if _state(row, day) == "holds"), rows[0]),
        "history": [_version(row, day) for row in rows],
        "form": form,
        "end_form": WithdrawForm(initial={"on": day}),
        "today": day,
    }
    return render(request, "catalog/entry.html", around(request, kind) | shown, status=_http(form))


def _version(row: Tariff | Item, day: date) -> dict[str, Any]:
    state = _state(row, day)
    return {
        "row": row,
        "state": state,
        "speeds": speeds(row) if isinstance(row, Tariff) else "",
        "may_undo": state == "ahead",
    }


def _state(row: Tariff | Item, day: date) -> str:
    """Tell whether a version holds, is ahead, is past, or was taken back before it began."""
    if row.valid_until == row.valid_from:
        return "taken_back"
    if row.valid_from > day:
        return "ahead"
    return "past" if row.valid_until and row.valid_until <= day else "holds"


def _http(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
