"""From order to service, through a month, a debt and back on line, with nothing faked.

Steps go through REST; the statement is a file that the subscriber department drops on its page;
the worker is the process that `turnup serve` starts; who is let in is asked of FreeRADIUS by
`radclient`; CoA and Disconnect reach an access server over UDP; letters reach a mail server. Only
the calendar does not wait: what happens on later days is done with those days' clock.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.api.programs import Office, Program
from tests.journeys.plant import Plant, until
from tests.statements.banks import Paid, one_c
from turnup.activation.models import Service, StatisticsConfirmation
from turnup.billing.models import Invoice
from turnup.billing.months import next_month
from turnup.closing.actions import begin_month, run_month
from turnup.closing.debt_actions import resume_paid, take_debt_steps
from turnup.closing.models import Bundle
from turnup.desk.invariants import verify
from turnup.installation.models import CompletionAct
from turnup.papers.models import Paper
from turnup.papers.previews import page_png
from turnup.papers.queries import content_of
from turnup.people.actor import actor_of
from turnup.statements.import_actions import import_statement, take_statement
from turnup.statistics.models import TrafficDay

GIGA = 10**9


def signed_in(program: Program) -> Client:
    client = Client()
    client.force_login(program.person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def paid_by_page(office: Office, invoice: Invoice) -> None:
    """Drop the bank's file on the page and have it imported."""
    clerk = signed_in(office["subscriber_clerk"])
    file = one_c(_payment(invoice, timezone.localdate()))
    given = SimpleUploadedFile("kl_to_1c.txt", file.encode("cp1251"))
    page = clerk.post("/money/statements", {"file": given})["Location"]
    clerk.post(f"{page}/import")


def paid_on(office: Office, invoice: Invoice, now: datetime, folder: Path) -> None:
    """Import the bank's file of a later day."""
    path = folder / f"{now:%Y-%m-%d}.txt"
    path.write_bytes(one_c(_payment(invoice, now.date())).encode("cp1251"))
    clerk = actor_of(office["subscriber_clerk"].person, now)
    statement = take_statement(actor=clerk, at=now, source=path, name=path.name, door="folder")
    assert statement.refusal is None, statement.refusal
    import_statement(statement=statement, actor=clerk, now=now)


def _payment(invoice: Invoice, day: date) -> Paid:
    number = invoice.number.partition("-")[2]
    purpose = f"Оплата по счету {invoice.number}"
    return Paid(amount=f"{invoice.amount}", purpose=purpose, day=day, number=number)


def text_of(paper: Paper) -> str:
    document = pypdfium2.PdfDocument(content_of(paper.file))
    said = " ".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", " ", said.replace("\xa0", " "))


def hours(since: datetime, days: int) -> Iterator[datetime]:
    for step in range(1, days * 4):
        yield since + timedelta(hours=6 * step)


def test_a_line_lives_from_order_to_debt_and_back(
    office: Office, plant: Plant, tmp_path: Path
) -> None:
    radius = plant.radius
    # order, invoice, money by the bank's file, visit, act with its address
    order = office.open_order()
    office.drive(order, until="money_received")
    connection = Invoice.objects.get(order_id=order)
    paid_by_page(office, connection)
    assert office.step(order, "money_received")["position"] == "standing"
    office.drive(order, until="service_activated")
    act = CompletionAct.objects.get(order_id=order)
    paper = until("the act is typeset", lambda: Paper.objects.filter(kind="completion_act").first())
    assert act.ip_address in text_of(paper)

    # nobody is let in before the activation; then with the address of the act
    login = "2026-17"
    assert radius.ask(login, "whatever")[0] == "Access-Reject"
    answer = office["subscriber_clerk"].record(order, "service_activated", {"login": login})
    assert answer.status_code == 201, answer.content.decode()
    service = Service.objects.get(order_id=order)
    until("RADIUS knows the line", lambda: _provisioned(service))
    code, said = radius.ask(login, service.password)
    assert (code, f"Framed-IP-Address = {act.ip_address}" in said) == ("Access-Accept", True)
    assert 'Mikrotik-Rate-Limit = "' in said

    # a session: its traffic is counted, and counting is confirmed by the statistics server
    who = {"User_Name": f'"{login}"', "Framed_IP_Address": act.ip_address}
    assert radius.account("Start", **who) == "Accounting-Response"
    counted = {"Acct_Session_Time": 60, "Acct_Input_Octets": GIGA, "Acct_Output_Octets": 3 * GIGA}
    radius.account("Interim-Update", **who, **counted)
    until("the statistics are confirmed", StatisticsConfirmation.objects.exists)
    day = TrafficDay.objects.get(service_id=service.pk)
    assert (day.input, day.output) == (GIGA, 3 * GIGA)
    office.drive(order)
    assert office.card(order)["closed"] == "completed"

    # the month is closed; its papers are made by the worker and sent
    month = timezone.localdate().replace(day=1)
    first = datetime.combine(next_month(month), datetime.min.time(), UTC) + timedelta(hours=7)
    run_month(run=begin_month(actor=None, now=first, month=month), now=first)
    bundle = until("the papers are sent", lambda: Bundle.objects.filter(sent_at__isnull=False))[0]
    assert bundle.upd is not None
    bill, upd = bundle.invoice, text_of(bundle.upd)
    for told in (bundle.upd_number, "ООО «Калужские двигатели»", "7707049388", "22%"):
        assert told in upd, told
    letter = next(one for one in plant.post.letters if "Документы за" in str(one["Subject"]))
    names = [part.get_filename() or "" for part in letter.iter_attachments()]
    assert sum(name.endswith(".pdf") for name in names) == 2
    assert page_png(content_of(bundle.upd.file), 1, 1000).startswith(b"\x89PNG")

    # unpaid: told, noticed, warned, suspended; the session is redirected in place
    now = first
    for now in hours(first, 50):
        if [step.step for step in take_debt_steps(now=now)] == ["suspended"]:
            break
    assert service.suspensions.filter(until=None).count() == 1
    until("the access server is told", lambda: plant.box.asked)
    kind, asked = plant.box.asked[-1]
    assert (kind, asked["Mikrotik-Address-List"]) == ("coa", settings.RADIUS_QUARANTINE)
    code, said = radius.ask(login, service.password)
    assert (code, 'Mikrotik-Address-List = "suspended"' in said) == ("Access-Accept", True)

    # paid: back on line, with a session that begins anew
    paid_on(office, bill, now + timedelta(days=1), tmp_path)
    assert resume_paid(now=now + timedelta(days=1, minutes=1)) == [service]
    until("the session is cut", lambda: plant.box.asked[-1][0] == "disconnect")
    code, said = radius.ask(login, service.password)
    assert (code, "Address-List" in said) == ("Access-Accept", False)
    subjects = until("all is told", lambda: _subjects(plant, 7))
    assert subjects[-1] == "Услуги возобновлены"
    broken = {code: one.violations for code, one in verify().items() if one.broken}
    assert broken == {}


def _provisioned(service: Service) -> bool:
    service.refresh_from_db()
    return service.provisioned_at is not None


def _subjects(plant: Plant, count: int) -> list[str]:
    """Give the subjects of the letters to the customer, once there are so many."""
    mine = [str(one["Subject"]) for one in plant.post.letters if "example.com" in str(one["To"])]
    return mine if len(mine) >= count else []
