"""What a forgotten customer's contracts lose.

A contract that somebody has signed stays with its papers: the law on accounting wants primary
documents kept (402-FZ, article 29). Of one that nobody signed nothing is needed.
"""

from datetime import datetime
from uuid import UUID

from turnup.contracts.models import (
    Contract,
    ContractText,
    DisputedClause,
    DisputeDraft,
    DutiesExplanation,
    SettledClause,
    Signature,
)
from turnup.customers.forgetting import ERASED
from turnup.orders.models import Order
from turnup.papers.actions import drop_papers
from turnup.surveys.models import IssuedPaper, RefusalLetter


def forget_contracts(*, customer_id: UUID, at: datetime) -> None:
    """Erase the texts and papers of the customer's orders under which no signature stands."""
    orders = Order.objects.filter(customer_id=customer_id)
    signed = Signature.objects.filter(order__in=orders).values("order_id")
    unsigned = orders.exclude(pk__in=signed)
    contracts = Contract.objects.filter(order__in=unsigned)
    DisputeDraft.objects.filter(contract__in=contracts).delete()
    ContractText.objects.filter(contract__in=contracts).delete()
    contracts.update(place=ERASED)
    DutiesExplanation.objects.filter(order__in=unsigned).update(explained_to=ERASED)
    DisputedClause.objects.filter(dispute__order__in=unsigned).update(theirs=ERASED)
    SettledClause.objects.filter(settlement__order__in=unsigned).update(theirs=ERASED)
    IssuedPaper.objects.filter(order__in=unsigned).delete()
    kept = RefusalLetter.objects.filter(order__in=unsigned).values_list("paper_id", flat=True)
    drop_papers(orders=list(unsigned.values_list("pk", flat=True)), but=list(kept))
