"""The same import by every door: the pages, the watched folder, the command line."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from tests.money_office import Office
from tests.orders.company import Company
from tests.statements.banks import THEIRS, Paid, mt940, one_c
from turnup.cli import payments
from turnup.people.models import Person
from turnup.statements.deliver import import_folder
from turnup.statements.models import BankOperation, StatementFile

SignedIn = Callable[[str], Client]


@pytest.fixture
def signed_in(office: Office, client: Client) -> SignedIn:
    def _signed_in(role: str) -> Client:
        person = Person.objects.get(pk=office.company.staff[role].id)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return _signed_in


def upload(content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("kl_to_1c.txt", content.encode("cp1251"))


def test_a_dropped_file_is_shown_before_it_is_imported(office: Office, signed_in: SignedIn) -> None:
    order, invoice = office.invoiced()
    clerk = signed_in("subscriber_clerk")
    given = upload(one_c(Paid(purpose=f"счет {invoice.number}"), Paid(purpose="?", number="9")))
    answer = clerk.post("/money/statements", {"file": given})
    found = StatementFile.objects.get()
    assert answer["Location"] == f"/money/statements/{found.pk}"
    assert not BankOperation.objects.exists()
    assert "24" in clerk.get(answer["Location"]).content.decode()
    clerk.post(f"/money/statements/{found.pk}/import")
    assert office.stands(order)
    for path in ("/money/statements", f"/money/statements/{found.pk}", "/money/waiting"):
        assert clerk.get(path).status_code == 200
    waiting = BankOperation.objects.get(state="parked")
    account = f"{invoice.account.number}"
    page = f"/money/operations/{waiting.pk}"
    assert clerk.get(page).status_code == 200
    assert clerk.post(f"{page}/shares", {"target": "нет", "amount": "1"}).status_code == 422
    clerk.post(f"{page}/shares", {"target": account, "amount": "12 000,00"})
    waiting.refresh_from_db()
    assert waiting.state == "matched"


@pytest.mark.parametrize("forged", [False, True])
def test_lines_at_fault_are_shown_before_anything_is_imported(
    office: Office, signed_in: SignedIn, forged: bool
) -> None:
    clerk = signed_in("subscriber_clerk")
    said = one_c(Paid(), Paid(number="9"), total="1.00" if forged else None)
    given = upload(said.replace("Дата=04", "Дата=99", 1))
    answer = clerk.post("/money/statements", {"file": given})
    page = clerk.get(answer["Location"]).content.decode()
    assert "«99.03.2026»" in page
    assert "Загрузите исправленный файл" in page
    assert ("обратитесь в банк" in page) is forged


@pytest.mark.parametrize("write", [one_c, mt940])
def test_signs_that_no_database_holds_are_told_too(
    office: Office, signed_in: SignedIn, write: Callable[..., str]
) -> None:
    clerk = signed_in("subscriber_clerk")
    for torn in ("12000.00", "12000,00", "04.03.2026", "417", THEIRS):
        said = write(Paid()).replace(torn, f"{torn[:2]}\x00{torn[2:]}")
        answer = clerk.post("/money/statements", {"file": upload(said)})
        assert clerk.get(answer["Location"]).status_code == 200
        clerk.post(f"{answer['Location']}/import")
    assert not StatementFile.objects.filter(state="read").exists()


def test_only_the_subscriber_department_imports(office: Office, signed_in: SignedIn) -> None:
    for role, http in (("owner", 404), ("installer", 403), ("account_manager", 403)):
        answer = signed_in(role).post("/money/statements", {"file": upload(one_c())})
        assert answer.status_code == http
    assert not StatementFile.objects.exists()


def test_the_money_has_its_pages(office: Office, signed_in: SignedIn) -> None:
    _order, invoice = office.invoiced()
    clerk = signed_in("subscriber_clerk")
    for path in (
        "/money",
        "/money?state=overdue&q=ООО",
        "/money?format=csv",
        f"/money/accounts/{invoice.account.number}",
        f"/money/accounts/{invoice.account.number}?from=2026-01-01&format=csv",
        "/money/invoices?state=open",
        "/money/invoices?format=csv",
        f"/money/invoices/{invoice.number}",
        f"/money/invoices/{invoice.number}/code.svg",
        f"/money/invoices/{invoice.number}/pdf",
        "/money/risks",
    ):
        assert clerk.get(path).status_code == 200, path
    assert clerk.get("/money/invoices/2026-99").status_code == 404
    assert clerk.get(f"/money/invoices/{invoice.number}/pdf").content.startswith(b"%PDF")
    other_manager = Company.hire(office.company, "account_manager", "Другой Менеджер")
    office.company.staff["account_manager"] = other_manager
    other = signed_in("account_manager")
    assert other.get(f"/money/invoices/{invoice.number}").status_code == 404


def test_a_watched_folder_is_emptied(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    folder.mkdir()
    for name, own in (("good.txt", None), ("bad.txt", THEIRS)):
        said = one_c(Paid()) if own is None else one_c(Paid(), own=own)
        (folder / name).write_bytes(said.encode("cp1251"))
        os.utime(folder / name, (1, 1))
    (folder / "fresh.txt").write_bytes(b"not yet whole")
    import_folder(folder)
    left = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert left == ["done/good.txt", "failed/bad.txt", "fresh.txt"]
    person = Person.objects.get(email="bank-statements@turnup.invalid")
    assert not person.is_active


def test_a_file_whose_end_is_still_to_come_is_waited_for(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "slow"
    folder.mkdir()
    whole = one_c(Paid()).encode("cp1251")
    path = folder / "kl.txt"

    def written(content: bytes, seconds_ago: int) -> list[StatementFile]:
        path.write_bytes(content)
        moment = time.time() - seconds_ago
        os.utime(path, (moment, moment))
        return import_folder(folder)

    for cut in (b"", whole[:300], whole[:-200]):
        assert written(cut, 10) == []
    assert [one.state for one in written(whole, 10)] == ["done"]
    assert written(whole[:300], -3600) == []
    assert [one.state for one in written(whole, -3600)] == ["done"]  # whose clock is ahead
    assert [one.state for one in written(whole[:300], 300)] == ["refused"]


def test_a_file_that_fails_keeps_none_of_the_others_away(office: Office, tmp_path: Path) -> None:
    """The first cannot be moved: a file stands where its folder should be."""
    folder = tmp_path / "watched"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_bytes(one_c(Paid(number=name)).encode("cp1251"))
        os.utime(folder / name, (1, 1))
    (folder / "a.txt").write_bytes(b"?")
    os.utime(folder / "a.txt", (1, 1))
    (folder / "failed").write_bytes(b"")
    with pytest.raises(FileExistsError):
        import_folder(folder)
    assert (folder / "a.txt").exists()
    assert (folder / "done" / "b.txt").exists()


def test_the_command_line_tells_sums_and_faults(
    office: Office, tmp_path: Path, commands: CliRunner
) -> None:
    path = tmp_path / "kl.txt"
    path.write_bytes(one_c(Paid(), Paid(number="9")).replace("Дата=04", "Дата=99", 1).encode())
    ran = commands.invoke(payments.app, ["payments", "import", str(path), "--json"])
    assert ran.exit_code == 1, ran.output
    told = json.loads(ran.stdout)
    assert told["imported"] == {"count": 2, "amount": "24000.00"}
    assert told["parked"]["count"] == told["rejected"]["count"] == 1
    assert told["faults"][0]["code"] == "day_unreadable"
    again = commands.invoke(payments.app, ["payments", "import", "--preview", str(path)])
    assert "24000.00" in again.output
