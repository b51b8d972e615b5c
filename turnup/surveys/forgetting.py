"""What a forgotten customer's surveys lose: the pictures of their place."""

from datetime import datetime
from uuid import UUID

from turnup.papers.actions import drop_files
from turnup.surveys.models import SurveyPhoto


def forget_pictures(*, customer_id: UUID, at: datetime) -> None:
    """Erase the photographs and sketches of the customer's sites, whatever came of the survey."""
    photos = SurveyPhoto.objects.filter(order__customer_id=customer_id)
    files = [one for row in photos.values_list("file_id", "thumbnail_id") for one in row]
    photos.delete()
    drop_files(files=files)
