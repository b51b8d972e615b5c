"""The spine's background jobs: seals, and forgetting answers that are kept for 72 hours."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from turnup.orders.models import StoredAnswer
from turnup.orders.seals import seal

ANSWERS_KEPT = timedelta(hours=72)


@app.periodic(cron="* * * * *")
@app.task(name="orders.seal", queue="orders", queueing_lock="orders.seal")
def seal_journal(timestamp: int) -> None:
    """Seal what has moved since the last seal."""
    seal(now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="orders.forget_answers", queue="orders", queueing_lock="orders.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Delete stored answers to requests that nobody may repeat any more."""
    StoredAnswer.objects.filter(answered_at__lt=timezone.now() - ANSWERS_KEPT).delete()
