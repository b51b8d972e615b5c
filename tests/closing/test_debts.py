"""Nobody is cut off whom the notice did not reach, or who has paid."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.closing.test_month import APRIL_FIRST, run
from turnup.activation.actions import suspend_service
from turnup.activation.models import Reason
from turnup.billing.models import Invoice
from turnup.closing.debt_actions import (
    bury_told,
    live_services,
    mark_told,
    note_step,
    note_told,
    resume_paid,
    take_debt_steps,
)
from turnup.closing.debt_queries import prospect
from turnup.closing.debts import months_after
from turnup.closing.models import DebtStep
from turnup.people.models import Person
from turnup.standard.refusals import BadField

HOURS = timedelta(hours=6)


class Days:
    """Days that pass while the letters about debts are sent, or cannot be."""

    def __init__(self, delivered: bool):
        self.now, self.delivered = APRIL_FIRST, delivered

    def pass_until(self, name: str, most: int = 60) -> DebtStep | None:
        """Let days pass until a step is taken; None where it is not taken in so many days."""
        end = self.now + timedelta(days=most)
        while self.now < end:
            self.now += HOURS
            for step in take_debt_steps(now=self.now):
                if self.delivered:
                    mark_told(step=step, to="office@example.org", at=self.now)
                else:
                    bury_told(step=step, failure="no address", at=self.now)
                if step.step == name:
                    step.refresh_from_db()
                    return step
        return None


def test_an_undelivered_notice_holds_the_suspension(served, fee) -> None:
    _office, _order, service = served
    run()
    days = Days(delivered=False)
    notice = days.pass_until("notice")
    assert notice is not None
    assert days.pass_until("warning") is None
    assert not service.suspensions.exists()
    told = prospect(list(DebtStep.objects.all()), days.now.date())
    assert told.unheard == notice
    assert told.termination_from is None


def test_the_term_of_a_notice_handed_over_runs_from_that_day(served, fee) -> None:
    office, _order, service = served
    clerk = office.company.staff["subscriber_clerk"]
    run()
    days = Days(delivered=False)
    notice = days.pass_until("notice")
    assert notice is not None
    days.pass_until("warning", most=20)
    on = days.now.date()
    note_told(actor=clerk, now=days.now, step=notice, on=on, how="Заказное письмо № 7")
    warning = days.pass_until("warning")
    assert warning is not None
    assert (warning.taken_at.date() - on).days >= 3
    told = prospect(list(DebtStep.objects.all()), days.now.date())
    assert told.unheard == warning
    assert told.termination_from == months_after(on, 6)
    warned = days.now
    assert days.pass_until("suspended", most=5) is None
    note_told(actor=clerk, now=days.now, step=warning, on=warned.date(), how="По телефону")
    assert days.pass_until("suspended", most=2) is not None
    assert service.suspensions.get().reason == "debt"


def test_a_letter_is_handed_over_on_a_day_it_existed(served, fee) -> None:
    office, _order, _service = served
    clerk = office.company.staff["subscriber_clerk"]
    run()
    days = Days(delivered=False)
    notice = days.pass_until("notice")
    assert notice is not None
    said: dict[str, Any] = {"actor": clerk, "now": days.now, "step": notice, "how": "Лично"}
    for day in (days.now.date() + timedelta(days=1), days.now.date() - timedelta(days=1)):
        with pytest.raises(BadField):
            note_told(on=day, **said)
    note_told(on=days.now.date(), **said)
    with pytest.raises(BadField):
        note_told(on=days.now.date(), **said)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 5), 6, date(2026, 9, 5)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
    ],
)
def test_months_end_on_the_same_date_or_the_last(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_the_clerk_sees_who_was_not_reached_and_notes_it(served, fee, client: Client) -> None:
    office, _order, _service = served
    run()
    days = Days(delivered=False)
    notice = days.pass_until("notice")
    assert notice is not None
    person = Person.objects.get(pk=office.company.staff["subscriber_clerk"].id)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/money/debts").content.decode()
    assert Invoice.objects.get(kind="monthly").number in page
    assert f"/money/debts/{notice.pk}" in page
    day = notice.taken_at.date().isoformat()
    answer = client.post(f"/money/debts/{notice.pk}", {"on": day, "how": "Заказное письмо № 7"})
    assert answer.status_code == 302
    page = client.get("/money/debts").content.decode()
    assert "Заказное письмо № 7" in page
    assert f"/money/debts/{notice.pk}" not in page


def test_money_that_comes_while_steps_are_taken_is_seen(office) -> None:
    (_order, _invoice), (order, invoice) = office.invoiced(), office.invoiced()
    paid: list[Any] = []

    def pay_meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "closing_debtstep"') and not paid:
            paid.append(order)
            office.company.take(order, "money_received")
        return done

    with connection.execute_wrapper(pay_meanwhile):
        steps = take_debt_steps(now=office.company.now + timedelta(days=30))
    assert paid, "somebody was told before"
    assert len(steps) == 1
    assert not invoice.debt_steps.exists()


def test_debtors_about_whom_nothing_is_due_cost_no_query_each(office) -> None:
    def asked() -> int:
        office.invoiced()
        now = office.company.now + timedelta(days=30)
        while take_debt_steps(now=now):
            pass
        with CaptureQueriesContext(connection) as queries:
            assert take_debt_steps(now=now) == []
        return len(queries)

    assert asked() == asked()


def test_debtors_who_have_not_paid_cost_the_minute_no_query_each(served, fee) -> None:
    office, _order, _service = served
    office.company.take_all(office.company.open_order())
    fee("3100.00")
    run()
    for invoice in Invoice.objects.filter(kind="monthly"):
        for service in live_services(invoice.account):
            suspend_service(order_id=service.order_id, reason=Reason.DEBT, at=APRIL_FIRST, note="")
        note_step(invoice=invoice, step="suspended", now=APRIL_FIRST)
    assert DebtStep.objects.filter(step="suspended").count() == 2
    with CaptureQueriesContext(connection) as queries:
        assert resume_paid(now=APRIL_FIRST) == []
    assert len(queries) == 1
