"""Statements as banks write them, made for a test: 1CClientBankExchange, camt.053, MT940."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

OURS = "40702810938120061991"  # the demo company's account
SECOND = "40702810900000000555"  # of ours too, where a test says so
THEIRS = "40702810942020002415"
DAY = date(2026, 3, 4)


@dataclass(frozen=True)
class Paid:
    """One operation: in the customer's words."""

    amount: str = "12000.00"
    purpose: str = "Оплата по счёту"
    number: str = "417"
    day: date = DAY
    payer: str = 'ООО "Калужские окна"'
    inn: str = ""
    account: str = THEIRS
    out: bool = False
    arrived: bool = True


def one_c(
    *paid: Paid,
    own: str = OURS,
    totals: bool = True,
    total: str | None = None,
    header: str = "Windows",
    closed: bool = True,
    quirks: bool = False,
    version: str = "1.02",
) -> str:
    """Write a client-bank file; `quirks` are those of real banks: empty keys, blank lines, …"""
    came = sum((Decimal(one.amount) for one in paid if not one.out), Decimal(0))
    went = sum((Decimal(one.amount) for one in paid if one.out), Decimal(0))
    lines = [
        "1CClientBankExchange",
        f"ВерсияФормата={version}",
        f"Кодировка={header}",
        "Отправитель=Банк",
        "ДатаСоздания=05.03.2026",
        "ДатаНачала=01.03.2026",
        "ДатаКонца=05.03.2026",
        f"РасчСчет={own}",
    ]
    if totals:
        told = came if total is None else Decimal(total)
        lines += [
            "СекцияРасчСчет",
            "ДатаНачала=01.03.2026",
            "ДатаКонца=05.03.2026",
            f"РасчСчет={own}",
            "НачальныйОстаток=100000.00",
            f"ВсегоПоступило={told}",
            f"ВсегоСписано={went}",
            f"КонечныйОстаток={Decimal('100000.00') + told - went}",
            "КонецРасчСчет",
        ]
    for one in paid:
        lines += _document(one, own, quirks)
    if closed:
        lines.append("КонецФайла")
    return "\r\n".join(lines) + "\r\n"


def _document(one: Paid, own: str, quirks: bool) -> list[str]:
    payer, payee = (own, one.account) if one.out else (one.account, own)
    other, ours = ("Получатель", "Плательщик") if one.out else ("Плательщик", "Получатель")
    day = f"{one.day:%d.%m.%Y}"
    lines = [
        "СекцияДокумент=Платежное поручение",
        f"Номер={one.number}",
        f"Дата={day}",
        f"Сумма={one.amount}",
        f"ДатаСписано={day if one.out else ''}",
        f"ДатаПоступило={day if one.arrived and not one.out else ''}",
    ]
    if quirks:
        lines += [
            "",
            "КвитанцияДата=",
            "КвитанцияВремя=",
            f"{other}Счет={one.account}",
            f"{other}=",
            f"{other}1=ИНН {one.inn} {one.payer}" if one.inn else f"{other}1={one.payer}",
            f"{other}ИНН=",
            f"{ours}РасчСчет={own}",
            "НазначениеПлатежа=",
            f"НазначениеПлатежа1={one.purpose[:30]}",
            f"НазначениеПлатежа2={one.purpose[30:]}",
            "   ",
        ]
    else:
        lines += [
            f"{other}={one.payer}",
            f"{other}ИНН={one.inn}",
            f"ПлательщикСчет={payer}",
            f"ПлательщикРасчСчет={payer}",
            f"ПолучательСчет={payee}",
            f"НазначениеПлатежа={one.purpose}",
        ]
    return [*lines, "Очередность=5", "КонецДокумента"]


def camt(*paid: Paid, own: str = OURS, summary: str | None = None, currency: str = "RUB") -> str:
    """Write a camt.053 statement."""
    came = sum((Decimal(one.amount) for one in paid if not one.out), Decimal(0))
    told = came if summary is None else summary
    entries = "".join(_entry(one, currency) for one in paid)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>1</MsgId><CreDtTm>2026-03-05T10:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id>
<FrToDt><FrDtTm>2026-03-01T00:00:00</FrDtTm><ToDtTm>2026-03-05T00:00:00</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>{own}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>
<TxsSummry><TtlCdtNtries><Sum>{told}</Sum></TtlCdtNtries></TxsSummry>
{entries}</Stmt></BkToCstmrStmt></Document>"""


def _entry(one: Paid, currency: str) -> str:
    mark, side = ("DBIT", "Cdtr") if one.out else ("CRDT", "Dbtr")
    org = f"<Id><OrgId><Othr><Id>{one.inn}</Id></Othr></OrgId></Id>" if one.inn else ""
    return f"""<Ntry><Amt Ccy="{currency}">{one.amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>
<Sts>BOOK</Sts>
<BookgDt><Dt>{one.day:%Y-%m-%d}</Dt></BookgDt><NtryDtls><TxDtls>
<Refs><EndToEndId>{one.number}</EndToEndId></Refs>
<RltdPties><{side}><Nm>{one.payer}</Nm>{org}</{side}>
<{side}Acct><Id><Othr><Id>{one.account}</Id></Othr></Id></{side}Acct></RltdPties>
<RmtInf><Ustrd>{one.purpose}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
"""


def mt940(*paid: Paid, own: str = OURS, closing: str | None = None) -> str:
    """Write an MT940 statement."""
    grown = sum((Decimal(one.amount) * (-1 if one.out else 1) for one in paid), Decimal(0))
    end = _comma(Decimal("1000.00") + grown if closing is None else Decimal(closing))
    lines = [":20:STMT1", f":25:{own}", ":28C:1/1", ":60F:C260301RUB1000,00"]
    for one in paid:
        mark = "D" if one.out else "C"
        sum_ = _comma(Decimal(one.amount))
        lines.append(f":61:{one.day:%y%m%d%m%d}{mark}{sum_}NTRF{one.number}//BNK{one.number}")
        inn = f"ИНН {one.inn} " if one.inn else ""
        lines.append(f":86:{inn}{one.payer} {one.account}")
        lines.append(one.purpose)
    return "\r\n".join([*lines, f":62F:C260305RUB{end}", "-", ""])


def _comma(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def but(one: Paid, **changed: object) -> Paid:
    """Give the same operation with something changed."""
    return replace(one, **changed)  # type: ignore[arg-type]  # a test says what it changes
