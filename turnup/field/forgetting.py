"""What a forgotten customer loses of the work on site: pictures, and what did not fit.

The signed act stays with its paper: the law on accounting wants primary documents kept (402-FZ,
article 29).
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce

from turnup.customers.forgetting import ERASED
from turnup.field.models import Item, Outcome, PhotoPart, Settlement, SitePhoto
from turnup.papers.actions import drop_files


def forget_site(*, customer_id: UUID, at: datetime) -> None:
    """Erase photos from the customer's sites and what phones said; what was open is put aside."""
    photos = SitePhoto.objects.filter(order__customer_id=customer_id)
    files = [one for row in photos.values_list("file_id", "thumbnail_id") for one in row]
    photos.delete()
    PhotoPart.objects.filter(order__customer_id=customer_id).delete()
    drop_files(files=files)
    items = Item.objects.filter(order__customer_id=customer_id)
    items.exclude(outcome=Outcome.DONE).update(
        settlement=Coalesce("settlement", Value(Settlement.SET_ASIDE)),
        settled_at=Coalesce("settled_at", Value(at)),
    )
    items.update(said=None, problem=None, reason=ERASED)
