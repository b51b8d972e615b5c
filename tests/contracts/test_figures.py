"""The lawyer changes a figure of the law from a day on; everybody else reads it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.desk.readers import Office, open_office
from turnup.contracts.clauses import policy_value
from turnup.contracts.models import Policy

PATH = "/figures/payment_term"


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


def test_the_lawyer_sets_a_figure_from_a_day_on(office: Office) -> None:
    lawyer, today = office["lawyer"], timezone.localdate()
    assert PATH in lawyer.get("/clauses").content.decode()
    page = lawyer.get(PATH).content.decode()
    assert "ПП № 32" in page
    since = today + timedelta(days=3)
    said = {"value": "14", "ground": "приказ № 5", "since": since.isoformat()}
    assert lawyer.post(PATH, said).status_code == 302
    assert policy_value("payment_term", today) == 10
    assert policy_value("payment_term", since) == 14
    assert "приказ № 5" in lawyer.get(PATH).content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("value", "-1"),
        ("value", "много"),
        ("value", "2.5"),
        ("ground", ""),
        ("since", "2020-01-01"),
    ],
)
def test_a_wrong_figure_is_refused_beside_its_field(office: Office, name: str, value: str) -> None:
    since = (timezone.localdate() + timedelta(days=3)).isoformat()
    said = {"value": "14", "ground": "приказ № 5", "since": since} | {name: value}
    answer = office["lawyer"].post(PATH, said)
    assert answer.status_code == 422
    assert Policy.objects.get(code="payment_term").value == Decimal(10)


def test_nobody_else_may(office: Office) -> None:
    assert PATH not in office["subscriber_head"].get("/clauses").content.decode()
    assert office["subscriber_head"].get(PATH).status_code == 403
    assert office["lawyer"].get("/figures/nothing").status_code == 404
