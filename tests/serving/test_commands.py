"""The command line where something outside is amiss: told in words, with code 2, nothing made."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.serving.conftest import command, environment


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), capture_output=True, text=True, timeout=120, env=environment(**settings)
    )


@pytest.mark.parametrize(
    "words", ["verify", "journal head", "connect requests.csv", "people list", "month run 2026-01"]
)
def test_a_mistyped_data_folder_is_told_and_stays_empty(words: str, tmp_path: Path) -> None:
    (tmp_path / "requests.csv").write_text("request\n")
    folder = tmp_path / "nothing-here"
    named = [str(tmp_path / word) if word.endswith(".csv") else word for word in words.split()]
    done = run(*named, "--data", str(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"turnup: there is no database in {folder}: `turnup serve` makes one; "
        "--data or TURNUP_DATA names its folder\n"
    )
    assert not folder.exists()


def test_a_database_that_does_not_answer_is_no_violation(tmp_path: Path) -> None:
    nobody = "postgresql://turnup@127.0.0.1:1/turnup"
    for words in (("verify", "--json"), ("people", "list"), ("journal", "verify")):
        done = run(*words, "--data", str(tmp_path), DATABASE_URL=nobody)
        assert (done.returncode, done.stdout) == (2, ""), words
        assert done.stderr.startswith("turnup: the database does not answer: "), done.stderr


def test_a_file_that_cannot_be_written_is_named() -> None:
    standard = Path(__file__).parents[2] / "turnup" / "standard" / "rusnet.toml"
    out = "/nowhere/standard.svg"
    done = run("standard", "diagram", "--file", str(standard), "-o", out)
    assert done.returncode == 2
    assert done.stderr == f"turnup: [Errno 2] No such file or directory: '{out}'\n"


def test_permissions_need_no_database(tmp_path: Path) -> None:
    done = run("permissions", "--json", TURNUP_DATA=str(tmp_path / "none"))
    assert done.returncode == 0
    assert {"role", "operation", "scope"} == set(json.loads(done.stdout)[0])
