"""The map on which a place is picked: tiles of a server that the company names, or our own points.

Without a tile server the map is a grid with the buildings that our network serves: streets that
people know. No other server is asked for anything.
"""

from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from turnup.surveys.inventory_models import ServedBuilding

MOST_POINTS: Final = 300
ELSEWHERE: Final = (54.5138, 36.2612)  # where nothing is known: the middle of Kaluga


def map_shown() -> dict[str, Any]:
    """Give what the script of the map needs, as JSON data."""
    rows = ServedBuilding.objects.order_by("id")[:MOST_POINTS]
    points = [(float(one.latitude), float(one.longitude), one.address) for one in rows]
    middle = (
        (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
        if points
        else ELSEWHERE
    )
    return {
        "tiles": settings.MAP_TILES,
        "credit": settings.MAP_CREDIT,
        "points": points,
        "middle": middle,
        "words": {
            "here": _("The chosen place"),
            "lost": _("We could not find where you are."),
        },
    }
