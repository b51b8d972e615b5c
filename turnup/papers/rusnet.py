"""The demo company as its papers name it. Every requisite is made up, with right check digits."""

from datetime import UTC, date, datetime
from typing import Any, Final

from django.conf import settings

from turnup.papers.actions import set_company
from turnup.papers.models import CompanyDetails

SINCE: Final = date(2020, 1, 1)
RUSNET: Final = {
    "name": "Общество с ограниченной ответственностью «РусНет»",
    "short_name": "ООО «РусНет»",
    "address": "248000, Калужская область, г. Калуга, ул. Кирова, д. 1, офис 305",
    "inn": "4027999997",
    "kpp": "402701001",
    "ogrn": "1024000999990",
    "account": "40702810938120061991",
    "bik": "044525225",
    "correspondent_account": "30101810400000000225",
    "bank_name": "ПАО Сбербанк, г. Москва",
    "licence": (
        "№ 199001 и № 199002 от 15.03.2022, выданы Роскомнадзором, на телематические услуги связи "
        "и услуги связи по передаче данных"
    ),
    "phone": "+74842571200",
    "support_phone": "+74842571212",
    "email": "office@rusnet.example",
    "web": "rusnet.example",
}


def write_beginnings(**_signal: Any) -> None:
    """Name the demo company where nobody named another; never in production."""
    if not settings.PRODUCTION and not CompanyDetails.objects.exists():
        set_company(actor=None, at=datetime(2020, 1, 1, tzinfo=UTC), since=SINCE, **RUSNET)
