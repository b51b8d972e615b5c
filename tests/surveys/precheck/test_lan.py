"""The nearest served buildings."""

from turnup.surveys.precheck.geodesy import Place
from turnup.surveys.precheck.lan import Building, nearest

SITE = Place(54.51, 36.26)


def building(title: str, north: float) -> Building:
    return Building(title, Place(SITE.latitude + north, SITE.longitude), "S-24", 24, 3, 0.2)


def test_the_nearest_come_first_with_their_distances() -> None:
    found = nearest(
        SITE, [building("far", 0.01), building("near", 0.001), building("mid", 0.005)], 2
    )
    assert [one.title for one, _metres in found] == ["near", "mid"]
    assert [round(metres) for _one, metres in found] == [111, 556]


def test_a_network_without_buildings_has_none_near() -> None:
    assert nearest(SITE, [], 5) == []
