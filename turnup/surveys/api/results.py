"""A survey's pictures, an estimate's first lines, and issuing papers, through the REST door."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import Field

from turnup.orders.forms import Line
from turnup.orders.office import office_calendar
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.people.permissions import allows
from turnup.rest.door import actor_of, json_answer, read_query
from turnup.rest.files import PaperShown, paper_shown
from turnup.rest.once import Strict, written_once
from turnup.rest.openapi import described
from turnup.standard.refusals import BadField
from turnup.surveys.models import SurveyPhoto
from turnup.surveys.paper_actions import issue
from turnup.surveys.photo_actions import add_photos, remove_photo
from turnup.surveys.queries import draft_photos, standing_survey
from turnup.surveys.templating import proposed_lines

router = Router(tags=["surveys"])
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)


class PhotoBody(Strict):
    """A picture for the coming result: a JPEG, PNG or WebP in base64; it is kept re-encoded."""

    name: Annotated[Line, Field(min_length=1, max_length=150)] = "photo.jpg"
    kind: Literal["photo", "sketch"] = "photo"
    content: str = Field(min_length=4, max_length=5_000_000)


class RemovalBody(Strict):
    """Nothing needs to be said."""


class TemplateQuery(Strict):
    """Which template to read."""

    detailed: bool = Field(False, description="The lines of a non-standard installation too.")


class IssueBody(Strict):
    """Which paper to issue, of what stands now."""

    kind: Literal["survey_act", "estimate", "refusal_letter"]


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """A picture as it is kept: upright, at most 2000 pixels long, without what a camera adds."""

    id: int
    kind: str
    width: int
    height: int
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class LineProposed:
    """A line of the template, as `estimate_made` takes it; the price is roubles with VAT."""

    item: str
    title: str
    quantity: Decimal
    unit: str
    price: Decimal


@router.post(
    "/orders/{order_id}/survey-photos",
    response={201: list[PhotoShown]},
    operation_id="add_survey_photo",
    summary="Add a picture to the coming survey result",
    openapi_extra=described(
        body=PhotoBody,
        example={"name": "щит.png", "kind": "photo", "content": PIXEL},
        problems=(403, 404),
    ),
)
@allows("survey.add_photos")
def post_photo(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Keep the picture re-encoded, and give all that wait for the result."""

    def added(said: PhotoBody, actor: Actor, now: datetime) -> list[PhotoShown]:
        order = visible_order(actor, "survey.add_photos", order_id=order_id)
        files = [(said.name, _decoded(said.content))]
        add_photos(order=order, actor=actor, at=now, files=files, kind=said.kind)
        return _waiting(order_id)

    return written_once(request, PhotoBody, added)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadField("content", _("is not base64"), _("encode the file in base64")) from None


def _waiting(order_id: UUID) -> list[PhotoShown]:
    return [_photo(one) for one in draft_photos(order_id).select_related("file")]


def _photo(one: SurveyPhoto) -> PhotoShown:
    return PhotoShown(
        one.pk, one.kind, one.width, one.height, one.file.size, one.file.sha256, one.added_at
    )


@router.post(
    "/orders/{order_id}/survey-photos/{photo}/removal",
    response={201: list[PhotoShown]},
    operation_id="remove_survey_photo",
    summary="Take a picture back that no recorded result rests on",
    openapi_extra=described(body=RemovalBody, example={}, problems=(403, 404)),
)
@allows("survey.add_photos")
def post_photo_removal(request: HttpRequest, order_id: UUID, photo: int) -> HttpResponse:
    """Give the pictures that still wait for the result; another's number changes nothing."""

    def removed(said: RemovalBody, actor: Actor, now: datetime) -> list[PhotoShown]:
        order = visible_order(actor, "survey.add_photos", order_id=order_id)
        remove_photo(order=order, photo_id=photo, at=now)
        return _waiting(order_id)

    return written_once(request, RemovalBody, removed)


@router.get(
    "/orders/{order_id}/estimate-template",
    response={200: list[LineProposed]},
    operation_id="read_estimate_template",
    summary="An estimate's first lines: by technology, quantities from the readings",
    openapi_extra=described(query=TemplateQuery, problems=(403, 404)),
)
@allows("estimate.read")
def read_estimate_template(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give lines to begin with; none where the technology is open."""
    asked = read_query(request, TemplateQuery)
    order = visible_order(actor_of(request), "estimate.read", order_id=order_id)
    survey = standing_survey(order.id)
    technology = (survey.technology if survey else None) or order.technology
    readings = survey.readings if survey else {}
    today = office_calendar().local_date(timezone.now())
    lines = proposed_lines(technology, readings, detailed=asked.detailed, day=today)
    return json_answer([LineProposed(**one) for one in lines])


@router.post(
    "/orders/{order_id}/survey-papers",
    response={201: PaperShown},
    operation_id="issue_survey_paper",
    summary="Issue the act, the estimate or the letter of refusal",
    openapi_extra=described(body=IssueBody, example={"kind": "survey_act"}, problems=(403, 404)),
)
@allows("survey.issue_papers")
def post_paper(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give the paper its number and keep it; one that is issued already is given."""

    def issued(said: IssueBody, actor: Actor, now: datetime) -> PaperShown:
        order = visible_order(actor, "survey.issue_papers", order_id=order_id)
        return paper_shown(issue(order_id=order.id, kind=said.kind, actor=actor, at=now))

    return written_once(request, IssueBody, issued)
