"""What the REST door does with any request: read it strictly, answer it as JSON or as a problem."""

import json
import re
from typing import Any, Final, TypeVar, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import parse_accept_lang_header
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from turnup.orders.faults import refuse_unkeepable
from turnup.orders.idempotency import Answer
from turnup.orders.problems import Problem, explain, problem
from turnup.people.actor import Actor
from turnup.people.asking import Asked
from turnup.standard.refusals import BadField, Refused

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
LANGUAGES: Final = ("ru", "en")
DEPTH: Final = 40  # no step's data are nested half as deep
_ETAG: Final = re.compile(r'(?:W/)?"(\d{1,9})"')
_PLACE: Final = re.compile(r"line (\d+) column (\d+)")
Model = TypeVar("Model", bound=BaseModel)


class AtFault(Exception):
    """A request that could not even be understood: the code of its problem, and its words."""

    def __init__(self, code: str, **params: Any):
        super().__init__(code)
        self.code, self.params = code, params

    def to_problem(self) -> Problem:
        """Put it into the active language."""
        return problem(self.code, **self.params)


# ------------------------------------------------------- who asks, and in what language
def actor_of(request: HttpRequest) -> Actor:
    """Give who asks, on a route that lets in nobody else."""
    actor = cast(Asked, request).actor
    assert actor is not None, "the route let in a nobody"
    return actor


def language_of(request: HttpRequest) -> str:
    """Give the first language of the header that we speak, else the person's, else the house's."""
    for asked, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if asked.split("-")[0] in LANGUAGES:
            return asked.split("-")[0]
    actor = getattr(request, "actor", None)
    return actor.language if actor else settings.LANGUAGE_CODE


# ------------------------------------------------------- reading
def read_body(request: HttpRequest) -> tuple[bytes, Any]:
    """Give the body as it came and as JSON. Raises AtFault."""
    if request.content_type != JSON:
        raise AtFault("body.wrong_type")
    try:
        raw = request.body
    except RequestDataTooBig:
        raise AtFault("body.too_large", limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE) from None
    except UnreadablePostError:
        raise AtFault("request.malformed") from None
    return raw, _parsed(raw)


def _parsed(raw: bytes) -> Any:
    try:
        parsed = json.loads(raw.decode(), parse_constant=_no_constant)
    except json.JSONDecodeError as fault:
        raise AtFault("body.malformed", line=fault.lineno, column=fault.colno) from None
    except UnicodeDecodeError as fault:
        before = raw[: fault.start].split(b"\n")
        raise AtFault("body.malformed", line=len(before), column=len(before[-1]) + 1) from None
    except (RecursionError, ValueError):  # as deep or as many digits as nobody needs
        raise AtFault("body.too_deep", depth=DEPTH) from None
    if _depth(parsed) > DEPTH:
        raise AtFault("body.too_deep", depth=DEPTH)
    return parsed


def _no_constant(name: str) -> Any:
    """Refuse NaN and Infinity, which are no JSON."""
    raise json.JSONDecodeError(name, name, 0)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def expected_version(request: HttpRequest) -> int | None:
    """Read `If-Match`: the version the caller saw, or None. Raises AtFault."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    found = _ETAG.fullmatch(given.strip())
    if found is None:
        raise AtFault("header.malformed", header="If-Match", example='"7"')
    return int(found[1])


def read_query(request: HttpRequest, model: type[Model]) -> Model:
    """Read the query part strictly. Raises BadField or ValidationError for a fault.

    A name that is not known is refused, so that a misspelt filter never seems to have worked.
    """
    twice = next((name for name, values in request.GET.lists() if len(values) > 1), None)
    if twice is not None:
        raise BadField(twice, _("is given twice"), _("give it once"))
    refuse_unkeepable(request.GET.dict())
    return model.model_validate(request.GET.dict())


# ------------------------------------------------------- answering
def json_answer(data: Any, http: int = 200, **headers: str) -> HttpResponse:
    """Answer with plain data: dataclasses, moments and ids included."""
    return _answer(to_json(data), http, JSON, headers)


def etag_of(version: int) -> str:
    """Give the entity tag of an order's card: its version."""
    return f'"{version}"'


def is_known(request: HttpRequest, version: int) -> bool:
    """Tell whether the caller has this version already (`If-None-Match`)."""
    tags = request.headers.get("If-None-Match", "")
    return tags.strip() == "*" or str(version) in _ETAG.findall(tags)


def problem_answer(told: Problem, **headers: str) -> HttpResponse:
    """Answer with a problem document."""
    return _answer(told.to_text().encode(), told.http, PROBLEM, headers)


def stored_problem(told: Problem) -> Answer:
    """Give a problem as an answer that can be stored under its key."""
    return Answer(told.http, told.to_text(), {"Content-Type": PROBLEM})


def http_answer(answer: Answer) -> HttpResponse:
    """Send an answer that was computed now or stored before."""
    response = HttpResponse(answer.body, status=answer.http, headers=dict(answer.headers))
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def explained(fault: Refused | ValidationError, language: str) -> Problem:
    """Put a refusal of a step into words, with its fields' paths as they are in the request."""
    told = explain(fault, language=language)
    about_the_moment = [one.field for one in told.errors] == ["at"]
    return told if about_the_moment else told.under("data")


def _answer(content: bytes, http: int, kind: str, headers: dict[str, str]) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(content, status=http, content_type=kind, headers=named)
