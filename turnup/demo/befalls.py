"""What befalls the orders of the demo: traits that make something happen after a certain step."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Befall(NamedTuple):
    """An event or optional step `step`, some working hours after `after` was recorded.

    One that pauses lets nothing else be done on the order until it has happened.
    """

    step: str
    after: tuple[str, ...]  # one of them is chosen
    hours: tuple[float, float]
    pauses: bool = True


BEFALLS: Final[Mapping[str, tuple[Befall, ...]]] = {
    "cancelled": (
        Befall(
            "order_cancelled",
            ("terms_proposed", "survey_done", "estimate_made", "invoice_issued", "visit_planned"),
            (2, 18),
        ),
    ),
    "hold": (
        Befall(
            "order_held",
            ("terms_agreed", "contract_drafted", "installation_requested"),
            (1, 6),
        ),
        Befall("order_resumed", ("order_held",), (27, 90)),
    ),
    "annulled": (Befall("survey_annulled", ("survey_done",), (3, 8)),),
    "revised": (Befall("terms_revised", ("estimate_made",), (2, 5)),),
    "withdrawn": (Befall("contract_withdrawn", ("contract_drafted",), (2, 7)),),
    "clauses": (Befall("clauses_disputed", ("duties_explained",), (1, 4)),),
    "reversed": (Befall("payment_reversed", ("money_received",), (4, 9)),),
    "waiver": (Befall("waiver_granted", ("contract_signed_by_customer",), (1, 6), pauses=False),),
    "modem": (
        Befall("temporary_connection_made", ("installation_requested",), (1, 4), pauses=False),
    ),
    "note": (Befall("note_added", ("survey_requested", "contract_drafted"), (1, 9), pauses=False),),
}
