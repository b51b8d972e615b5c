"""The REST API: its routers, and how any fault of any of them becomes a problem document."""

import logging
from collections.abc import Callable
from typing import Any, Final, cast

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as Unreadable
from pydantic import ValidationError

from turnup import __version__
from turnup.activation.api import router as lines
from turnup.billing.api import router as money
from turnup.closing.api import router as months
from turnup.closing.subscriber_api import router as subscribers
from turnup.contracts.api.papers import router as papers
from turnup.contracts.api.text import router as contracts
from turnup.desk.api.catalog import router as catalog
from turnup.desk.api.limits import router as limits
from turnup.desk.api.reads import router as orders
from turnup.dispatch.api import router as plan
from turnup.ground.api.leases import router as leases
from turnup.ground.api.permits import router as ground
from turnup.installation.api import router as addresses
from turnup.orders.problems import explain, problem
from turnup.people.api import BearerToken
from turnup.people.api import router as people
from turnup.people.asking import Asked
from turnup.people.operations import OPERATIONS, PUBLIC
from turnup.people.permissions import NotAllowed, allows
from turnup.portal.api import router as links
from turnup.requests.api.leads import router as leads
from turnup.requests.api.terms import router as terms
from turnup.rest.door import PROBLEM, AtFault, json_answer, language_of, problem_answer
from turnup.rest.openapi import document
from turnup.standard.refusals import Refused
from turnup.statements.api.files import router as statements
from turnup.statements.api.operations import router as operations
from turnup.statistics.api import router as services
from turnup.stock.api.counts import router as counts
from turnup.stock.api.goods import router as stock
from turnup.stock.api.special import router as special
from turnup.surveys.api.days import router as survey_days
from turnup.surveys.api.estimates import router as estimates
from turnup.surveys.api.meetings import router as meetings
from turnup.surveys.api.precheck import router as precheck
from turnup.surveys.api.results import router as surveys

log = logging.getLogger(__name__)
HERE: Final = "/api/"
BY_HTTP: Final = {
    400: "request.malformed",
    401: "auth.required",
    404: "route.not_found",
    405: "method.not_allowed",
    413: "body.too_large",
    503: "database.unavailable",
}

api = NinjaAPI(
    title="Turnup",
    version=__version__,
    description="A provider's connection standard: orders, their steps and gates.",
    auth=BearerToken(),
    openapi_url="",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", orders)
api.add_router("", precheck)
api.add_router("", plan)
api.add_router("", papers)
api.add_router("", subscribers)
api.add_router("", contracts)
api.add_router("", services)
api.add_router("", addresses)
api.add_router("", lines)
api.add_router("", survey_days)
api.add_router("", meetings)
api.add_router("", surveys)
api.add_router("", estimates)
api.add_router("", people)
api.add_router("", terms)
api.add_router("", links)
api.add_router("", leads)
api.add_router("", catalog)
api.add_router("", limits)
api.add_router("", stock)
api.add_router("", special)
api.add_router("", counts)
api.add_router("", ground)
api.add_router("", leases)
api.add_router("", money)
api.add_router("", statements)
api.add_router("", operations)
api.add_router("", months)


@api.get("/openapi.json", auth=None, include_in_schema=False)
@allows(PUBLIC)
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description of this API."""
    return json_answer(document(api))


def _said(request: HttpRequest, code: str, headers: dict[str, str], **params: Any) -> HttpResponse:
    with translation.override(language_of(request)):
        return problem_answer(problem(code, **params), **headers)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, fault: Exception) -> HttpResponse:
    return _said(request, "auth.required", {"WWW-Authenticate": 'Bearer realm="Turnup"'})


@api.exception_handler(NotAllowed)
def _not_theirs(request: HttpRequest, fault: NotAllowed) -> HttpResponse:
    with translation.override(language_of(request)):
        title = gettext(OPERATIONS[fault.operation].title)
        return problem_answer(problem("operation.not_yours", operation=title))


@api.exception_handler(Refused)
@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem_answer(explain(fault, language=language_of(request)))


@api.exception_handler(Unreadable)
def _no_such_path(request: HttpRequest, fault: Unreadable) -> HttpResponse:
    """Only parts of a path are read by ninja: what is no id names nothing."""
    return _said(request, "order.not_found", {})


@api.exception_handler(Http404)
def _no_such_thing(request: HttpRequest, fault: Exception) -> HttpResponse:
    return _said(request, "route.not_found", {})


@api.exception_handler(AtFault)
def _at_fault(request: HttpRequest, fault: AtFault) -> HttpResponse:
    with translation.override(language_of(request)):
        return problem_answer(fault.to_problem())


@api.exception_handler(DatabaseError)
@api.exception_handler(InterfaceError)
def _database(request: HttpRequest, fault: Any) -> HttpResponse:
    try:
        told = explain(fault, language=language_of(request))
    except (DatabaseError, InterfaceError):
        return _broken(request, fault)
    headers = {"Retry-After": "1"} if told.http == 503 else {}
    return problem_answer(told, **headers)


@api.exception_handler(Exception)
def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    log.error("%s %s broke", request.method, request.path, exc_info=fault)
    return _said(request, "internal", {})


class Problems:
    """Middleware that answers programs itself: what stands behind it is for browsers only.

    Programs have no session, cookie, form or page, so that nothing behind is lost to them but
    time; and where Django would show a page (404, 405, 400, 500) they get a problem document.
    HEAD is answered as GET without its body, wherever GET is.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]):
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; pages are left alone."""
        if not request.path_info.startswith(HERE):
            return self.answer(request)
        cast(Asked, request).actor = None
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        response = self._as_problem(request, self._answer(request))
        response["Vary"] = "Accept-Language, Authorization"
        response["Cache-Control"] = "private, no-cache"
        if head:
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
            view, args, kwargs = resolve(request.path_info)
            return view(request, *args, **kwargs)
        except Resolver404:
            return _said(request, "route.not_found", {})
        except SuspiciousOperation:
            return _said(request, "request.malformed", {})
        except Exception as fault:
            return _broken(request, fault)

    def _as_problem(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code < 400 or response["Content-Type"] == PROBLEM:
            return response
        code = BY_HTTP.get(response.status_code, "internal")
        allow = response.headers.get("Allow", "")
        if "GET" in allow:
            allow = ", ".join(sorted({*allow.split(", "), "HEAD"}))
        headers = {"Allow": allow} if allow else {}
        return _said(request, code, headers, allow=allow, limit="")
