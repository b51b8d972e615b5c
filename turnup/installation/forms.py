"""What the steps of stage 4 say."""

from decimal import Decimal
from ipaddress import IPv4Address
from typing import Annotated, Any, ClassVar, Literal

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field, WithJsonSchema

from turnup.installation.signature import DrawnSignature
from turnup.orders.forms import (
    Moment,
    Money,
    Part,
    ShortText,
    StepForm,
    Text,
    labels,
)
from turnup.surveys.forms import Measured

HIDDEN: dict[str, Any] = {"widget": "hidden"}
Serial = Annotated[ShortText, Field(max_length=60)]
Address = Annotated[
    IPv4Address,
    AfterValidator(str),
    WithJsonSchema({"type": "string", "format": "ipv4", "maxLength": 15}),
]


class InstallationRequestForm(StepForm):
    """`installation_requested`: what is said here overrides what the survey found."""

    outdoor: bool | None = Field(
        None, title=_("Equipment outside the customer's premises"), examples=[False]
    )
    permits_needed: bool | None = Field(None, title=_("Owner's permit needed"), examples=[False])
    special_equipment: bool | None = Field(
        None, title=_("Special equipment needed"), examples=[False]
    )
    wishes: Text | None = Field(
        None, title=_("Wishes for the installation"), examples=["Звонить за час до приезда"]
    )


class VisitForm(StepForm):
    """`visit_planned`: left blank, the first free time of a crew with the skill."""

    crew: ShortText | None = Field(
        None,
        title=_("Crew"),
        description=_("Left blank: whichever crew is free first and can install this technology."),
        examples=["Бригада 1"],
    )
    starts_at: Moment | None = Field(
        None,
        title=_("Begins at"),
        description=_("Left blank: the first free time."),
        examples=["2026-02-05T07:00:00Z"],
    )
    minutes: int | None = Field(
        None,
        ge=15,
        le=720,
        title=_("Lasts, minutes"),
        description=_("Left blank: the usual time for the technology."),
        examples=[120],
    )
    pool: ShortText | None = Field(
        None,
        title=_("Address pool"),
        description=_("Left blank: the first with a free address."),
        examples=["Клиенты"],
    )


class VisitAgreementForm(StepForm):
    """`visit_agreed`: with whom and how."""

    agreed_with: ShortText = Field(title=_("Agreed with"), examples=["Иванова Мария Сергеевна"])
    way: Literal["phone", "email", "link", "in_person"] = Field(
        "phone",
        title=_("How"),
        json_schema_extra=labels(
            phone=_("By phone"),
            email=_("By e-mail"),
            link=_("On the customer's page"),
            in_person=_("In person"),
        ),
        examples=["phone"],
    )

    sample: ClassVar[dict[str, Any]] = {"agreed_with": "Иванова Мария Сергеевна"}


class MissedByCustomerForm(StepForm):
    """`visit_missed_by_customer`: why; the clock is the customer's until they are ready again."""

    missed_by: Literal["customer"] = Field(
        "customer",
        title=_("Whose fault"),
        json_schema_extra=labels(customer=_("The customer's")),
        examples=["customer"],
    )
    reason: Text = Field(
        title=_("Reason"), min_length=1, examples=["Никого не было, телефон не отвечал"]
    )

    sample: ClassVar[dict[str, Any]] = {"reason": "Никого не было, телефон не отвечал"}


class MissedByCrewForm(StepForm):
    """`visit_missed_by_crew`: why; the clock stays ours, and the visit is planned at once."""

    missed_by: Literal["crew"] = Field(
        "crew",
        title=_("Whose fault"),
        json_schema_extra=labels(crew=_("The crew's")),
        examples=["crew"],
    )
    reason: Text = Field(title=_("Reason"), min_length=1, examples=["Сломалась машина"])

    sample: ClassVar[dict[str, Any]] = {"reason": "Сломалась машина"}


class MissedByThirdPartyForm(StepForm):
    """`visit_missed_by_third_party`: why; the clock is theirs until the obstacle is gone."""

    missed_by: Literal["third_party"] = Field(
        "third_party",
        title=_("Whose fault"),
        json_schema_extra=labels(third_party=_("A third party's")),
        examples=["third_party"],
    )
    reason: Text = Field(
        title=_("Reason"), min_length=1, examples=["Охрана бизнес-центра не пустила на крышу"]
    )

    sample: ClassVar[dict[str, Any]] = {"reason": "Охрана бизнес-центра не пустила на крышу"}


class ReadinessForm(StepForm):
    """`readiness_confirmed`: with whom it was settled that the crew can come."""

    confirmed_by: ShortText | None = Field(
        None, title=_("Confirmed by"), examples=["Иванова Мария Сергеевна"]
    )
    note: Text | None = Field(None, title=_("Note"), examples=["Будем на месте в будни с 10 до 17"])


class ObstacleForm(StepForm):
    """`obstacle_removed`: what was in the way, and how it was settled."""

    note: Text = Field(
        title=_("How it was settled"), min_length=1, examples=["Охране передан список бригады"]
    )

    sample: ClassVar[dict[str, Any]] = {"note": "Охране передан список бригады"}


class MovedVisitForm(StepForm):
    """`visit_moved`: to when and to whom, on whose wish, and why."""

    crew: ShortText | None = Field(
        None,
        title=_("Crew"),
        description=_("Left blank: the same crew; if it has no time then, another that can."),
        examples=["Бригада 1"],
    )
    starts_at: Moment | None = Field(
        None,
        title=_("Begins at"),
        description=_("Left blank: the first free time."),
        examples=["2026-02-05T07:00:00Z"],
    )
    minutes: int | None = Field(
        None,
        ge=15,
        le=720,
        title=_("Lasts, minutes"),
        description=_("Left blank: as long as before."),
        examples=[120],
    )
    wished_by: Literal["company", "customer", "third_party"] = Field(
        "company",
        title=_("On whose wish"),
        json_schema_extra=labels(
            company=_("Ours"), customer=_("The customer's"), third_party=_("A third party's")
        ),
        examples=["customer"],
    )
    reason: Text = Field(title=_("Reason"), min_length=1, examples=["Клиент просит после обеда"])

    sample: ClassVar[dict[str, Any]] = {"reason": "Клиент просит после обеда"}


class CancelledVisitForm(StepForm):
    """`visit_cancelled`: on whose wish and why; it is planned anew when its time comes."""

    wished_by: Literal["company", "customer", "third_party"] = Field(
        "company",
        title=_("On whose wish"),
        json_schema_extra=labels(
            company=_("Ours"), customer=_("The customer's"), third_party=_("A third party's")
        ),
        examples=["customer"],
    )
    reason: Text = Field(title=_("Reason"), min_length=1, examples=["Ремонт в офисе клиента"])

    sample: ClassVar[dict[str, Any]] = {"reason": "Ремонт в офисе клиента"}


class UnfitSiteForm(StepForm):
    """`site_unfit_found`: what the survey did not see."""

    found: Text = Field(
        title=_("What was found"), min_length=1, examples=["Прямой видимости нет: выросло здание"]
    )

    sample: ClassVar[dict[str, Any]] = {"found": "Прямой видимости нет: выросло здание"}


class LackingPermitForm(StepForm):
    """`permit_lacking_found`: whose permission is missing, and for what."""

    permits_needed: Literal[True] = Field(True, title=_("Owner's permit needed"), examples=[True])
    found: Text = Field(
        title=_("What was found"), min_length=1, examples=["На чердак не пускают без письма ТСЖ"]
    )

    sample: ClassVar[dict[str, Any]] = {"found": "На чердак не пускают без письма ТСЖ"}


class LackingEquipmentForm(StepForm):
    """`equipment_lacking_found`: what is missing."""

    special_equipment: Literal[True] = Field(
        True, title=_("Special equipment needed"), examples=[True]
    )
    found: Text = Field(
        title=_("What was found"), min_length=1, examples=["Нужна мачта 6 м, в наборе 3 м"]
    )

    sample: ClassVar[dict[str, Any]] = {"found": "Нужна мачта 6 м, в наборе 3 м"}


class TemporaryConnectionForm(StepForm):
    """`temporary_connection_made`: the device that has to come back."""

    temporary_connection: Literal[True] = Field(
        True,
        title=_("Temporary modem connection"),
        examples=[True],
    )
    device: ShortText = Field(title=_("Device"), examples=["LTE-роутер с SIM-картой"])
    serial: Serial | None = Field(
        None,
        title=_("Serial number"),
        description=_("Left blank: the device gets a label of its own."),
        examples=["LTE-2041-77"],
    )
    deposit: Money = Field(Decimal("0.00"), title=_("Deposit, roubles"), examples=["3000.00"])

    sample: ClassVar[dict[str, Any]] = {"device": "LTE-роутер с SIM-картой"}


class TemporaryReturnForm(StepForm):
    """`temporary_connection_returned`: in what condition it came back."""

    condition: Text | None = Field(
        None, title=_("Condition on return"), examples=["Исправен, комплект полный"]
    )


class LineConnectionForm(StepForm):
    """`line_connected`: where to, and what was measured."""

    port: ShortText | None = Field(None, title=_("Port"), examples=["ru-klg-acc-017 / 12"])
    signal_dbm: int | None = Field(None, ge=-150, le=30, title=_("Signal, dBm"), examples=[-58])
    readings: dict[Annotated[str, Field(max_length=40)], Measured] = Field(
        default_factory=dict,
        title=_("Readings"),
        description=_("By technology, such as optical_dbm, snr_db, loss_pct."),
        max_length=30,
        examples=[{"loss_pct": "0"}],
    )
    note: Text | None = Field(None, title=_("Note"), examples=["Кабель в коробе, 32 м"])


class LineSetUpForm(StepForm):
    """`line_set_up`: the checklist that crew and support go through together."""

    address_set: bool = Field(title=_("The address is set"), examples=[True])
    internet_works: bool = Field(title=_("The internet works"), examples=[True])
    customer_shown: bool = Field(title=_("The customer has been shown it"), examples=[True])
    speed_down_kbit: int | None = Field(
        None, ge=0, le=1_000_000_000, title=_("Measured download, kbit/s"), examples=[98000]
    )
    speed_up_kbit: int | None = Field(
        None, ge=0, le=1_000_000_000, title=_("Measured upload, kbit/s"), examples=[96000]
    )
    note: Text | None = Field(None, title=_("Note"), examples=["Настроен роутер клиента"])

    sample: ClassVar[dict[str, Any]] = {
        "address_set": True,
        "internet_works": True,
        "customer_shown": True,
    }


class InstalledDevice(Part):
    """One line of the act's equipment."""

    name: ShortText = Field(title=_("Device"), examples=["Абонентский терминал"])
    serial: Serial | None = Field(None, title=_("Serial number"), examples=["ONT-2041-77"])
    quantity: int = Field(1, ge=1, le=10_000, title=_("Quantity"), examples=[1])


class ActForm(StepForm):
    """`act_signed`: who signed for the customer, what was done, and the IP address."""

    signatory_name: ShortText = Field(
        title=_("Signed for the customer by"), examples=["Иванова Мария Сергеевна"]
    )
    signatory_post: ShortText | None = Field(None, title=_("Post"), examples=["директор"])
    works: Text = Field(
        title=_("Works done"),
        min_length=1,
        examples=["Проложен кабель, подключена и настроена линия, проверен доступ в интернет"],
    )
    ip_address: Address | None = Field(
        None,
        title=_("IP address"),
        description=_("Left blank: the address assigned when the visit was planned."),
        examples=["203.0.113.5"],
    )
    place: Annotated[Text, Field(max_length=500)] | None = Field(
        None,
        title=_("Place of signing"),
        description=_("Left blank: the address that was connected."),
        examples=["Калуга, ул. Ленина, 74"],
    )
    equipment: list[InstalledDevice] = Field(
        default_factory=list,
        max_length=100,
        title=_("Equipment left with the customer"),
        examples=[[{"name": "Абонентский терминал", "serial": "ONT-2041-77", "quantity": 1}]],
    )
    customer_signature: DrawnSignature | None = Field(
        None,
        title=_("The customer's signature"),
        description=_("As drawn on a screen: an SVG path in a box of 600 by 200."),
        examples=["M40 120L52 96L66 131L81 90L97 128L120 101L150 118L182 99"],
        json_schema_extra=HIDDEN,
    )
    crew_signature: DrawnSignature | None = Field(
        None,
        title=_("Our signature"),
        description=_("As drawn on a screen: an SVG path in a box of 600 by 200."),
        examples=["M40 60L52 96L66 31L81 90L97 28L120 101L150 18L182 99"],
        json_schema_extra=HIDDEN,
    )

    sample: ClassVar[dict[str, Any]] = {
        "signatory_name": "Иванова Мария Сергеевна",
        "works": "Проложен кабель, подключена и настроена линия, проверен доступ в интернет",
    }


class ActHandoverForm(StepForm):
    """`act_handed_over`: who in the subscriber department received it."""

    received_by: ShortText = Field(title=_("Received by"), examples=["Смирнова Ольга Петровна"])

    sample: ClassVar[dict[str, Any]] = {"received_by": "Смирнова Ольга Петровна"}
