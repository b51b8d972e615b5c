"""The seal proves that nothing was changed; without a certificate production seals nothing."""

import asyncio
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.papers.conftest import LETTER
from turnup.papers import seal as sealing
from turnup.papers.seal import NoSeal, is_sealed, seal
from turnup.papers.typeset import typeset


@pytest.fixture(autouse=True)
def fresh(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA = tmp_path
    sealing._signer.cache_clear()
    return tmp_path


@pytest.fixture
def letter() -> bytes:
    return typeset("papers/letter", LETTER)


def test_a_sealed_paper_keeps_its_bytes_and_shows_any_change(letter: bytes) -> None:
    sealed = seal(letter, reason="Договор № 1 подписан", place="Калуга")
    assert sealed.startswith(letter)
    assert is_sealed(sealed)
    assert not is_sealed(letter)
    assert b"ETSI.CAdES.detached" in sealed
    changed = sealed.replace(b"%PDF-1.7", b"%PDF-1.6", 1)
    assert changed != sealed
    assert not is_sealed(changed)


def test_a_thread_with_an_event_loop_can_seal(letter: bytes) -> None:
    async def sealed() -> bytes:
        return seal(letter, reason="x", place="y")

    assert is_sealed(asyncio.run(sealed()))


def test_the_certificate_is_made_once_and_kept_from_others(letter: bytes, fresh: Path) -> None:
    seal(letter, reason="x", place="y")
    kept = (fresh / "seal.p12").read_bytes()
    sealing._signer.cache_clear()
    seal(letter, reason="x", place="y")
    assert (fresh / "seal.p12").read_bytes() == kept
    assert oct((fresh / "seal.key").stat().st_mode)[-3:] == "600"


def test_production_makes_no_certificate_of_its_own(letter: bytes, settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(NoSeal, match="TURNUP_SEAL_FILE"):
        seal(letter, reason="x", place="y")


def test_a_wrong_passphrase_is_told(
    letter: bytes, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(letter, reason="x", place="y")
    monkeypatch.setenv("TURNUP_SEAL_FILE", str(fresh / "seal.p12"))
    monkeypatch.setenv("TURNUP_SEAL_PASSPHRASE", "wrong")
    sealing._signer.cache_clear()
    with pytest.raises(NoSeal, match=r"seal\.p12"):
        seal(letter, reason="x", place="y")
