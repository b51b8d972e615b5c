"""The consent to the processing of personal data: a document of its own, in dated versions.

Ground: 152-FZ, art. 9, as in force since 1 September 2025 (the consent is a document apart from
contracts and offers). A company puts its own text in force by a new version; old ones are kept,
for a request names the version that was agreed to.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final


@dataclass(frozen=True, slots=True)
class Consent:
    """A version of the consent: its paragraphs in Russian, which binds, and in English."""

    version: str
    since: date
    russian: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Return the hash of the text that binds."""
        return sha256("\n".join(self.russian).encode()).hexdigest()


CONSENTS: Final = (
    Consent(
        version="2025-09-01",
        since=date(2025, 9, 1),
        russian=(
            "Отправляя заявку на подключение, я даю оператору связи, которому она адресована, "
            "согласие на обработку моих персональных данных.",
            "Данные: фамилия, имя и отчество, телефон, адрес электронной почты, ИНН, адрес "
            "подключения и всё, что я сам укажу в заявке.",
            "Цель: рассмотреть заявку, проверить техническую возможность подключения, связаться "
            "со мной и подготовить предложение и договор. Для рекламы данные не используются.",
            "Действия: сбор, запись, хранение, уточнение, использование и удаление, в том числе с "
            "помощью средств автоматизации, на территории Российской Федерации. Третьим лицам "
            "данные не передаются, кроме случаев, предусмотренных законом.",
            "Срок: до рассмотрения заявки. Если договор не заключён, данные удаляются; если "
            "заключён, они обрабатываются для его исполнения.",
            "Согласие можно отозвать в любое время письмом на адрес оператора; после отзыва "
            "заявка закрывается, а данные удаляются.",
        ),
        english=(
            "By sending a connection request I allow the provider to whom it is addressed to "
            "process my personal data.",
            "Data: name, phone, e-mail address, tax number, the address to connect, and whatever "
            "else I write in the request.",
            "Purpose: to consider the request, check whether a connection is possible, contact me, "
            "and prepare a proposal and a contract. The data are not used for advertising.",
            "Actions: collecting, recording, keeping, correcting, using and deleting, by automatic "
            "means too, within the Russian Federation. Nobody else gets the data unless the law "
            "demands it.",
            "Term: until the request has been considered. Without a contract the data are deleted; "
            "with one they are processed to fulfil it.",
            "The consent can be withdrawn at any time by writing to the provider; the request is "
            "then closed and the data are deleted.",
        ),
    ),
)


def consent_on(day: date) -> Consent:
    """Return the version in force on the day; before the first there is the first."""
    standing = [one for one in CONSENTS if one.since <= day]
    return standing[-1] if standing else CONSENTS[0]
