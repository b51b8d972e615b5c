"""The temporary connection by modem: given, and brought back."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from turnup.installation.actions.devices import lend_modem, take_back_modem
from turnup.installation.models import TemporaryConnection
from turnup.installation.queries import modem_out
from turnup.orders.holding import hold_order
from turnup.orders.journal import record
from turnup.orders.models import Order
from turnup.orders.moves import Move, Receipt
from turnup.orders.occurrence import plain
from turnup.standard.refusals import BadField


@transaction.atomic
def make_temporary_connection(
    *,
    move: Move,
    device: str,
    serial: str | None = None,
    deposit: Decimal = Decimal(0),
    temporary_connection: bool = True,
) -> Receipt:
    """Lend the customer a modem. Raises BadField for a serial that is at another customer.

    A device without a serial number gets a label of its own: order number and journal entry.
    """
    said = plain(
        device=device, serial=serial, deposit=deposit, temporary_connection=temporary_connection
    )
    receipt = record(move=move, step="temporary_connection_made", data=said)
    lend_modem(move=move, serial=serial)
    _lend(
        TemporaryConnection(
            order_id=move.order_id,
            seq=receipt.journal_seq,
            device=device,
            serial=serial or _label(move, receipt),
            deposit=deposit,
            given_at=move.at,
        )
    )
    return receipt


@transaction.atomic
def return_temporary_connection(*, move: Move, condition: str | None = None) -> Receipt:
    """Take the modem back."""
    hold_order(move.order_id)
    lent = modem_out(move.order_id)
    said = plain(serial=lent and lent.serial, condition=condition)
    receipt = record(move=move, step="temporary_connection_returned", data=said)
    assert lent is not None, "temporary_connection_returned needs a modem that is out"
    take_back_modem(move=move, serial=lent.serial)
    lent.returned_at = max(move.at, lent.given_at)
    lent.condition = condition or ""
    lent.save(update_fields=["returned_at", "condition"])
    return receipt


def _label(move: Move, receipt: Receipt) -> str:
    number = Order.objects.values_list("number", flat=True).get(pk=move.order_id)
    return f"{number}-{receipt.journal_seq}"


def _lend(connection: TemporaryConnection) -> None:
    try:
        with transaction.atomic():
            connection.save(force_insert=True)
    except IntegrityError as error:
        if "modem_one_holder" not in str(error):
            raise
        raise BadField(
            "serial",
            _("Another customer has this device."),
            _("Check the number, or record the device's return first."),
        ) from error
