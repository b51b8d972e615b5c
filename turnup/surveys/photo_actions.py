"""Adding and taking back the pictures of a survey before its result is recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.orders.holding import hold_order
from turnup.orders.models import Order
from turnup.papers.actions import store_file
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.surveys.models import PhotoKind, SurveyPhoto
from turnup.surveys.pictures import Picture, reencoded
from turnup.surveys.queries import draft_photos

MOST: Final = 24
JPEG: Final = "image/jpeg"


@transaction.atomic
def add_photos(
    *, order: Order, actor: Actor, at: datetime, files: Sequence[tuple[str, bytes]], kind: str
) -> list[SurveyPhoto]:
    """Keep pictures `(name, content)` for the order's coming survey result.

    Raises BadField for a file that is no picture, for too many of them, and where no survey is
    awaited: all are kept or none.
    """
    field = "sketch" if kind == PhotoKind.SKETCH else "photos"
    hold_order(order.id)
    if not order.open_steps.filter(step="survey_done").exists():
        raise BadField(field, _("No survey of this order is awaited now."))
    if draft_photos(order.id).count() + len(files) > MOST:
        raise BadField(field, _("A survey keeps at most %(most)s pictures."), most=MOST)
    made = [(name, reencoded(content, field)) for name, content in files]
    return [_added(order, actor, at, name, picture, kind) for name, picture in made]


def _added(
    order: Order, actor: Actor, at: datetime, name: str, picture: Picture, kind: str
) -> SurveyPhoto:
    return SurveyPhoto.objects.create(
        order=order,
        kind=kind,
        file=store_file(content=picture.content, name=name, media_type=JPEG, at=at),
        thumbnail=store_file(
            content=picture.thumbnail, name=f"small {name}", media_type=JPEG, at=at
        ),
        width=picture.width,
        height=picture.height,
        added_by_id=actor.id,
        added_at=at,
    )


@transaction.atomic
def remove_photo(*, order: Order, photo_id: int, at: datetime) -> None:
    """Take a picture back that no recorded result rests on; another is left alone."""
    draft_photos(order.id).filter(pk=photo_id).update(removed_at=at)
