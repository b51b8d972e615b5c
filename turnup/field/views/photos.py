"""Photos from site, whole or in parts, and pictures as phone and office ask for them."""

from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import Field, ValidationError

from turnup.desk.views.reader import Reader, reader
from turnup.field.actions import receive_photo
from turnup.field.actions.parts import LARGEST_PART, drop_parts, receive_part, received
from turnup.field.clocks import Greeting, happened
from turnup.field.forms import Code, Lag, PhoneMoment
from turnup.field.models import SitePhoto
from turnup.field.refusals import PhotoUnfinished
from turnup.orders.forms import Moment, Part
from turnup.orders.problems import explain
from turnup.orders.queries import visible_orders
from turnup.papers.queries import content_of
from turnup.people.permissions import allows
from turnup.rest.door import json_answer, problem_answer, read_query
from turnup.standard.refusals import BadField, Refused
from turnup.surveys.models import SurveyPhoto
from turnup.surveys.pictures import LARGEST_FILE

FAULTS: Final = (Refused, ValidationError)


class PhotoAsked(Part):
    """What a photo is of, and by which clock."""

    order: UUID
    kind: Code
    at: PhoneMoment
    sent_at: PhoneMoment
    heard_at: Moment | None = None
    lag_ms: Lag = Field(0)
    size: Annotated[int, Field(ge=1, le=LARGEST_FILE)] | None = Field(
        None, description="Of a photo in parts: how many bytes it has as a whole."
    )

    def greeting(self) -> Greeting | None:
        """Give the last that the phone heard before it took the photo."""
        lag = timedelta(milliseconds=self.lag_ms)
        return Greeting(self.heard_at, lag) if self.heard_at else None


@require_http_methods(["PUT"])
@allows("field.work")
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Receive a photo as it is, under the id that the phone gave it."""
    me = reader(request)
    try:
        asked = read_query(request, PhotoAsked)
        content = _body(request, LARGEST_FILE)
        kept, already = receive_photo(photo_id=photo_id, content=content, **_about(asked, me))
    except FAULTS as fault:
        return problem_answer(explain(fault, language=me.language))
    return json_answer(_done(kept, already), 200 if already else 201)


@require_http_methods(["GET", "PUT"])
@allows("field.work")
def photo_part(request: HttpRequest, photo_id: UUID, begins: int = 0) -> HttpResponse:
    """Say how much of a photo has come; receive the part that begins there."""
    me = reader(request)
    if request.method == "GET":
        return json_answer({"received": received(photo_id=photo_id, actor=me.actor)})
    try:
        asked = read_query(request, PhotoAsked)
        content = _body(request, LARGEST_PART)
        came, kept = receive_part(
            photo_id=photo_id,
            begins=begins,
            size=asked.size or len(content),
            content=content,
            **_about(asked, me),
        )
    except FAULTS as fault:
        if not isinstance(fault, PhotoUnfinished):
            drop_parts(photo_id=photo_id, actor=me.actor)
        return problem_answer(explain(fault, language=me.language))
    told = _done(kept, False) if kept else {"outcome": "part"}
    return json_answer({**told, "received": came}, 201 if kept else 200)


def _about(asked: PhotoAsked, me: Reader) -> dict[str, Any]:
    return {
        "order_id": asked.order,
        "kind": asked.kind,
        "phone_at": asked.at,
        "moment": happened(
            phone_at=asked.at, sent_at=asked.sent_at, now=me.now, greeting=asked.greeting()
        ),
        "actor": me.actor,
        "now": me.now,
    }


def _done(kept: SitePhoto, already: bool) -> dict[str, Any]:
    return {"id": kept.pk, "outcome": "done", "already": already, "at": kept.taken_at}


def _body(request: HttpRequest, most: int) -> bytes:
    """Read the body past the limit of forms, up to that of pictures."""
    content = request.read(most + 1)
    if len(content) > most:
        raise BadField(
            "photo",
            "The picture is larger than %(limit)s MB.",
            "Take it at a lower resolution.",
            limit=most // 1024**2,
        )
    return content


@require_GET
@allows("order.read")
def survey_photo(request: HttpRequest, photo_id: int, size: str) -> HttpResponse:
    """Give a picture of a survey to whoever may know of its order."""
    orders = visible_orders(reader(request).actor, "order.read")
    rows = SurveyPhoto.objects.filter(order__in=orders, removed_at=None)
    return _drawn(rows.select_related("file", "thumbnail").filter(pk=photo_id).first(), size)


@require_GET
@allows("order.read")
def site_photo(request: HttpRequest, photo_id: UUID, size: str) -> HttpResponse:
    """Give a picture from site to whoever may know of its order."""
    orders = visible_orders(reader(request).actor, "order.read")
    rows = SitePhoto.objects.filter(order__in=orders)
    return _drawn(rows.select_related("file", "thumbnail").filter(pk=photo_id).first(), size)


def _drawn(found: SurveyPhoto | SitePhoto | None, size: str) -> HttpResponse:
    if found is None or size not in ("small", "large"):
        raise Http404("no such picture")
    file = found.thumbnail if size == "small" else found.file
    answer = HttpResponse(content_of(file), content_type=file.media_type)
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
