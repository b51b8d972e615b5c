"""The price lists as CSV: saved to edit in a spreadsheet, and brought in again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from turnup.catalog import cells
from turnup.catalog.csv_table import decoded, write_table
from turnup.catalog.forms import ExportForm, FileForm, TextForm
from turnup.catalog.importing import LISTS, Kind, Outcome, import_list
from turnup.catalog.models import Item, Tariff
from turnup.catalog.queries import items_on, tariffs_on
from turnup.catalog.views.lists import around, list_url, today, who
from turnup.people.permissions import allows
from turnup.people.refusing import blame, told
from turnup.standard.refusals import BadField


@require_GET
@allows("catalog.read")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """Save a list as it stands on a day."""
    asked = ExportForm(request.GET)
    said: dict[str, Any] = asked.cleaned_data if asked.is_valid() else {}
    day, encoding = said.get("day") or today(), said.get("encoding") or "utf-8"
    found = tariffs_on(day) if kind == "tariffs" else items_on(day)
    rows: list[Tariff | Item] = list(found)
    reads = LISTS[kind].reads
    content = write_table(
        list(reads),
        [cells.written(reads, row) for row in rows],
        encoding=encoding,
        delimiter=said.get("delimiter") or ";",
    )
    answer = HttpResponse(content, content_type=f"text/csv; charset={encoding}")
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{day:%Y-%m-%d}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@allows("catalog.edit")
def bring_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a file and show what each line would do; nothing is written yet."""
    form = FileForm(request.POST or None, request.FILES or None, initial={"since": today()})
    shown: dict[str, Any] = around(request, kind) | {"form": form}
    if request.method == "POST" and form.is_valid():
        content, since = form.cleaned_data["file"].read(), form.cleaned_data["since"]
        try:
            outcomes = _run(request, kind, content, since, trial=True)
        except BadField as fault:
            blame(form, fault)
        else:
            shown |= _preview(outcomes) | {"csv": decoded(content), "since": since}
            return render(request, "catalog/preview.html", shown, status=shown["http"])
    columns = [(code, code not in cells.MAY_MISS) for code in LISTS[kind].reads]
    faulty = form.is_bound and bool(form.errors)
    return render(
        request, "catalog/import.html", shown | {"columns": columns}, status=422 if faulty else 200
    )


@require_POST
@allows("catalog.edit")
def confirm(request: HttpRequest, kind: str) -> HttpResponse:
    """Bring in what the trial showed; if anything changed in between, show it anew."""
    form = TextForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The page was sent incomplete. Choose the file anew."))
        return redirect("catalog:import", kind)
    text, since = form.cleaned_data["text"], form.cleaned_data["since"]
    try:
        outcomes = _run(request, kind, text.encode(), since, trial=False)
    except BadField as fault:
        messages.error(request, told(fault))
        return redirect("catalog:import", kind)
    if any(one.what == "fault" for one in outcomes):
        shown = around(request, kind) | _preview(outcomes) | {"csv": text, "since": since}
        return render(request, "catalog/preview.html", shown, status=422)
    count = sum(one.what != "same" for one in outcomes)
    messages.success(
        request,
        ngettext("%(n)s line was brought in.", "%(n)s lines were brought in.", count)
        % {"n": count},
    )
    return redirect(list_url(kind))


def _run(
    request: HttpRequest, kind: str, content: bytes, since: Any, *, trial: bool
) -> list[Outcome]:
    known: Kind = "tariffs" if kind == "tariffs" else "items"
    return import_list(
        actor=who(request),
        at=timezone.now(),
        kind=known,
        content=content,
        since=since,
        trial=trial,
    )


def _preview(outcomes: list[Outcome]) -> dict[str, Any]:
    """Sort the lines by what they do; the faulty ones come first."""
    by: dict[str, list[Outcome]] = {what: [] for what in ("fault", "changed", "new", "same")}
    for one in outcomes:
        by[one.what].append(one)
    return {
        "faults": by["fault"],
        "changed": by["changed"],
        "added": by["new"],
        "same": len(by["same"]),
        "may_bring": not by["fault"] and bool(by["changed"] or by["new"]),
        "http": 422 if by["fault"] else 200,
    }
