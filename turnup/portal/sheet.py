"""What the sheet of a signature by the link says: who signed what, when, and how it is proved."""

from datetime import datetime
from typing import Any

from turnup.contracts.models import ContractText
from turnup.portal.models import LinkSignature

GROUNDS = {
    "charter": "устав",
    "power_of_attorney": "доверенность",
    "personally": "лично, от своего имени",
    "other": "иной документ",
}


def masked(email: str) -> str:
    """Return an e-mail address of which only the ends are seen."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…{name[-1:]}@{host}" if host else ""


def sheet_data(
    text: ContractText, made: LinkSignature, *, order: int, pdf_sha256: str, at: datetime
) -> dict[str, Any]:
    """Return the data of the sheet; `at` is the moment in the office's time."""
    signature, said = made.signature, text.data
    ground = GROUNDS[signature.ground]
    rows = [
        ["Договор", f"№ {said['number']} от {said['date']}"],
        ["Заявка", f"№ {order}"],
        ["Абонент", said["sides"][1]["name"]],
        ["Подписал(а)", signature.signatory],
        ["Основание", f"{ground}, {signature.document}" if signature.document else ground],
        ["Когда", f"{at:%d.%m.%Y %H:%M:%S} (UTC{at:%z})"],
        ["Откуда", made.address or "адрес не установлен"],
        ["Одноразовый код", f"отправлен на {masked(made.code.sent_to)} и введён верно"],
    ]
    return {
        "number": said["number"],
        "rows": rows,
        "hashes": [
            ["Содержание договора, SHA-256", text.sha256],
            ["Файл договора (PDF), SHA-256", pdf_sha256],
        ],
        "company": said["company"],
        "name": signature.signatory,
    }
