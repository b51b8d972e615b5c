"""The door of every page by a link: it lets in by the token alone, counts, notes and hides."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from turnup.orders.office import office_calendar
from turnup.papers.queries import company_on
from turnup.people.operations import PUBLIC
from turnup.people.permissions import allows
from turnup.portal.actions import note_visit
from turnup.portal.guest import Guest, TooOften, guest_of, page_language

View = Callable[..., HttpResponse]
PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
PAUSE = 600  # seconds


def by_link(view: Callable[..., HttpResponse]) -> View:
    """Let a view be asked by a link: `view(request, guest, …)`, in the customer's language.

    A wrong, an ended and a revoked link are answered alike, so that nobody learns which it was.
    """

    @wraps(view)
    def entered(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            guest = guest_of(request, token)
        except TooOften:
            return hidden(too_often(request))
        if guest is None:
            return hidden(no_such_link(request))
        what = f"{request.method} {view.__name__}"
        note_visit(
            link=guest.link,
            at=guest.now,
            what=what,
            address=guest.came.address,
            agent=guest.came.agent,
        )
        request.LANGUAGE_CODE = guest.language
        with translation.override(guest.language):
            return hidden(view(request, guest, *args, **kwargs))

    return allows(PUBLIC)(entered)


def hidden(answer: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches, of search engines and of what other servers are told."""
    for name, value in PRIVATE.items():
        answer[name] = value
    return answer


def company_now() -> Any:
    """Return our own company as it is today, for the page's head."""
    return company_on(office_calendar().local_date(timezone.now()))


def no_such_link(request: HttpRequest) -> HttpResponse:
    """Say that the link opens nothing."""
    with translation.override(page_language()):
        return render(request, "portal/no_link.html", {"company": company_now()}, status=404)


def too_often(request: HttpRequest) -> HttpResponse:
    """Say that too much was asked for in a short time."""
    with translation.override(page_language()):
        answer = render(request, "portal/too_often.html", {"company": company_now()}, status=429)
    answer["Retry-After"] = str(PAUSE)
    return answer


__all__ = ["Guest", "by_link", "company_now", "hidden", "no_such_link", "too_often"]
