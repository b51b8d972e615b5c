"""Ticking the shared checklist, by the crew on its phone or by support at the desk."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as _

from turnup.field.checklist import POINTS
from turnup.field.models import Tick
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField


def tick_point(
    *, order_id: UUID, point: str, is_done: bool, actor: Actor, at: datetime, now: datetime
) -> Tick:
    """Write that a point is done, or is not after all. Raises BadField for no such point."""
    if point not in POINTS:
        raise BadField(
            "point",
            _("The checklist has no such point."),
            _("Choose of: %(points)s."),
            points=", ".join(POINTS),
        )
    return Tick.objects.create(
        order_id=order_id, point=point, is_done=is_done, person_id=actor.id, at=at, recorded_at=now
    )
