"""What stands round every page of a signed-in person: the menu, the search, the account."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from turnup.messages.queries import unread_count
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.people.roles import ROLES, role_title


class Place(NamedTuple):
    """An entry of the main menu: who may do the operation sees it."""

    title: str
    path: str
    icon: str
    operation: str
    group: str = ""


LETTERS: Final = "/letters"
SALES: Final = gettext_noop("Customers and contracts")
TECHNICAL: Final = gettext_noop("Technical department")
MONEY: Final = gettext_noop("Subscriber department")
COMPANY: Final = gettext_noop("Our company")


def _of(group: str, *places: tuple[str, str, str, str]) -> Iterator[Place]:
    """Give the places of one group."""
    return (Place(*place, group) for place in places)


PLACES: Final = (  # the first ones are at hand on a phone; a group's places stand together
    Place(gettext_noop("My tasks"), "/", "list-check", "tasks.read"),
    Place(gettext_noop("On site"), "/field/", "tool", "field.work"),
    Place(gettext_noop("Orders"), "/orders", "stack-2", "order.read"),
    Place(gettext_noop("Journal"), "/journal", "clipboard-list", "work_journal.read"),
    Place(gettext_noop("Letters"), LETTERS, "mail", "tasks.read"),
    Place(gettext_noop("People"), "/people", "users", "people.manage"),
    *_of(
        SALES,
        (gettext_noop("Requests from the site"), "/requests", "inbox", "public_request.read"),
        (gettext_noop("Customers"), "/customers", "users", "customer.read"),
        (gettext_noop("Catalogue"), "/catalog", "package", "catalog.read"),
        (gettext_noop("Clauses"), "/clauses", "gavel", "clauses.edit"),
    ),
    *_of(
        TECHNICAL,
        (gettext_noop("Survey days"), "/survey-days", "calendar-event", "survey_days.read"),
        (gettext_noop("Meeting"), "/meetings", "users", "meeting.read"),
        (gettext_noop("Installations"), "/plan", "calendar-event", "plan.read"),
        (gettext_noop("Permits and leases"), "/permits", "key", "ground.read"),
        (gettext_noop("Stock"), "/stock", "truck", "stock.read"),
        (gettext_noop("Setting up"), "/setting-up", "checklist", "setup.tick"),
        (gettext_noop("Did not fit"), "/from-site", "inbox", "field.settle"),
        (gettext_noop("Lent modems"), "/modems", "wifi", "modems.read"),
        (gettext_noop("Addresses"), "/addresses", "world", "addresses.read"),
        (gettext_noop("Services"), "/services", "network", "statistics.read"),
        (gettext_noop("How it runs"), "/running", "shield-check", "running.read"),
        (gettext_noop("Dead letters"), "/dead-letters", "alert-triangle", "dead_letters.manage"),
    ),
    *_of(
        MONEY,
        (gettext_noop("Money"), "/money", "cash", "money.read"),
        (gettext_noop("Acts"), "/acts", "file-text", "acts.read"),
    ),
    *_of(
        COMPANY,
        (gettext_noop("Speed"), "/speed", "chart-line", "speed.read"),
        (gettext_noop("Standard"), "/standard", "route", "standard.read"),
        (gettext_noop("Who may do what"), "/permissions", "shield-check", "permissions.read"),
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the templates `shell` (its shape is in `ui/templatetags/ui.py`); a context processor.

    It is made when a whole page asks for it, so fragments do not pay for it.
    """
    actor = getattr(request, "actor", None)
    return {"shell": SimpleLazyObject(lambda: _shell(actor, request))} if actor else {}


def _shell(actor: Actor, request: HttpRequest) -> dict[str, Any]:
    path = request.path
    return {
        "home_url": "/",
        "nav": [
            {
                "title": _(place.title),
                "url": place.path,
                "icon": place.icon,
                "group": _(place.group) if place.group else "",
                "count": unread_count(actor.id) if place.path == LETTERS else 0,
                "current": path == place.path or path.startswith(place.path.rstrip("/") + "/")
                if place.path != "/"
                else path == "/",
            }
            for place in PLACES
            if scope_of(actor, place.operation)
        ],
        "search": _search(actor, request),
        "account": _account(actor),
    }


def _search(actor: Actor, request: HttpRequest) -> dict[str, str] | None:
    if not scope_of(actor, "order.read"):
        return None
    return {
        "url": reverse("desk:orders"),
        "placeholder": _("Number, customer, address"),
        "value": request.GET.get("q", "") if request.path == reverse("desk:orders") else "",
    }


def _account(actor: Actor) -> dict[str, Any]:
    return {
        "name": actor.name,
        "detail": ", ".join(role_title(role) for role in ROLES if role in actor.roles),
        "links": [{"title": _("Profile"), "url": reverse("people:profile"), "icon": "user-circle"}],
        "sign_out_url": reverse("people:sign_out"),
    }
