"""The door of every page by a link: it lets in by the token alone, counts, notes and hides."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from turnup.orders.office import office_calendar
from turnup.papers.queries import company_on
from turnup.people.operations import PUBLIC
from turnup.people.permissions import allows
from turnup.portal.actions import note_visit
from turnup.portal.guest import Guest, TooOften, guest_of, lang_of, page_language

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
            return switched(request, hidden(view(request, guest, *args, **kwargs)))

    # The address itself is the secret: nobody can make another's browser post to one he does not
    # know. And a page without a referrer posts without an origin, which the check would refuse.
    return csrf_exempt(allows(PUBLIC)(entered))


def spoken(view: View) -> View:
    """Let a public view be asked in a language by `?lang=`, which the browser then keeps."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = lang_of(request) or page_language()
        request.LANGUAGE_CODE = language
        with translation.override(language):
            return switched(request, view(request, *args, **kwargs))

    return allows(PUBLIC)(asked)


def switched(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let the browser keep the language that was asked for by `?lang=`."""
    language = lang_of(request)
    if language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return answer


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
