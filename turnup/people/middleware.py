"""Who is asking: the signed-in person as `request.actor`, in the language of their choice."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from turnup.people.actor import actor_of
from turnup.people.asking import Asked
from turnup.people.models import Language, Person

Answer = Callable[[HttpRequest], HttpResponse]


class SignedIn:
    """Set `request.actor` (None for nobody) at this door's clock, and the page's language.

    Programs are left alone: REST sets the actor from the token, the language from the header.
    """

    def __init__(self, answer: Answer):
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as the person who asks."""
        asked = cast(Asked, request)
        asked.actor = None
        if request.path.startswith("/api/"):
            return self.answer(request)
        if isinstance(request.user, Person):
            asked.actor = actor_of(request.user, timezone.now())
        asked.LANGUAGE_CODE = _language(asked)
        with translation.override(asked.LANGUAGE_CODE):
            return self.answer(request)


def _language(asked: Asked) -> str:
    """Take the browser's switch, else the person's language, else the company's.

    The browser's own list of languages is not asked: Russian comes first (the mission).
    """
    switched = asked.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if switched in Language.values:
        return switched
    return asked.actor.language if asked.actor else settings.LANGUAGE_CODE
