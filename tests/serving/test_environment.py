"""Every variable is listed, read with care and shown without its secret."""

import json
import logging
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.serving.conftest import command, environment
from turnup.environment import VARIABLES, SettingError, Variable, flag
from turnup.serving.log import JsonLines
from turnup.serving.secret import kept_secret


def named(name: str) -> Variable:
    """Return a variable of the list."""
    return next(variable for variable in VARIABLES if variable.name == name)


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_every_default_can_be_read(variable: Variable) -> None:
    variable.value({})
    assert variable.meaning


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@localhost/turnup"),
        ("TURNUP_PUBLIC_URL", "turnup.example"),
        ("TURNUP_PRODUCTION", "perhaps"),
        ("TURNUP_PORT", "0"),
        ("TURNUP_PORT", "http"),
        ("TURNUP_TIME_ZONE", "Europe/Kaluga"),
        ("TURNUP_LANGUAGE", "de"),
        ("TURNUP_LOG_LEVEL", "LOUD"),
        ("TURNUP_DATABASE_POOL", "-1"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{name}="):
        named(name).value({name: value})


def test_passwords_are_masked() -> None:
    shown = named("DATABASE_URL").shown({"DATABASE_URL": "postgresql://a:se:cr@et@host/b"})
    assert shown == "postgresql://a:***@host/b"
    assert named("TURNUP_SECRET_KEY").shown({"TURNUP_SECRET_KEY": "abc"}) == "***"


def test_a_secret_is_not_repeated_in_a_fault() -> None:
    url = "mysql://root:secret@localhost/turnup"
    with pytest.raises(SettingError) as fault:
        named("DATABASE_URL").value({"DATABASE_URL": url})
    assert "secret" not in str(fault.value)


def test_yes_and_no_have_their_usual_spellings() -> None:
    assert [flag(word) for word in ("1", "yes", "TRUE", "on")] == [True] * 4
    assert [flag(word) for word in ("0", "no", "False", "off", "")] == [False] * 5


def test_nothing_reads_the_environment_past_the_list() -> None:
    known = {variable.name for variable in VARIABLES}
    used = set()
    for path in Path(settings.PACKAGE).rglob("*.py"):
        used |= set(re.findall(r"\bTURNUP_[A-Z_]+\b", path.read_text()))
    # `turnup bench` hands these to its own children.
    assert {name for name in used - known if not name.startswith("TURNUP_BENCH_")} == set()


def test_settings_prints_them_all() -> None:
    done = subprocess.run(
        command("settings", "--json"),
        env=environment(TURNUP_SECRET_KEY="abc"),
        capture_output=True,
        text=True,
        check=True,
    )
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert set(rows) == {variable.name for variable in VARIABLES}
    assert rows["TURNUP_SECRET_KEY"]["value"] == "***"


def test_settings_says_what_cannot_be_read() -> None:
    done = subprocess.run(
        command("settings"),
        env=environment(TURNUP_PORT="none"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "TURNUP_PORT=none: say a whole number" in done.stdout


def test_production_wants_a_key_of_its_own(tmp_path: Path) -> None:
    done = subprocess.run(
        command("migrate", "--data", str(tmp_path)),
        env=environment(TURNUP_PRODUCTION="yes", DATABASE_URL="postgresql://nobody@localhost/none"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "Set TURNUP_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret_key"
    first = kept_secret(path)
    assert kept_secret(path) == first
    assert len(first) >= 50
    assert path.stat().st_mode & 0o777 == 0o600


def test_log_lines_for_machines_are_json() -> None:
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "Щ", "order": 7})
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["order"], line["level"]) == ("Щ", 7, "INFO")
    assert line["at"].endswith("Z")
