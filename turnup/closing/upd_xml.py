"""The УПД as XML of format 5.03 (KND 1115131), windows-1251. Pure.

The structure follows what is published of the format; the official schema is not ours to give
away. A company that exchanges these files supplies it (`nalog.gov.ru`, formats), and its operator
of electronic documents gives the two participant ids that the file's name needs.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from xml.etree import ElementTree as Xml

VERSION: Final = "5.03"
FORM: Final = "1115131"
NAMES: Final = {
    "СЧФ": "Счет-фактура",
    "СЧФДОП": "Счет-фактура и документ об оказании услуг (УПД)",
    "ДОП": "Документ об оказании услуг (УПД)",
}
PEOPLE: Final = {"person": "СвФЛУч", "sole_trader": "СвИП"}
UNKNOWN: Final = "0000000000000000"  # a participant's id, until the operator gives one


def file_name(data: Mapping[str, Any], made_at: datetime, guid: UUID) -> str:
    """Return the file's name without its suffix: addressee, sender, day, id, and a fixed tail.

    `made_at` is in the office's time zone.
    """
    return f"ON_NSCHFDOPPR_{UNKNOWN}_{UNKNOWN}_{made_at:%Y%m%d}_{guid}_0_0_0_0_0_00"


def upd_xml(data: Mapping[str, Any], made_at: datetime, guid: UUID) -> bytes:
    """Return the document as XML."""
    root = Xml.Element(
        "Файл",
        {"ИдФайл": file_name(data, made_at, guid), "ВерсФорм": VERSION, "ВерсПрог": "Turnup"},
    )
    function = "СЧФДОП" if data["status"] == 1 else "ДОП"
    if data["form"] == "tax_invoice":
        function = "СЧФ"
    paper = _add(
        root,
        "Документ",
        КНД=FORM,
        Функция=function,
        ПоФактХЖ="" if function == "СЧФ" else "Документ об оказании услуг",
        НаимДокОпр=NAMES[function],
        ДатаИнфПр=f"{made_at:%d.%m.%Y}",
        ВремИнфПр=f"{made_at:%H.%M.%S}",
        НаимЭконСубСост=data["seller"]["name"],
    )
    _head(paper, data)
    _table(paper, data)
    _handover(paper, data)
    Xml.indent(root)
    body = Xml.tostring(root, encoding="unicode")
    declared = f'<?xml version="1.0" encoding="windows-1251"?>\n{body}\n'
    return declared.encode("cp1251", "xmlcharrefreplace")


def _add(parent: Xml.Element, tag: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, tag, {k: v for k, v in attributes.items() if v})


def _head(paper: Xml.Element, data: Mapping[str, Any]) -> None:
    head = _add(paper, "СвСчФакт", НомерДок=data["number"], ДатаДок=data["day"])
    if data["correction"]:
        _add(head, "ИспрДок", НомИспр=str(data["correction"]), ДатаИспр=data["corrected"])
    _party(_add(head, "СвПрод"), data["seller"])
    for one in data["paid"]:
        _add(head, "СвПРД", НомерПРД=one["number"][:30], ДатаПРД=one["date"])
    _add(
        head,
        "ДокПодтвОтгрНом",
        РеквНаимДок=data["shipped"]["name"],
        РеквНомерДок=data["shipped"]["number"],
        РеквДатаДок=data["shipped"]["date"],
    )
    buyer = _add(head, "СвПокуп")
    _party(buyer, data["buyer"])
    if data["buyer"]["email"]:
        _add(_add(buyer, "Контакт"), "ЭлПочта").text = data["buyer"]["email"]
    _add(head, "ДенИзм", КодОКВ="643", НаимОКВ="Российский рубль")
    if data["advances"]:
        told = _add(head, "ИнфПолФХЖ1")
        _add(told, "ТекстИнф", Идентиф="СчетФактураНаАванс", Значен=data["advances"])


def _party(parent: Xml.Element, party: Mapping[str, str]) -> None:
    identity = _add(parent, "ИдСв")
    if party["kind"] == "company":
        _add(identity, "СвЮЛУч", НаимОрг=party["name"], ИННЮЛ=party["inn"], КПП=party["kpp"])
    else:
        surname, name, patronymic = _names(party["name"])
        who = _add(identity, PEOPLE[party["kind"]], ИННФЛ=party["inn"])
        _add(who, "ФИО", Фамилия=surname, Имя=name, Отчество=patronymic)
    if party["address"]:
        address = _add(parent, "Адрес")
        _add(address, "АдрИнф", КодСтр="643", НаимСтран="Россия", АдрТекст=party["address"])


def _names(full: str) -> tuple[str, str, str]:
    words = [word for word in full.split() if word.lower() not in ("ип", "индивидуальный")]
    words = [word for word in words if word.lower() != "предприниматель"]
    padded = [*words, "", "", ""]
    return padded[0], padded[1], " ".join(words[2:])


def _table(paper: Xml.Element, data: Mapping[str, Any]) -> None:
    table = _add(paper, "ТаблСчФакт")
    for place, line in enumerate(data["lines"], start=1):
        goods = _add(
            table,
            "СведТов",
            НомСтр=str(place),
            НаимТов=line["title"],
            ОКЕИ_Тов=line["unit_code"],
            НаимЕдИзм=line["unit"],
            КолТов=line["quantity"],
            ЦенаТов=line["plain_net"],
            СтТовБезНДС=line["plain_net"],
            НалСт=line["rate"],
            СтТовУчНал=line["plain_gross"],
        )
        _add(_add(goods, "Акциз"), "БезАкциз").text = "без акциза"
        _tax(_add(goods, "СумНал"), line["plain_vat"])
        _add(goods, "ДопСведТов", ПрТовРаб="4")
    total = _add(
        table,
        "ВсегоОпл",
        СтТовБезНДСВсего=data["sums"]["net"],
        СтТовУчНалВсего=data["sums"]["gross"],
    )
    _tax(_add(total, "СумНалВсего"), data["sums"]["vat"] if data["taxed"] else "")


def _tax(parent: Xml.Element, amount: str) -> None:
    if amount:
        _add(parent, "СумНал").text = amount
    else:
        _add(parent, "БезНДС").text = "без НДС"


def _handover(paper: Xml.Element, data: Mapping[str, Any]) -> None:
    handover = _add(
        _add(paper, "СвПродПер"),
        "СвПер",
        СодОпер="Услуги оказаны",
        ДатаПер=data["day"],
        ДатаНачПер=data["period"].split(" – ")[0],
        ДатаОконПер=data["period"].split(" – ")[1],
    )
    contract = data["contract"]
    if contract:
        _add(
            handover,
            "ОснПер",
            РеквНаимДок="Договор",
            РеквНомерДок=contract["number"],
            РеквДатаДок=contract["date"],
        )
    else:
        _add(handover, "БезДокОснПер").text = "1"
    signer = data["people"][0]
    who = _add(paper, "Подписант", Должн=signer["post"], СпосПодтПолном="1")
    surname, name, patronymic = _names(signer["full"])
    _add(who, "ФИО", Фамилия=surname, Имя=name, Отчество=patronymic)
