"""What the steps of stage 3 say."""

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from pydantic import Field

from turnup.contracts.details import GROUNDS, ContractDetails
from turnup.orders.forms import BusinessDate, Line, Part, ShortText, StepForm, Text, labels

ClauseNumber = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[0-9]+(\.[0-9]+)*$")]


class SaidClause(Part):
    """A clause that the customer disputes."""

    clause: ClauseNumber = Field(title=_("Clause"), examples=["5.3"])
    theirs: Text = Field(
        "", title=_("The customer's wording"), examples=["Оплата в течение 20 дней"]
    )


class DraftedContract(StepForm):
    """The contract as drawn up; its number is given here."""

    place: ShortText = Field(title=_("Place"), examples=["Калуга"])
    contract_date: BusinessDate | None = Field(
        None, title=_("Date of the contract"), description=_("Blank: today.")
    )
    disputed: bool = Field(
        False, title=_("The customer disputes clauses"), description=_("The lawyer settles them.")
    )
    disputed_clauses: list[SaidClause] = Field(
        default_factory=list, title=_("Disputed clauses"), max_length=100
    )
    outside: bool = Field(
        False,
        title=_("Drawn up outside the program"),
        description=_("On the customer's own form: no text is kept or checked, only its scan."),
    )
    details: ContractDetails | None = Field(
        None,
        title=_("What the contract needs besides"),
        description=_(
            "Can be filled in later, on the contract's page, until it is signed; what the card "
            "has, and what a customer of this kind has none of, is passed over."
        ),
        json_schema_extra={"widget": "hidden"},
    )

    sample = {
        "place": "Калуга",
        "disputed": False,
        "details": {
            "signatory": "Пётр Ильич Морозов",
            "signatory_post": "Генеральный директор",
            "signatory_ground": "charter",
            "legal_address": "248000, г. Калуга, ул. Кирова, д. 36",
            "inn": "7707049388",
            "ogrn": "1027700123450",
            "birth_date": "1980-05-17",
            "birth_place": "г. Калуга",
            "identity_document": "паспорт 29 05 123456, выдан 12.06.2005 ОВД г. Калуги",
            "line_description": "Кабель UTP от узла доступа до помещения абонента, 40 м",
        },
    }


class ExplainedDuties(StepForm):
    """That the subscriber was made aware of each duty."""

    connection_payment: bool = Field(title=_("Payment of the connection"))
    recurring_fee: bool = Field(title=_("Recurring fee"))
    due_dates: bool = Field(title=_("Due dates"))
    disconnection_conditions: bool = Field(title=_("Conditions of disconnection"))
    explained_to: ShortText = Field(
        title=_("Who was made aware"), examples=["Мария Петровна Иванова"]
    )
    channel: Literal["phone", "email", "meeting", "link", "site"] = Field(
        "meeting",
        title=_("How"),
        json_schema_extra=labels(
            phone=_("By phone"),
            email=_("By e-mail"),
            meeting=_("At a meeting"),
            link=_("By the link"),
            site=_("On our web site"),
        ),
    )

    sample = {
        "connection_payment": True,
        "recurring_fee": True,
        "due_dates": True,
        "disconnection_conditions": True,
        "explained_to": "Мария Петровна Иванова",
        "channel": "meeting",
    }


class ApprovedTerms(StepForm):
    """An approval of non-standard terms."""

    comment: Text = Field("", title=_("Comment"))

    sample = {"comment": "Согласовано на первый год"}


class AgreedClause(Part):
    """One row of the protocol of disagreements."""

    clause: ClauseNumber = Field(title=_("Clause"), examples=["5.3"])
    ours: Text = Field("", title=_("Our wording"), examples=["Оплата в течение 10 дней"])
    theirs: Text = Field(
        "", title=_("The customer's wording"), examples=["Оплата в течение 20 дней"]
    )
    agreed: Text = Field(
        title=_("Agreed wording"), min_length=1, examples=["Оплата в течение 15 дней"]
    )


class SettledDisputes(StepForm):
    """How the disputed clauses were settled."""

    clauses: list[AgreedClause] = Field(
        default_factory=list,
        title=_("Clauses"),
        description=_("Each disputed clause; or blank, with the summary."),
        max_length=100,
    )
    summary: Text = Field("", title=_("Summary"))

    sample = {"summary": "По всем спорным пунктам принята редакция типового договора"}


class DisputedClauses(StepForm):
    """That the customer disputes clauses of the contract drawn up."""

    disputed: bool = Field(True, title=_("The customer disputes clauses"))
    clauses: list[SaidClause] = Field(
        default_factory=list, title=_("Disputed clauses"), max_length=100
    )

    sample = {
        "disputed": True,
        "clauses": [{"clause": "5.3", "theirs": "Оплата в течение 20 дней"}],
    }


class CustomerSignature(StepForm):
    """The customer's signature."""

    signatory: ShortText = Field(title=_("Who signed"), examples=["Пётр Ильич Морозов"])
    ground: Literal["charter", "power_of_attorney", "personally", "other"] = Field(
        title=_("On what ground"), json_schema_extra=GROUNDS
    )
    document: Line = Field(
        "",
        title=_("Document"),
        description=_("Number and date of the power of attorney or other document."),
        max_length=200,
        examples=["№ 12 от 03.02.2026"],
    )
    signed_on: BusinessDate | None = Field(
        None, title=_("Signed on"), description=_("Blank: today.")
    )

    sample = {"signatory": "Пётр Ильич Морозов", "ground": "charter"}


class DirectorSignature(StepForm):
    """The signature of one of our two directors."""

    ground: Literal["charter", "power_of_attorney", "personally", "other"] = Field(
        "charter", title=_("On what ground"), json_schema_extra=GROUNDS
    )
    document: Line = Field(
        "",
        title=_("Document"),
        description=_("Number and date of the power of attorney or other document."),
        max_length=200,
    )
    signed_on: BusinessDate | None = Field(
        None, title=_("Signed on"), description=_("Blank: today.")
    )

    sample = {"ground": "charter"}


class WithdrawnContract(StepForm):
    """Why a contract is taken back."""

    reason: Text = Field(title=_("Why"), min_length=1, examples=["Клиент меняет юридическое лицо"])

    sample = {"reason": "Клиент меняет юридическое лицо"}
