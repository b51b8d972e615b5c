"""The company's seal on a signed paper: a PDF signature (PAdES-B) by its certificate.

The certificate lies in the PKCS#12 file that `TURNUP_SEAL_FILE` names. Outside production, where
none is named, one is made once and kept in the data folder: it proves that nothing was changed,
not who the company is.

pyHanko is imported where it is used: it takes half a second, and every start would pay it.
"""

import io
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.conf import settings

from turnup import environment

FIELD: Final = "TurnupSeal"
_USES: Final = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
LASTS: Final = timedelta(days=3650)


class NoSeal(Exception):
    """The company has no certificate to seal with; the text says which setting would give one."""


def seal(pdf: bytes, *, reason: str, place: str) -> bytes:
    """Return the PDF with the company's signature after its bytes, which stay as they were.

    Raises NoSeal where no certificate is set up, or the file or its passphrase is wrong.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec(sig_field_name=FIELD))
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        location=place,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    signer = signers.PdfSigner(about, signer=_signer())
    return bytes(_apart(signer.sign_pdf, writer).getvalue())


def is_sealed(pdf: bytes) -> bool:
    """Tell whether the company's seal is on the PDF, covers all of it and was not broken."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(io.BytesIO(pdf))
    if not reader.embedded_signatures:
        return False
    trusted = ValidationContext(trust_roots=[_signer().signing_cert])
    found = _apart(validate_pdf_signature, reader.embedded_signatures[0], trusted)
    whole = found.coverage is not None and found.coverage.name == "ENTIRE_FILE"
    return bool(found.intact and found.valid and found.trusted and whole)


def _apart(call: Callable[..., Any], *given: Any) -> Any:
    """Call pyHanko, which starts an event loop, in a thread that surely runs none."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(call, *given).result()


@cache
def _signer() -> Any:
    from pyhanko.sign import signers

    path, passphrase = _where()
    signer = signers.SimpleSigner.load_pkcs12(str(path), passphrase=passphrase)
    if signer is None:  # pyHanko has logged why
        raise NoSeal(f"TURNUP_SEAL_FILE={path}: no certificate could be read with this passphrase")
    return signer


def _where() -> tuple[Path, bytes]:
    named: str = environment.read("TURNUP_SEAL_FILE")
    if named:
        return Path(named), environment.read("TURNUP_SEAL_PASSPHRASE").encode()
    if settings.PRODUCTION:
        raise NoSeal("TURNUP_SEAL_FILE names no certificate to seal papers with")
    return _own_made(Path(settings.DATA))


def _own_made(data: Path) -> tuple[Path, bytes]:
    """Make a certificate of our own, once; whoever comes second takes what the first one made."""
    path, key = data / "seal.p12", data / "seal.key"
    if not key.exists():
        _write_once(key, secrets.token_urlsafe(24).encode())
    passphrase = key.read_bytes()
    if not path.exists():
        _write_once(path, _self_signed(passphrase))
    return path, passphrase


def _write_once(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _self_signed(passphrase: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Turnup demo seal")])
    since = datetime.now(UTC) - timedelta(days=1)
    uses = dict.fromkeys(("digital_signature", "content_commitment", "key_cert_sign"), True)
    usage = x509.KeyUsage(**{name: uses.get(name, False) for name in _USES})
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + LASTS)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    encryption = BestAvailableEncryption(passphrase)
    return pkcs12.serialize_key_and_certificates(b"turnup", key, certificate, None, encryption)
