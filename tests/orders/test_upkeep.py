"""The spine's background jobs."""

from datetime import timedelta

from django.utils import timezone

from tests.orders.company import Company
from turnup.orders.deliver import forget_answers, seal_journal
from turnup.orders.models import Seal, StoredAnswer


def test_the_minutes_job_seals_what_moved(company: Company) -> None:
    company.open_order()
    seal_journal(0)
    assert Seal.objects.get().entries == 1


def test_answers_are_kept_for_72_hours(company: Company) -> None:
    for key, hours in (("young", 71), ("old", 73)):
        StoredAnswer.objects.create(
            principal_id=company.staff["installer"].id,
            key=key,
            fingerprint="",
            http_code=201,
            body="",
            answered_at=timezone.now() - timedelta(hours=hours),
        )
    forget_answers(0)
    assert StoredAnswer.objects.get().key == "young"
