"""The addresses of the room's pages."""

from django.urls import path

from turnup.surveys.views import (
    days,
    estimate,
    meetings,
    moving,
    papers,
    photos,
    precheck,
    survey,
    urgency,
)

app_name = "surveys"

urlpatterns = [
    path("orders/<int:number>/precheck", precheck.precheck, name="precheck"),
    path("survey-days", days.days, name="days"),
    path("survey-days/places", moving.place, name="place"),
    path("survey-days/confirmation", days.confirm, name="confirm"),
    path("survey-days/capacities", days.capacities, name="capacities"),
    path("survey-days/orders/<int:number>", moving.move_form, name="move"),
    path("survey-days/<str:day>", days.day, name="day"),
    path("survey-days/<str:day>/sheet", days.sheet, name="sheet"),
    path("orders/<int:number>/urgency", urgency.urgency, name="urgency"),
    path("orders/<int:number>/urgency/permission", urgency.allow, name="allow"),
    path("orders/<int:number>/urgency/refusal", urgency.refuse, name="refuse"),
    path("orders/<int:number>/survey", survey.survey, name="survey"),
    path("orders/<int:number>/survey/photos", photos.add, name="add_photos"),
    path("orders/<int:number>/survey/photos/<int:photo>", photos.photo, name="photo"),
    path(
        "orders/<int:number>/survey/photos/<int:photo>/removal",
        photos.remove,
        name="remove_photo",
    ),
    path("orders/<int:number>/survey/papers/<slug:kind>", papers.issue_paper, name="issue"),
    path(
        "orders/<int:number>/survey/papers/<slug:kind>/pages/<int:page>",
        papers.page,
        name="paper_page",
    ),
    path("orders/<int:number>/estimate", estimate.estimate, name="estimate"),
    path("orders/<int:number>/estimate/totals", estimate.totals, name="totals"),
    path("orders/<int:number>/estimate/actuals", estimate.actuals, name="actuals"),
    path("meetings", meetings.meetings, name="meetings"),
    path("meetings/decisions", meetings.decide, name="decide"),
    path("meetings/builds", meetings.built, name="built"),
    path("meetings/<str:day>", meetings.meeting, name="meeting"),
    path("meetings/<str:day>/minutes", meetings.minutes, name="minutes"),
    path("meetings/<str:day>/pages/<int:page>", meetings.minutes_page, name="minutes_page"),
]
