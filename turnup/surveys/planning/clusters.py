"""Which places lie together: those that a chain of short steps joins. Pure."""

from collections.abc import Mapping

from turnup.surveys.planning.places import Point, km_between


def together(points: Mapping[str, Point | None], reach_km: float) -> list[list[str]]:
    """Group the keys of places no farther than `reach_km` from another of their group.

    The largest group comes first, then in the order of the keys; a place that nobody knows is a
    group of its own. Single linkage: two ends of a long street of cases are one group.
    """
    groups: list[list[str]] = []
    for key, point in points.items():
        near = [one for one in groups if point and _is_near(point, one, points, reach_km)]
        groups = [one for one in groups if one not in near]
        groups.append([*(member for one in near for member in one), key])
    order = {key: place for place, key in enumerate(points)}
    ranked = [sorted(group, key=order.__getitem__) for group in groups]
    return sorted(ranked, key=lambda group: (-len(group), order[group[0]]))


def _is_near(
    point: Point, group: list[str], points: Mapping[str, Point | None], reach_km: float
) -> bool:
    others = (points[key] for key in group)
    return any(other and km_between(point, other) <= reach_km for other in others)
