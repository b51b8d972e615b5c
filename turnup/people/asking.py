"""What a door knows of a request once it knows who asks."""

from typing import Literal

from django.http import HttpRequest

from turnup.people.actor import Actor

Scope = Literal["all", "own"]
"""How far an operation reaches; `own`: the orders one leads, with their customers and papers."""


class Asked(HttpRequest):
    """A request with who asks. Views of signed-in people declare this type; it is never made."""

    actor: Actor | None
    scope: Scope
    LANGUAGE_CODE: str
