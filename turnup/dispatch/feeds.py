"""What a calendar feed tells: a crew's visits, or those of a manager's orders."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from turnup.dispatch.ical import Event, calendar
from turnup.dispatch.models import Feed, hash_of
from turnup.installation.models import Visit
from turnup.installation.rosters import place_of

PAST = timedelta(days=30)


def feed_of(token: str) -> Feed | None:
    """Return the feed with this token that is not taken back."""
    rows = Feed.objects.select_related("crew", "person")
    return rows.filter(token_hash=hash_of(token), revoked_at=None).first()


def feed_calendar(feed: Feed, now: datetime) -> str:
    """Write the feed's calendar: visits of the last month and all that are coming."""
    rows = Visit.objects.filter(released_at=None, ends_at__gt=now - PAST)
    mine = rows.filter(crew=feed.crew) if feed.crew else rows.filter(order__lead=feed.person)
    told = mine.select_related("order__site", "order__customer", "crew").order_by("starts_at", "id")
    visits = told.annotate(moved=Count("moves"))
    name = feed.crew.name if feed.crew else _("Installations: %(who)s") % {"who": feed.person}
    return calendar(str(name), _events(visits), now)


def _events(visits: Iterable[Any]) -> Iterator[Event]:
    for visit in visits:
        order = visit.order
        place = place_of(order.site.latitude, order.site.longitude)
        yield Event(
            uid=f"visit-{visit.pk}@turnup",
            begins=visit.starts_at,
            ends=visit.ends_at,
            summary=f"№ {order.number} {order.customer}",
            location=order.site.address,
            description=_described(visit),
            url=f"{settings.PUBLIC_URL}{reverse('desk:order', args=[order.number])}",
            sequence=visit.moved,
            tentative="visit_agreed" not in order.card["standing"],
            place=(place.latitude, place.longitude) if place else None,
        )


def _described(visit: Visit) -> str:
    said = [visit.crew.name, visit.order.site.access_notes]
    if "visit_agreed" not in visit.order.card["standing"]:
        said.append(_("not agreed with the customer yet"))
    return "\n".join(part for part in said if part)
