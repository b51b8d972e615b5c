"""Changing something other than an order through the REST door: once for its key."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from turnup.desk.rest import JSON, actor_of, http_answer, language_of, read_body, stored_problem
from turnup.orders.idempotency import Answer, Declined, answer_once, checked_key, keyed_request
from turnup.orders.problems import explain
from turnup.people.actor import Actor
from turnup.standard.refusals import Refused

Written = Callable[[dict[str, Any], Actor, datetime], Any]


def written_once(request: HttpRequest, form: type[BaseModel], write: Written) -> HttpResponse:
    """Answer once for the key with what `write(said, actor, at)` gives, or why it did not.

    `write` runs in one transaction with the stored answer; what it raises undoes it whole.
    """
    now, actor, language = timezone.now(), actor_of(request), language_of(request)
    key = checked_key(request.headers.get("Idempotency-Key"))
    raw, body = read_body(request)

    def compute() -> Answer:
        try:
            shown = write(form.model_validate(body).model_dump(), actor, now)
        except (Refused, ValidationError) as fault:
            told = partial(explain, fault, language=language)
            raise Declined(lambda: stored_problem(told())) from None
        return Answer(201, to_json(shown).decode(), {"Content-Type": JSON})

    asked = keyed_request(
        principal=actor.id, key=key, method="POST", path=request.path, body=raw, at=now
    )
    return http_answer(answer_once(asked, compute))
