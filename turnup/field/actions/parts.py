"""A photo that comes in parts over a slow line: what has come stays, the rest is sent on.

A part begins where the parts before it end; one that came already, or that leaves a gap, changes
nothing, and the answer says from where to go on. With the last part the photo is received as one
that came whole.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils.translation import gettext_noop as _

from turnup.field.actions.photos import check_photo, receive_photo
from turnup.field.models import PhotoPart, SitePhoto
from turnup.field.refusals import OtherContent, PhotoUnfinished
from turnup.orders.queries import visible_order
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.surveys.pictures import LARGEST_FILE

LARGEST_PART: Final = 1024 * 1024
MOST_UNFINISHED: Final = 100 * 1024 * 1024
"""Bytes of unfinished photos that the server keeps for one person."""
KEPT: Final = timedelta(days=14)
"""So long an unfinished photo waits for its rest; the phone then sends it from the beginning."""


@transaction.atomic
def receive_part(
    *,
    photo_id: UUID,
    order_id: UUID,
    kind: str,
    begins: int,
    size: int,
    content: bytes,
    actor: Actor,
    now: datetime,
    **about: Any,
) -> tuple[int, SitePhoto | None]:
    """Keep a part of a photo of `size` bytes; give how many have come, and the photo once whole.

    `about` is what `receive_photo` wants besides. Raises BadField for a part or a photo that is
    too large, for too many unfinished ones, and what receiving a whole photo raises; parts that
    make up no photo are forgotten with it.
    """
    if photo := _whole_already(photo_id, order_id, actor):
        return size, photo
    order = visible_order(actor, "step.record", order_id=order_id)
    check_photo(order.id, kind)
    _check_sizes(begins, size, content)
    came = _held(photo_id, actor)
    if begins != came:
        return came, None
    _check_room(actor, len(content))
    part = PhotoPart(photo_id=photo_id, order=order, begins=begins, content=content)
    part.person_id, part.arrived_at = actor.id, now
    try:
        with transaction.atomic():
            part.save(force_insert=True)
    except IntegrityError:  # another delivery of the same part was first
        return _held(photo_id, actor), None
    came += len(content)
    if came < size:
        return came, None
    whole = _taken_out(photo_id, actor)
    photo, _already = receive_photo(
        photo_id=photo_id,
        order_id=order_id,
        kind=kind,
        content=whole,
        actor=actor,
        now=now,
        **about,
    )
    return size, photo


def received(*, photo_id: UUID, actor: Actor) -> int:
    """Return how many bytes of an unfinished photo have come from this person."""
    return _came(_parts(photo_id, actor))


def drop_parts(*, photo_id: UUID, actor: Actor) -> None:
    """Forget what has come of a photo: together it was none."""
    PhotoPart.objects.filter(photo_id=photo_id, person_id=actor.id).delete()


def sweep_parts(*, now: datetime) -> int:
    """Forget photos whose rest never came; return how many parts."""
    return PhotoPart.objects.filter(arrived_at__lt=now - KEPT).delete()[0]


def _whole_already(photo_id: UUID, order_id: UUID, actor: Actor) -> SitePhoto | None:
    photo = SitePhoto.objects.filter(pk=photo_id).first()
    if photo and (photo.person_id, photo.order_id) != (actor.id, order_id):
        raise OtherContent
    return photo


def _check_sizes(begins: int, size: int, content: bytes) -> None:
    if not content or len(content) > LARGEST_PART:
        raise BadField(
            "part",
            _("A part has 1 to %(most)s bytes."),
            _("Send the photo in smaller parts."),
            most=LARGEST_PART,
        )
    if size > LARGEST_FILE or begins + len(content) > size:
        raise BadField(
            "size",
            _("The picture is larger than %(limit)s MB, or than it was said to be."),
            _("Take it at a lower resolution."),
            limit=LARGEST_FILE // 1024**2,
        )


def _check_room(actor: Actor, more: int) -> None:
    mine = PhotoPart.objects.filter(person_id=actor.id)
    held = mine.aggregate(total=Sum(Length("content")))["total"] or 0
    if held + more > MOST_UNFINISHED:
        raise PhotoUnfinished(MOST_UNFINISHED // 1024**2)


def _held(photo_id: UUID, actor: Actor) -> int:
    """Return how much has come, and let no other delivery of the same photo in meanwhile."""
    return _came(_parts(photo_id, actor).select_for_update())


def _parts(photo_id: UUID, actor: Actor) -> Any:
    return PhotoPart.objects.filter(photo_id=photo_id, person_id=actor.id).order_by("begins")


def _came(parts: Any) -> int:
    last: Sequence[tuple[int, int]] = list(
        parts.annotate(much=Length("content")).values_list("begins", "much")
    )
    return last[-1][0] + last[-1][1] if last else 0


def _taken_out(photo_id: UUID, actor: Actor) -> bytes:
    whole = b"".join(bytes(one.content) for one in _parts(photo_id, actor))
    drop_parts(photo_id=photo_id, actor=actor)
    return whole
