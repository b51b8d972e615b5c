"""The customer's page by the link, and what is no page of it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from turnup.portal.guest import Guest
from turnup.portal.views.answers import page_answer
from turnup.portal.views.door import by_link, hidden, no_such_link


@require_GET
@by_link
def page(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Show the customer's page."""
    return page_answer(request, guest)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def nothing(request: HttpRequest, guest: Guest, rest: str) -> HttpResponse:
    """Answer what no page of the link is as a wrong link is answered."""
    return hidden(no_such_link(request))
