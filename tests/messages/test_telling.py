"""Who is told of a step, in what words, once."""

from datetime import timedelta

from tests.walk import Provider
from turnup.messages.actions import mark_read
from turnup.messages.deliver import tell
from turnup.messages.models import Message
from turnup.messages.queries import unread_for
from turnup.orders.models import JournalEntry, Order
from turnup.people.models import Person


def entry_of(order: Order, step: str) -> JournalEntry:
    return JournalEntry.objects.get(order=order, step=step)


def told(order: Order, step: str) -> set[str]:
    tell(entry_of(order, step).id)
    return {m.recipient.name for m in Message.objects.filter(entry=entry_of(order, step))}


def test_the_standard_names_whom_a_step_is_told(company: Provider) -> None:
    order = company.until_open(company.open_order(), "survey_scheduled")
    assert told(order, "survey_requested") == {"noc_head", "survey_engineer"}
    assert told(order, "terms_agreed") == set()


def test_of_the_account_managers_only_the_lead_is_told(company: Provider) -> None:
    company.hire("account_manager", "Другой")
    order = company.until_open(company.open_order(), "estimate_made")
    assert told(order, "survey_done") == {"account_manager", "noc_head"}


def test_who_holds_a_role_no_more_or_left_is_not_told(company: Provider) -> None:
    order = company.until_open(company.open_order(), "survey_scheduled")
    Person.objects.filter(name="noc_head").update(is_active=False)
    engineer = Person.objects.get(name="survey_engineer")
    engineer.assignments.update(until=company.now - timedelta(days=1))
    assert told(order, "survey_requested") == set()


def test_who_did_it_knows_it(company: Provider) -> None:
    order = company.take_until(company.open_order(), "visit_agreed")
    company.take(
        order, "visit_missed_by_crew"
    )  # recorded by the crew lead, told to lead and crew lead
    assert told(order, "visit_missed_by_crew") == {"account_manager"}


def test_telling_twice_tells_once(company: Provider) -> None:
    order = company.until_open(company.open_order(), "survey_scheduled")
    for _time in range(2):
        assert told(order, "survey_requested") == {"noc_head", "survey_engineer"}
    assert Message.objects.count() == 2


def test_a_letter_speaks_its_readers_language_and_not_of_the_customer(company: Provider) -> None:
    order = company.until_open(company.open_order(), "survey_scheduled")
    Person.objects.filter(name="noc_head").update(language="en")
    told(order, "survey_requested")
    english, russian = (
        Message.objects.get(recipient__name=name) for name in ("noc_head", "survey_engineer")
    )
    assert english.subject == f"Order № {order.number}: Survey entered in the work journal"
    assert (
        russian.subject == f"Заявка № {order.number}: Задание на экспертизу внесено в журнал работ"
    )
    assert f"/orders/{order.number}" in russian.body
    for message in (english, russian):
        assert order.customer.name not in message.subject + message.body


def test_an_inbox_empties_as_it_is_read(company: Provider) -> None:
    order = company.until_open(company.open_order(), "survey_scheduled")
    told(order, "survey_requested")
    head = Person.objects.get(name="noc_head")
    other = Person.objects.get(name="survey_engineer")
    (message,) = unread_for(head)
    assert mark_read(person=other, at=company.now, ids=[message.pk]) == 0
    assert mark_read(person=head, at=company.now, ids=[message.pk]) == 1
    assert not unread_for(head).exists()
    assert unread_for(other).exists()


def test_an_urgent_survey_asks_the_technical_director_by_a_letter(company: Provider) -> None:
    order = company.until_open(company.open_order(), "survey_requested")
    company.do(order, "survey_requested", {"urgent": True})
    assert told(order, "survey_requested") == {
        "noc_head",
        "survey_engineer",
        "technical_director",
    }
    letter = Message.objects.get(recipient__name="technical_director")
    assert f"/orders/{order.number}/urgency" in letter.body
    other = Message.objects.get(recipient__name="noc_head")
    assert "/urgency" not in other.body
