"""Stage 3: drafting, duties, approvals, disputes, signatures."""

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.requests.desk import Desk, data_of
from turnup.contracts.forms import CustomerSignature, DraftedContract
from turnup.contracts.models import Contract, DisputedClause, SettledClause, Signature
from turnup.contracts.queries import standing_contract, standing_signature
from turnup.orders.models import Order
from turnup.requests.queries import standing_terms
from turnup.standard.refusals import AlreadyStands, BadField, GateClosed


@pytest.fixture
def order(desk: Desk) -> Order:
    return desk.take_open(desk.open(), until="contract_drafted")


@pytest.fixture
def drafted(desk: Desk, order: Order) -> Order:
    desk.take(order, "contract_drafted")
    return order


def test_the_examples_lead_through_the_first_three_stages(desk: Desk) -> None:
    order = desk.take_open(desk.open())
    assert order.stage == "installation"
    assert [s.side for s in Signature.objects.filter(order=order).order_by("side")] == [
        "customer",
        "director",
        "technical_director",
    ]
    signature = standing_signature(order.id, "director")
    assert signature is not None
    assert signature.signatory == "director"


def test_the_examples_lead_through_whatever_an_order_may_need(desk: Desk) -> None:
    everything: dict[str, Any] = {
        "survey_requested": {"urgent": True},
        "terms_proposed": {"nonstandard_terms": True},
        "estimate_made": {"terms_changed": True},
        "contract_drafted": {"disputed": True},
    }
    order = desk.take_open(desk.open(), **everything)
    assert order.stage == "installation"
    assert {"survey_urgency_allowed", "disputes_settled", "terms_approved_by_owner"} <= set(
        order.card["standing"]
    )


def test_contracts_are_numbered_by_year_without_gaps(desk: Desk) -> None:
    numbers = []
    for _ in range(3):
        order = desk.take_open(desk.open(), until="contract_drafted")
        with pytest.raises(BadField):
            desk.take(order, "contract_drafted", contract_date="2027-01-01")
        desk.take(order, "contract_drafted")
        numbers.append(data_of(order, "contract_drafted")["number"])
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]


def test_a_contract_is_drawn_up_on_the_terms_that_stand(desk: Desk, drafted: Order) -> None:
    contract = standing_contract(drafted.id)
    assert contract is not None
    assert contract.terms == standing_terms(drafted.id)
    assert (contract.place, contract.contract_date) == ("Калуга", date(2026, 3, 2))


def test_a_second_draft_is_refused_and_takes_no_number(desk: Desk, drafted: Order) -> None:
    with pytest.raises(AlreadyStands):
        desk.take(drafted, "contract_drafted")
    desk.take(drafted, "contract_withdrawn")
    desk.take(drafted, "contract_drafted")
    numbers = Contract.objects.filter(order=drafted).values_list("number", flat=True)
    assert list(numbers) == ["2026-0001", "2026-0002"]


def test_a_contract_is_not_older_than_its_survey(desk: Desk, order: Order) -> None:
    yesterday = (desk.today() - timedelta(days=1)).isoformat()
    with pytest.raises(BadField) as fault:
        desk.take(order, "contract_drafted", contract_date=yesterday)
    assert fault.value.params["field"] == "contract_date"


@pytest.mark.parametrize(
    "duty", ["connection_payment", "recurring_fee", "due_dates", "disconnection_conditions"]
)
def test_every_duty_has_to_be_acknowledged(desk: Desk, drafted: Order, duty: str) -> None:
    with pytest.raises(BadField) as fault:
        desk.take(drafted, "duties_explained", **{duty: False})
    assert fault.value.params["field"] == duty


def test_both_approvals_are_needed(desk: Desk) -> None:
    said: dict[str, Any] = {"terms_proposed": {"nonstandard_terms": True}}
    order = desk.take_open(desk.open(), until="contract_drafted", **said)
    desk.take(order, "contract_drafted")
    desk.take(order, "duties_explained")
    desk.take(order, "terms_approved_by_owner")
    with pytest.raises(GateClosed) as closed:
        desk.take(order, "contract_signed_by_customer")
    assert [m.step for m in closed.value.missing] == ["terms_approved_by_commercial_head"]
    desk.take(order, "terms_approved_by_commercial_head")
    desk.take(order, "contract_signed_by_customer")


def test_terms_reopened_take_approvals_draft_and_signatures_down(desk: Desk) -> None:
    said: dict[str, Any] = {"terms_proposed": {"nonstandard_terms": True}}
    order = desk.take_open(desk.open(), **said)
    desk.take(order, "terms_revised")
    assert standing_contract(order.id) is None
    assert standing_signature(order.id, "customer") is None
    assert Signature.objects.filter(order=order).count() == 3


CLAUSES = [{"clause": "5.2", "theirs": "20 дней"}, {"clause": "7.1"}]


def test_disputed_clauses_are_settled_one_by_one(desk: Desk, order: Order) -> None:
    desk.take(order, "contract_drafted", disputed_clauses=CLAUSES)
    agreed = [
        {"clause": "5.2", "ours": "10 дней", "theirs": "20 дней", "agreed": "15 дней"},
        {"clause": "7.1", "agreed": "В нашей редакции"},
    ]
    with pytest.raises(BadField) as fault:
        desk.take(order, "disputes_settled", clauses=agreed[:1])
    assert fault.value.params["clause"] == "7.1"
    desk.take(order, "disputes_settled", clauses=agreed, summary=None)
    assert [row.agreed for row in SettledClause.objects.all()] == ["15 дней", "В нашей редакции"]


def test_a_later_dispute_takes_signatures_down(desk: Desk, drafted: Order) -> None:
    desk.take(drafted, "duties_explained")
    desk.take(drafted, "contract_signed_by_customer")
    desk.take(drafted, "clauses_disputed", clauses=CLAUSES)
    assert standing_signature(drafted.id, "customer") is None
    with pytest.raises(GateClosed):
        desk.take(drafted, "contract_signed_by_customer")
    desk.take(drafted, "disputes_settled")
    desk.take(drafted, "contract_signed_by_customer")
    assert DisputedClause.objects.filter(dispute__order=drafted).count() == 2


def test_a_dispute_may_be_given_up(desk: Desk, order: Order) -> None:
    desk.take(order, "contract_drafted", disputed=True)
    desk.take(order, "clauses_disputed", disputed=False, clauses=None)
    desk.take(order, "duties_explained")
    desk.take(order, "contract_signed_by_customer")


@pytest.mark.parametrize(
    ("step", "said", "field"),
    [
        ("clauses_disputed", {"disputed": False, "clauses": CLAUSES}, "disputed"),
        ("clauses_disputed", {"clauses": [*CLAUSES, CLAUSES[0]]}, "clauses.2.clause"),
        ("disputes_settled", {"summary": None}, "clauses"),
    ],
)
def test_a_dispute_that_cannot_be_names_its_field(
    desk: Desk, order: Order, step: str, said: dict[str, object], field: str
) -> None:
    desk.take(order, "contract_drafted", disputed=True)
    with pytest.raises(BadField) as fault:
        desk.take(order, step, **said)
    assert fault.value.params["field"] == field


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ground": "power_of_attorney"}, "document"),
        ({"ground": "other"}, "document"),
        ({"signed_on": "2026-03-09"}, "signed_on"),
        ({"signed_on": "2026-03-04"}, "signed_on"),
        ({"signed_on": "2026-03-01"}, "signed_on"),
    ],
)
def test_a_signature_that_cannot_be_names_its_field(
    desk: Desk, order: Order, said: dict[str, object], field: str
) -> None:
    desk.company.now += timedelta(days=3)
    desk.take(order, "contract_drafted")
    desk.take(order, "duties_explained")
    with pytest.raises(BadField) as fault:
        desk.take(order, "contract_signed_by_customer", **said)
    assert fault.value.params["field"] == field
    assert not Signature.objects.exists()


def test_an_annulled_survey_takes_the_contract_with_it(desk: Desk, drafted: Order) -> None:
    desk.take(drafted, "survey_annulled")
    assert standing_contract(drafted.id) is None
    with pytest.raises(GateClosed):
        desk.take(drafted, "contract_drafted")


def test_the_forms_refuse_what_is_no_clause_and_no_ground() -> None:
    with pytest.raises(ValidationError):
        DraftedContract.read({"place": "Калуга", "disputed_clauses": [{"clause": "пять"}]})
    with pytest.raises(ValidationError):
        CustomerSignature.read({"signatory": "", "ground": "charter"})
    with pytest.raises(ValidationError):
        CustomerSignature.read({"signatory": "Морозов", "ground": "faith"})
