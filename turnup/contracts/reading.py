"""Which papers somebody may read: those of orders they may know of, private ones by their roles."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from turnup.contracts.queries import papers_of
from turnup.customers.actions import note_read
from turnup.orders.models import Order
from turnup.orders.queries import visible_orders
from turnup.papers.kinds import open_kinds
from turnup.papers.models import Paper
from turnup.people.actor import Actor
from turnup.people.permissions import scope_of


def may_read_private(actor: Actor, order: Order) -> bool:
    """Tell whether the actor may read identity and bank data of the order's customer."""
    scopes = [scope_of(actor, code) for code in ("order.read_identity", "order.read_bank")]
    own = order.lead_id == actor.id
    return all(scope == "all" or (scope == "own" and own) for scope in scopes)


def readable_papers(order: Order, *, actor: Actor) -> list[Paper]:
    """Return the order's papers that the actor may read, the latest first."""
    private, everybody = may_read_private(actor, order), open_kinds()
    return [one for one in papers_of(order.id) if private or one.kind in everybody]


def readable_paper(paper_id: UUID, *, actor: Actor, at: datetime) -> Paper:
    """Return one paper, and record that the actor read it (invariant I23).

    Raises Http404 for a paper that is not there, or that the actor may not know of.
    """
    paper = Paper.objects.select_related("file").filter(pk=paper_id).first()
    if paper is None or paper.order is None:
        raise Http404(str(paper_id))
    order = visible_orders(actor, "paper.read").filter(pk=paper.order).first()
    if order is None:
        raise Http404(str(paper_id))
    if paper.kind not in open_kinds() and not may_read_private(actor, order):
        raise Http404(str(paper_id))
    note_read(actor=actor, customer_id=order.customer_id, what=f"paper {paper.kind}"[:40], at=at)
    return paper
