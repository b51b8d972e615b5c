"""Photos from site: each once by the phone's own id, re-encoded, kept for ever."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.field.clocks import Happened
from turnup.field.models import PhotoKind, SitePhoto
from turnup.field.refusals import OtherContent
from turnup.orders.queries import visible_order
from turnup.papers.actions import store_file
from turnup.papers.models import StoredFile
from turnup.papers.shelf import hash_of
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField
from turnup.surveys.pictures import reencoded

JPEG: Final = "image/jpeg"
MOST: Final = 60
"""Photos that an order keeps from site."""


def receive_photo(
    *,
    photo_id: UUID,
    order_id: UUID,
    kind: str,
    content: bytes,
    phone_at: datetime,
    moment: Happened,
    actor: Actor,
    now: datetime,
) -> tuple[SitePhoto, bool]:
    """Keep a photo and tell whether it came before; the same one again changes nothing.

    An order that is over takes photos too: they show what was found. Raises BadField for what is no
    picture and for too many, OrderNotFound.
    """
    digest = hash_of(content)
    if kept := _kept(photo_id, digest):
        return kept, True
    order = visible_order(actor, "step.record", order_id=order_id)
    check_photo(order.id, kind)
    picture = reencoded(content, "photo")
    try:
        with transaction.atomic():
            return SitePhoto.objects.create(
                id=photo_id,
                order=order,
                kind=kind,
                file=_stored(picture.content, photo_id, "", now),
                thumbnail=_stored(picture.thumbnail, photo_id, "small ", now),
                width=picture.width,
                height=picture.height,
                fingerprint=digest,
                person_id=actor.id,
                phone_at=phone_at,
                taken_at=moment.at,
                arrived_at=now,
            ), False
    except IntegrityError:  # another delivery of the same photo was first
        if kept := _kept(photo_id, digest):
            return kept, True
        raise


def _kept(photo_id: UUID, digest: str) -> SitePhoto | None:
    photo = SitePhoto.objects.filter(pk=photo_id).first()
    if photo and photo.fingerprint != digest:
        raise OtherContent
    return photo


def check_photo(order_id: UUID, kind: str) -> None:
    """Refuse a kind that is none, and more photos than an order keeps. Raises BadField."""
    if kind not in PhotoKind.values:
        raise BadField(
            "kind",
            _("There is no such kind of photo."),
            _("Choose of: %(kinds)s."),
            kinds=", ".join(PhotoKind.values),
        )
    if SitePhoto.objects.filter(order_id=order_id).count() >= MOST:
        raise BadField("photo", _("An order keeps at most %(most)s photos from site."), most=MOST)


def _stored(content: bytes, photo_id: UUID, prefix: str, at: datetime) -> StoredFile:
    return store_file(content=content, name=f"{prefix}{photo_id}", media_type=JPEG, at=at)
