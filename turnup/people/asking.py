"""What a door knows of a request once it knows who asks."""

from django.http import HttpRequest

from turnup.people.actor import Actor
from turnup.people.operations import Scope


class Asked(HttpRequest):
    """A request with who asks. Views of signed-in people declare this type; it is never made."""

    actor: Actor | None
    scope: Scope
    LANGUAGE_CODE: str
