"""What the steps of stage 1 say."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import Field, PlainSerializer

from turnup.orders.forms import BusinessDate, Line, Money, Part, ShortText, StepForm, Text, labels

Speed = Annotated[
    Decimal,
    Field(gt=0, le=400_000, decimal_places=3, max_digits=9),
    PlainSerializer(lambda value: f"{value.normalize():f}", return_type=str, when_used="json"),
]
Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, decimal_places=2, max_digits=5),
    PlainSerializer(lambda value: f"{value.normalize():f}", return_type=str, when_used="json"),
]
Channel = Literal["phone", "email", "meeting", "link", "site"]
CHANNELS = labels(
    phone=_("By phone"),
    email=_("By e-mail"),
    meeting=_("At a meeting"),
    link=_("By the link"),
    site=_("On our web site"),
)
TECHNOLOGIES = labels(
    lan=_("LAN"),
    radio=_("Radio"),
    leased_line=_("Leased line"),
    satellite=_("Satellite"),
    any=_("Whatever works"),
)


class NewBank(Part):
    """The bank account of a new customer."""

    account: ShortText = Field(title=_("Settlement account"), examples=["40702810938120061991"])
    bik: ShortText = Field(title=_("BIK"), examples=["044525225"])
    correspondent_account: Line = Field(
        "", title=_("Correspondent account"), max_length=20, examples=["30101810400000000225"]
    )
    bank_name: Line = Field("", title=_("Bank"), max_length=200, examples=["ПАО Сбербанк"])


class NewCustomer(Part):
    """A customer whom we do not know yet."""

    kind: Literal["company", "sole_trader", "person"] = Field(
        title=_("Who it is"),
        json_schema_extra=labels(
            company=_("Company"), sole_trader=_("Sole trader"), person=_("Person")
        ),
    )
    name: Line = Field(
        title=_("Name or title"),
        min_length=1,
        max_length=300,
        examples=["ООО «Калужские двигатели»"],
    )
    legal_form: Line = Field("", title=_("Legal form"), max_length=60, examples=["ООО"])
    inn: Line = Field("", title=_("INN"), max_length=12, examples=["7707049388"])
    kpp: Line = Field("", title=_("KPP"), max_length=9, examples=["770701001"])
    ogrn: Line = Field("", title=_("OGRN or OGRNIP"), max_length=15)
    legal_address: Line = Field("", title=_("Legal address"), max_length=500)
    birth_date: date | None = Field(None, title=_("Date of birth"))
    birth_place: Line = Field("", title=_("Place of birth"), max_length=200)
    identity_document: Line = Field("", title=_("Identity document"), max_length=300)
    contact_name: Line = Field(
        "", title=_("Contact person"), max_length=200, examples=["Мария Петровна Иванова"]
    )
    phone: Line = Field(
        "",
        title=_("Phone"),
        max_length=40,
        examples=["+7 4842 57-12-34"],
        json_schema_extra={"widget": "tel"},
    )
    email: Line = Field(
        "",
        title=_("E-mail"),
        max_length=254,
        examples=["office@example.com"],
        json_schema_extra={"widget": "email"},
    )
    language: Literal["ru", "en"] = Field(
        "ru",
        title=_("Language of letters"),
        json_schema_extra=labels(ru=_("Russian"), en=_("English")),
    )
    bank: NewBank | None = Field(None, title=_("Bank details"))


class NewSite(Part):
    """A place that we do not know yet."""

    address: Line = Field(
        title=_("Address"), min_length=1, max_length=500, examples=["Калуга, ул. Кирова, 36"]
    )
    latitude: Decimal | None = Field(None, title=_("Latitude"), examples=["54.513845"])
    longitude: Decimal | None = Field(None, title=_("Longitude"), examples=["36.261215"])
    entrance: Line = Field("", title=_("Entrance"), max_length=20)
    floor: Line = Field("", title=_("Floor"), max_length=20)
    room: Line = Field("", title=_("Room"), max_length=40)
    access_notes: Line = Field("", title=_("How to get in"), max_length=500)


class ReceivedRequest(StepForm):
    """A request with its technical brief: it opens an order."""

    customer_id: UUID | None = Field(
        None,
        title=_("Customer we know"),
        description=_("Give this, or a new customer."),
    )
    customer: NewCustomer | None = Field(None, title=_("New customer"))
    site_id: UUID | None = Field(
        None, title=_("Site we know"), description=_("Give this, or a new site.")
    )
    site: NewSite | None = Field(None, title=_("New site"))
    technology: Literal["lan", "radio", "leased_line", "satellite", "any"] = Field(
        "any", title=_("Technology"), json_schema_extra=TECHNOLOGIES
    )
    speed_mbit: Speed | None = Field(None, title=_("Speed, Mbit/s"), examples=["50"])
    wanted_by: BusinessDate | None = Field(None, title=_("Wanted by"))
    static_addresses: int = Field(0, title=_("Static IP addresses"), ge=0, le=256)
    wishes: Text = Field("", title=_("Special wishes"))
    items: list[Annotated[Text, Field(min_length=1)]] = Field(
        default_factory=list,
        title=_("Items of the brief"),
        description=_("Each will be answered by itself."),
        max_length=50,
        examples=[["Скорость не ниже 50 Мбит/с", "Один статический IP-адрес"]],
    )
    channel: Channel = Field("phone", title=_("How it came"), json_schema_extra=CHANNELS)

    sample = {
        "customer": {
            "kind": "company",
            "name": "ООО «Калужские двигатели»",
            "legal_form": "ООО",
            "inn": "7707049388",
            "kpp": "770701001",
            "ogrn": "1027700123450",
            "legal_address": "248000, г. Калуга, ул. Кирова, д. 36",
            "contact_name": "Мария Петровна Иванова",
            "phone": "+7 4842 57-12-34",
            "email": "office@example.com",
        },
        "site": {
            "address": "Калуга, ул. Кирова, 36",
            "latitude": "54.513845",
            "longitude": "36.261215",
        },
        "technology": "radio",
        "speed_mbit": "50",
        "static_addresses": 1,
        "items": ["Скорость не ниже 50 Мбит/с", "Один статический IP-адрес"],
        "channel": "phone",
    }


class ProposedTerms(StepForm):
    """A version of the commercial terms: a tariff of the catalogue, or freely."""

    tariff: Line | None = Field(
        None,
        title=_("Tariff"),
        description=_("Its code in the catalogue; what is left blank below comes from it."),
        max_length=40,
    )
    speed_mbit: Speed | None = Field(None, title=_("Speed, Mbit/s"), examples=["50"])
    upload_mbit: Speed | None = Field(
        None, title=_("Upload speed, Mbit/s"), description=_("Blank: the same both ways.")
    )
    connection_fee: Money | None = Field(None, title=_("Connection fee"), examples=["12000.00"])
    monthly_fee: Money | None = Field(None, title=_("Monthly fee"), examples=["4500.00"])
    discount_percent: Percent = Field(
        Decimal(0), title=_("Discount on the monthly fee, %"), examples=["10"]
    )
    valid_until: BusinessDate | None = Field(
        None, title=_("Valid until"), description=_("Blank: 30 days.")
    )
    nonstandard_terms: bool = Field(
        False,
        title=_("Non-standard terms"),
        description=_(
            "Leaving the catalogue makes them so by itself: figures that are no tariff's, a "
            "discount or a validity over the limits."
        ),
    )
    nonstandard_reasons: list[Annotated[Text, Field(min_length=1)]] = Field(
        default_factory=list, title=_("What is not standard, and why"), max_length=20
    )

    sample = {
        "speed_mbit": "50",
        "connection_fee": "12000.00",
        "monthly_fee": "4500.00",
        "nonstandard_terms": False,
    }


class CorrectedTerms(ProposedTerms):
    """The terms as the estimate made them."""

    nonstandard_terms: bool = Field(
        False,
        title=_("Non-standard terms"),
        description=_("Terms that were proposed as non-standard stay so."),
    )

    sample = {**ProposedTerms.sample, "connection_fee": "15500.00"}


class AnswerToItem(Part):
    """The answer to one item of the brief."""

    item: int = Field(title=_("Item"), ge=1, le=50, examples=[1])
    answer: Text = Field(title=_("Answer"), min_length=1, examples=["Да, 50 Мбит/с в обе стороны"])


class BriefAnswered(StepForm):
    """The answer to the technical brief, point by point."""

    summary: Text = Field(
        "",
        title=_("Answer as a whole"),
        description=_("Without answers by item it answers them all."),
    )
    answers: list[AnswerToItem] = Field(
        default_factory=list, title=_("Answers by item"), max_length=50
    )

    sample = {"summary": "Подключим по радио: 50 Мбит/с, статический IP-адрес выделим."}


class AgreedTerms(StepForm):
    """That the customer agreed to the terms."""

    agreed_by: ShortText = Field(title=_("Who agreed"), examples=["Мария Петровна Иванова"])
    channel: Channel = Field("phone", title=_("How"), json_schema_extra=CHANNELS)
    note: Text = Field("", title=_("Note"))

    sample = {"agreed_by": "Мария Петровна Иванова", "channel": "phone"}


class AcceptedCorrection(AgreedTerms):
    """That the customer accepted the corrected terms."""
