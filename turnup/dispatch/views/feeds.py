"""Calendar feeds by a secret address, and a crew's day sheet."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from turnup.dispatch.actions import note_read
from turnup.dispatch.day_sheet import day_sheet
from turnup.dispatch.feeds import feed_calendar, feed_of
from turnup.installation.models import Crew
from turnup.orders.office import office_calendar
from turnup.papers.answers import bytes_answer
from turnup.people.operations import PUBLIC
from turnup.people.permissions import allows


@require_GET
@allows(PUBLIC)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to whoever knows its address; one that was taken back is not found."""
    found = feed_of(token)
    if found is None:
        raise Http404("no such feed")
    now = timezone.now()
    note_read(feed=found, at=now)
    with translation.override(found.made_by.language):
        content = feed_calendar(found, now)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="turnup.ics"'
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_GET
@allows("plan.edit")
def sheet(request: HttpRequest, crew_id: int) -> HttpResponse:
    """Give a crew's day sheet as PDF; without a day, today's."""
    crew = get_object_or_404(Crew, pk=crew_id)
    day = _day(request.GET.get("day", ""))
    name = f"{_('Day sheet')} {crew.name} {day}.pdf"
    return bytes_answer(day_sheet(crew, day), name, "application/pdf")


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return office_calendar().local_date(timezone.now())
