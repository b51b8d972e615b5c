"""Who comes by a link: which order it opens, as which actor, in which language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from turnup.orders.models import Order
from turnup.orders.moves import Move
from turnup.people.actor import Actor, customer_actor
from turnup.people.models import Language
from turnup.portal.actions import count_knock
from turnup.portal.keys import hashed
from turnup.portal.models import CustomerLink
from turnup.portal.queries import link_by_token
from turnup.portal.signing_actions import From

WINDOW: Final = timedelta(minutes=10)
WRONG_TRIES: Final = 20
"""Wrong tokens from one address in the window; 128 bits need no more help than this."""
VISITS: Final = 300
"""Answers to one link in the window: a family of phones, not a program."""


class TooOften(Exception):
    """Too many requests from one place; the door stays shut until the window ends."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A customer on the link of one order, at this door's clock."""

    link: CustomerLink
    token: str
    actor: Actor
    language: str
    now: datetime
    came: From

    @property
    def order(self) -> Order:
        """Return the link's one order."""
        return self.link.order

    def move(self, seen: str = "") -> Move:
        """Give the intended movement of the order, of the version that the customer saw."""
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
        return Move(
            order_id=self.order.id,
            actor=self.actor,
            now=self.now,
            at=self.now,
            expected_version=version,
            door="link",
        )


def guest_of(request: HttpRequest, token: str) -> Guest | None:
    """Return who comes by the token, or None for one that opens nothing. Raises TooOften."""
    now, came = timezone.now(), where_from(request)
    wrong = f"wrong:{hashed(came.address or '')}"
    link = link_by_token(token, now)
    if link is None:
        if count_knock(door=wrong, at=now, window=WINDOW) > WRONG_TRIES:
            raise TooOften
        return None
    if count_knock(door=f"link:{link.id}", at=now, window=WINDOW) > VISITS:
        raise TooOften
    customer = link.order.customer
    language = _language(request, customer.language)
    actor = customer_actor(order_id=link.order_id, name=customer.name, language=language)
    return Guest(link, token, actor, language, now, came)


def _language(request: HttpRequest, own: str) -> str:
    """Take the browser's switch, else the customer's own language."""
    switched = lang_of(request) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return switched if switched in Language.values else own


def lang_of(request: HttpRequest) -> str:
    """Return the language that is asked for by `?lang=`, or nothing."""
    asked = request.GET.get("lang", "")
    return asked if asked in Language.values else ""


def page_language() -> str:
    """Return the language of a page that nobody is known on."""
    return "en" if (get_language() or "").startswith("en") else "ru"


def where_from(request: HttpRequest) -> From:
    """Return where a request came from."""
    try:
        address = str(ip_address(str(request.META.get("REMOTE_ADDR", ""))))
    except ValueError:
        address = None
    agent = request.headers.get("User-Agent", "")
    return From(address, "".join(c for c in agent if c.isprintable())[:200])
