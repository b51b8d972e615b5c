"""What a forgotten customer loses here: letters, calls asked for, from where pages were asked.

How a signed contract was signed stays with the contract (402-FZ, article 29).
"""

from datetime import datetime
from uuid import UUID

from turnup.portal.models import CallBack, Letter, LinkSignature, LinkVisit, SigningCode


def forget_visits(*, customer_id: UUID, at: datetime) -> None:
    """Erase the addresses, phones and letters of the customer's links."""
    Letter.objects.filter(link__order__customer_id=customer_id).delete()
    Letter.objects.filter(public_request__order__customer_id=customer_id).delete()
    CallBack.objects.filter(order__customer_id=customer_id).delete()
    visits = LinkVisit.objects.filter(link__order__customer_id=customer_id)
    visits.update(address=None, agent="")
    signed = LinkSignature.objects.filter(link__order__customer_id=customer_id)
    codes = SigningCode.objects.filter(link__order__customer_id=customer_id)
    codes.exclude(pk__in=signed.values("code_id")).update(sent_to="")
