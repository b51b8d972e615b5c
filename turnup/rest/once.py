"""Changing something other than an order through the REST door: once for its key."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_json

from turnup.orders.idempotency import Answer, Declined, answer_once, checked_key, keyed_request
from turnup.orders.problems import explain
from turnup.people.actor import Actor
from turnup.rest.door import (
    JSON,
    actor_of,
    http_answer,
    language_of,
    read_body,
    stored_problem,
)
from turnup.standard.refusals import Refused

Form = TypeVar("Form", bound=BaseModel)


class Strict(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def written_once(
    request: HttpRequest, form: type[Form], act: Callable[[Form, Actor, datetime], Any]
) -> HttpResponse:
    """Answer 201 with what `act(said, actor, now)` gives, or with why it was refused.

    `Http404` is let through, so that what is not there is not stored under the key.
    """
    now, actor, language = timezone.now(), actor_of(request), language_of(request)
    key = checked_key(request.headers.get("Idempotency-Key"))
    raw, body = read_body(request)

    def compute() -> Answer:
        try:
            said = form.model_validate(body)
            with translation.override(language):
                shown = act(said, actor, now)
        except (Refused, ValidationError) as fault:
            told = partial(explain, fault, language=language)
            raise Declined(lambda: stored_problem(told())) from None
        return Answer(201, to_json(shown).decode(), {"Content-Type": JSON})

    asked = keyed_request(
        principal=actor.id, key=key, method="POST", path=request.path, body=raw, at=now
    )
    return http_answer(answer_once(asked, compute))
