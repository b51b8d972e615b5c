"""The map beside the board: places of the shown visits and of who waits, on a sheet to scale."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from turnup.dispatch.board import tone_of
from turnup.dispatch.window import Window
from turnup.installation.jobs import Task
from turnup.installation.models import Visit
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of
from turnup.surveys.planning.places import Point, sketched

WIDTH: Final = 360
HEIGHT: Final = 280
MARGIN: Final = 18
SERIES: Final = 4
BASE: Final = 8


def map_of(
    window: Window, cards: Sequence[Mapping[str, Any]], actor: Actor
) -> dict[str, Any] | None:
    """Lay crews' ways and the orders beside them on a sheet; None where no place is known.

    `cards` are those orders' cards of the side lists: what one lacks is marked.
    """
    tasks = window.beside
    everything = scope_of(actor, "plan.read") == "all"
    visits = [v for v in window.visits if everything or v.order.lead_id == actor.id]
    points: dict[str, Point] = {}
    for task in tasks:
        if task.job.place:
            points[f"w{task.order.number}"] = Point(*_pair(task.job.place))
    routes: dict[int, list[str]] = {}
    for visit in visits:
        site = visit.order.site
        if site.latitude is None or site.longitude is None:
            continue
        key = f"v{visit.id}"
        points[key] = Point(float(site.latitude), float(site.longitude))
        routes.setdefault(visit.crew_id, []).append(key)
    for crew in window.crews:
        if crew.latitude is not None and crew.longitude is not None:
            points[f"c{crew.id}"] = Point(float(crew.latitude), float(crew.longitude))
    if not points:
        return None
    sketch = sketched(points, WIDTH, HEIGHT, MARGIN)
    series = {crew.id: n % SERIES + 1 for n, crew in enumerate(window.crews)}
    names = {f"v{v.id}": _visited(window, v) for v in visits}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "bar_km": sketch.bar_km,
        "bar": f"{sketch.bar:.1f}",
        "foot": HEIGHT - 12,
        "bases": [_at(sketch.at[key], BASE / 2) for key in points if key[0] == "c"],
        "waiting": [
            {**_at(sketch.at[f"w{t.order.number}"]), **_waits(t, card)}
            for t, card in zip(tasks, cards, strict=True)
            if f"w{t.order.number}" in points
        ],
        "visits": [
            {**_at(sketch.at[key]), **names[key], "series": str(series[crew])}
            for crew, keys in routes.items()
            for key in keys
        ],
        "ways": _ways(window, routes, sketch.at, series),
    }


def _ways(
    window: Window,
    routes: dict[int, list[str]],
    at: Any,
    series: dict[int, int],
) -> list[dict[str, Any]]:
    """Give each crew's way of the day; of many days there would be nothing but a tangle."""
    if window.first != window.last:
        return []
    based = {crew.id for crew in window.crews if crew.latitude is not None}
    return [
        {
            "series": series[crew],
            "points": " ".join(
                f"{at[key][0]:.1f},{at[key][1]:.1f}"
                for key in ([f"c{crew}"] if crew in based else []) + keys
            ),
        }
        for crew, keys in routes.items()
    ]


def _waits(task: Task, card: Mapping[str, Any]) -> dict[str, Any]:
    told = [one.words for one in card["lacks"]]
    lacks = any(one.tone == "bad" for one in card["lacks"])
    return {**_linked(task.order.number, told), "tone": tone_of(task), "lacks": lacks}


def _visited(window: Window, visit: Visit) -> dict[str, Any]:
    found = [one for one in window.lacks.get(visit.order_id, ()) if one.tone != "note"]
    told = [one.words for one in found]
    return {**_linked(visit.order.number, told), "lacks": bool(found)}


def _linked(number: int, told: Sequence[str]) -> dict[str, str]:
    """Give a mark's title and link as text: a map has hundreds of them."""
    title = "; ".join((f"№ {number}", *told))
    return {"number": str(number), "url": f"/orders/{number}/slots", "title": title}


def _pair(place: Any) -> tuple[float, float]:
    return place.latitude, place.longitude


def _at(point: tuple[float, float], less: float = 0) -> dict[str, str]:
    """Give a point as the text of SVG attributes, which know no decimal comma."""
    return {"x": f"{point[0] - less:.1f}", "y": f"{point[1] - less:.1f}"}
