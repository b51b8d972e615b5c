"""The work journal of the technical department."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.desk import rows
from turnup.desk import work_journal as journal
from turnup.desk.views.reader import is_fragment, reader, same_page, technology_choices
from turnup.people.permissions import allows


@require_GET
@allows("work_journal.read")
def work_journal(request: HttpRequest) -> HttpResponse:
    """Show the surveys and installations asked for, day by day; a page to print and take along."""
    me = reader(request)
    kind, done = request.GET.get("kind", ""), request.GET.get("done", "") == "yes"
    technology = request.GET.get("technology", "")
    found = journal.entries(
        me.actor, kind=kind, done=done, technology=technology, now=me.now, language=me.language
    )
    rows.note_people_read((one.order for one in found), actor=me.actor, at=me.now)
    lines = [{"entry": e, **rows.order_part(e.order, me.language)} for e in found]
    by_entry = {id(line["entry"]): line for line in lines}
    days = journal.by_day(found, timezone.localdate(me.now), done=done)
    for day in days:
        day["lines"] = [by_entry[id(entry)] for entry in day["entries"]]
    shown: dict[str, Any] = {
        "now": me.now,
        "days": days,
        "done": done,
        "kind": kind,
        "tabs": _tabs(request, done=done),
        "kinds": _kinds(kind),
        "technologies": technology_choices(technology, me.language),
        "narrowed": bool(kind or technology),
        "reader_name": me.actor.name,
    }
    part = "desk/parts/work_journal.html" if is_fragment(request) else "desk/work_journal.html"
    return render(request, part, shown)


def _tabs(request: HttpRequest, *, done: bool) -> list[dict[str, Any]]:
    return [
        {"title": _("To do"), "url": same_page(request, done=""), "current": not done},
        {"title": _("Done in a month"), "url": same_page(request, done="yes"), "current": done},
    ]


def _kinds(chosen: str) -> list[dict[str, Any]]:
    titles = {journal.SURVEY: _("Surveys"), journal.INSTALLATION: _("Installations")}
    return [{"code": c, "title": title, "chosen": c == chosen} for c, title in titles.items()]
