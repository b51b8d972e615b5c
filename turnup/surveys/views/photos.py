"""The pictures of a survey: adding, taking back, looking at."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from turnup.orders.reading import (
    REFUSALS,
    UNPROCESSABLE,
    OrderReader,
    order_reader,
    said_of,
)
from turnup.papers.queries import content_of
from turnup.people.permissions import allows
from turnup.surveys.models import PhotoKind, SurveyPhoto
from turnup.surveys.photo_actions import add_photos, remove_photo
from turnup.surveys.survey_page import photo_rows


@require_POST
@allows("survey.add_photos")
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Keep pictures for the coming result, and give the list of them."""
    me = order_reader(request, number, "survey.add_photos")
    kind = request.POST.get("kind", PhotoKind.PHOTO)
    if kind not in PhotoKind.values:
        raise Http404(kind)
    files = [(one.name or "", one.read()) for one in request.FILES.getlist("photos")]
    try:
        add_photos(order=me.order, actor=me.actor, at=me.now, files=files, kind=kind)
    except REFUSALS as fault:
        return _list(request, me, said_of(me.explained(fault)))
    return _list(request, me)


@require_POST
@allows("survey.add_photos")
def remove(request: HttpRequest, number: int, photo: int) -> HttpResponse:
    """Take back a picture that no recorded result rests on."""
    me = order_reader(request, number, "survey.add_photos")
    remove_photo(order=me.order, photo_id=photo, at=me.now)
    return _list(request, me)


def _list(request: HttpRequest, me: OrderReader, told: str = "") -> HttpResponse:
    shown = {"order": me.order, "photos": photo_rows(me.order, None), "told": told}
    http = UNPROCESSABLE if told else 200
    return render(request, "surveys/parts/photos.html", shown, status=http)


@require_GET
@allows("order.read")
def photo(request: HttpRequest, number: int, photo: int) -> HttpResponse:
    """Show a picture: as it is kept, or small."""
    me = order_reader(request, number, "order.read")
    rows = SurveyPhoto.objects.filter(order=me.order, pk=photo, removed_at=None)
    found = rows.select_related("file", "thumbnail").first()
    if found is None:
        raise Http404(str(photo))
    file = found.thumbnail if request.GET.get("small") else found.file
    answer = HttpResponse(content_of(file), content_type=file.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=86400"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
