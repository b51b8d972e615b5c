"""The limits for work at height, by date with their ground; a company corrects them in the table.

Order 782n was valid until 31.12.2025 and its successor was not found when this was written, so
the length of a work permit is its limit until the company says otherwise. Order 867n names what
forbids climbing: thunderstorm, ice, rain, snow, fog, dark, wind above 12 m/s.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from turnup.ground.models import SafetyLimit

WIND, WORK_PERMIT_DAYS, WEATHER_HOURS = "wind_m_s", "work_permit_days", "weather_hours"
BEGINNINGS: Final = (
    (WIND, "12", date(2021, 1, 1), "Приказ Минтруда России № 867н от 07.12.2020"),
    (
        WORK_PERMIT_DAYS,
        "15",
        date(2021, 1, 1),
        "Правила работы на высоте, приказ Минтруда России № 782н от 16.11.2020",
    ),
    (WEATHER_HOURS, "4", date(2021, 1, 1), "Правило компании: погоду смотрят в день работ"),
)


def limit_on(code: str, day: date) -> SafetyLimit:
    """Return the limit that is in force on the day. Raises SafetyLimit.DoesNotExist."""
    return SafetyLimit.objects.filter(code=code, valid_from__lte=day).latest("valid_from")


def write_beginnings(**_signal: Any) -> None:
    """Write the limits that are missing. Called after migrations."""
    for code, value, since, ground in BEGINNINGS:
        SafetyLimit.objects.get_or_create(
            code=code, valid_from=since, defaults={"value": Decimal(value), "ground": ground}
        )
