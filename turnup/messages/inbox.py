"""One's own letters in the program: the page, and taking them as read."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from turnup.messages.actions import mark_read
from turnup.messages.models import Channel, Message
from turnup.people.models import Person
from turnup.people.operations import SELF
from turnup.people.permissions import allows

LATEST = 50


@require_GET
@allows(SELF)
def letters(request: HttpRequest) -> HttpResponse:
    """Show one's letters, the newest first; the unread ones stand out."""
    mine = Message.objects.filter(recipient=_person(request), channel=Channel.INAPP)
    found = list(mine.select_related("entry__order")[:LATEST])
    shown = {"letters": found, "unread": any(one.read_at is None for one in found)}
    return render(request, "messages/letters.html", shown | {"now": timezone.now()})


@require_POST
@allows(SELF)
def read_all(request: HttpRequest) -> HttpResponse:
    """Take all of one's letters as read."""
    mark_read(person=_person(request), at=timezone.now())
    return redirect("messages:letters")


def _person(request: HttpRequest) -> Person:
    """Give who asks; the guard of the route has let them in."""
    return cast(Person, request.user)
