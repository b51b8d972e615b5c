"""How the sending of a bundle went."""

from datetime import datetime

from django.db.models import F

from turnup.closing.models import Bundle


def mark_bundle_sent(*, bundle: Bundle, to: str, at: datetime) -> None:
    """Note that the mail server has taken the papers; corrected meanwhile, they go again."""
    same = Bundle.objects.filter(pk=bundle.pk, correction=bundle.correction)
    same.update(sent_at=at, failed_at=None, failure="", to=to, tries=F("tries") + 1)


def bury_bundle(*, bundle: Bundle, to: str, failure: str, at: datetime) -> None:
    """Give the sending up, visibly: the papers are to be handed over another way."""
    same = Bundle.objects.filter(pk=bundle.pk, correction=bundle.correction)
    undelivered = same.filter(sent_at=None)
    undelivered.update(failed_at=at, failure=failure[:1000] or "?", to=to, tries=F("tries") + 1)
