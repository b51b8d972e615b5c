"""The addresses of the pages of planning."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from turnup.dispatch.views import board, crews, feeds, filling, terms

app_name = "dispatch"


class Part(StringConverter):
    """A part of a crew's page."""

    regex = "|".join(crews.PARTS)


register_converter(Part, "crew_part")

urlpatterns = [
    path("plan", board.board, name="board"),
    path("plan/fill", filling.fill, name="fill"),
    path("plan/terms", terms.terms, name="terms"),
    path("plan/feed", crews.own_feed, name="own_feed"),
    path("plan/crews", crews.crews, name="crews"),
    path("plan/crews/new", crews.found_crew, name="found_crew"),
    path("plan/crews/<int:crew_id>", crews.crew, name="crew"),
    path("plan/crews/<int:crew_id>/sheet.pdf", feeds.sheet, name="day_sheet"),
    path("plan/crews/<int:crew_id>/feed", crews.feed, name="crew_feed"),
    path("plan/crews/<int:crew_id>/<crew_part:part>", crews.change, name="change"),
    path("calendar/<str:token>.ics", feeds.feed, name="feed"),
    path("orders/<int:number>/slots", board.slots, name="slots"),
    path("orders/<int:number>/slots/fits", board.fits, name="fits"),
    path("orders/<int:number>/visit", board.place, name="place"),
]
