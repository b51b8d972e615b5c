"""Advances: money that came for no invoice pays the next month's, or is given back on demand."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.billing.lists import with_paid
from turnup.billing.models import (
    AdvanceUse,
    Invoice,
    InvoiceKind,
    PersonalAccount,
    Posting,
    PostingKind,
    Refund,
)
from turnup.billing.queries import balance_of, free_advances
from turnup.orders.office import office_calendar
from turnup.people.actor import Actor
from turnup.standard.refusals import BadField


@transaction.atomic
def use_advances(*, accounts: Collection[int], at: datetime) -> list[AdvanceUse]:
    """Pay the accounts' open monthly invoices from their advances, the earliest due first.

    A connection's invoice is left alone: paying it is a step of its order.
    """
    # no_key: an import that has kept money of an account, unlocked, checks its key as it commits
    locked = PersonalAccount.objects.select_for_update(no_key=True).filter(pk__in=accounts)
    held = list(locked.order_by("pk").values_list("pk", flat=True))
    months = Invoice.objects.filter(account__in=held, kind=InvoiceKind.MONTHLY, withdrawn_at=None)
    unpaid = list(with_paid(months).filter(lacking__gt=0).order_by("due_on", "id"))
    free = free_advances({one.account_id for one in unpaid})
    made = []
    for invoice in unpaid:
        for remittance, share in _taken(free.get(invoice.account_id, []), invoice.lacking):
            made.append(
                AdvanceUse(
                    remittance_id=remittance, invoice_id=invoice.pk, amount=share, used_at=at
                )
            )
    return AdvanceUse.objects.bulk_create(made)


def _taken(rests: list[tuple[int, Decimal]], wanted: Decimal) -> list[tuple[int, Decimal]]:
    """Take a sum off the rests, as far as they reach; what is left of them stays there."""
    taken = []
    while rests and wanted > 0:
        remittance, rest = rests.pop(0)
        share = min(rest, wanted)
        taken.append((remittance, share))
        wanted -= share
        if share < rest:
            rests.insert(0, (remittance, rest - share))
    return taken


@transaction.atomic
def refund_advance(
    *,
    actor: Actor,
    now: datetime,
    account: PersonalAccount,
    amount: Decimal,
    on: date,
    reason: str,
    payment_order: str = "",
    key: UUID | None = None,
) -> Refund:
    """Record that unused money was given back on demand. Raises BadField.

    No more goes back than lies unused, and than the balance has (decree 575, items 40 and 45).
    The same `key` a second time gives the refund that it made.
    """
    held = PersonalAccount.objects.select_for_update().get(pk=account.pk)
    if key and (made := Refund.objects.filter(account=held, key=key).first()):
        return made
    rests = free_advances([held.pk]).get(held.pk, [])
    free = min(sum((rest for _pk, rest in rests), Decimal("0.00")), balance_of(held))
    if amount > free:
        raise BadField(
            "amount",
            _("Only %(free)s roubles are unused."),
            _("Give back no more than that."),
            free=max(free, Decimal("0.00")),
        )
    if on > office_calendar().local_date(now):
        raise BadField("on", _("This day has not come yet."))
    refund = Refund.objects.create(
        account=held,
        amount=amount,
        on=on,
        reason=reason,
        payment_order=payment_order,
        key=key,
        recorded_at=now,
        recorded_by_id=actor.id,
    )
    AdvanceUse.objects.bulk_create(
        AdvanceUse(remittance_id=pk, refund=refund, amount=share, used_at=now)
        for pk, share in _taken(rests, amount)
    )
    Posting.objects.create(
        account=held,
        refund=refund,
        kind=PostingKind.REFUND,
        amount=-amount,
        on=on,
        posted_at=now,
    )
    return refund
