"""How long visits by customers' links are kept: a term by date with its ground, and the sweeping.

Personal data are kept no longer than their purpose asks (152-FZ, article 5, part 7); the purpose
is to clear up who opened an order's page. How a contract was signed by the link stays with it.
"""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from turnup.portal.models import LinkVisit
from turnup.surveys.meeting_models import LegalTerm

CODE: Final = "link_visits_kept"
DAYS: Final = 365
SINCE: Final = date(2020, 1, 1)
GROUND: Final = "152-ФЗ от 27.07.2006, ст. 5 ч. 7; срок установлен компанией"


def write_beginnings(**_signal: Any) -> None:
    """Write the term where the company has none. Called after migrations."""
    if not LegalTerm.objects.filter(code=CODE).exists():
        LegalTerm.objects.create(code=CODE, valid_from=SINCE, days=DAYS, ground=GROUND)


def forget_old_visits(*, at: datetime) -> int:
    """Remove the visits whose term is over; give how many. Without a term nothing is removed."""
    today = timezone.localdate(at)
    terms = LegalTerm.objects.filter(code=CODE, valid_from__lte=today).order_by("-valid_from")
    term = terms.first()
    if term is None:
        return 0
    return LinkVisit.objects.filter(at__lt=at - timedelta(days=term.days)).delete()[0]
