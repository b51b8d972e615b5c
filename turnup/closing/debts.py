"""What is due to be said or done about an unpaid invoice on a day. Pure; the figures are policy."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from turnup.closing.models import Step

REMIND_BEFORE: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Terms:
    """The company's figures on a day: working days of notice, hours of the last warning."""

    notice_working_days: int
    warning: timedelta


def next_step(
    *,
    due_on: date,
    today: date,
    now: datetime,
    taken: Collection[str],
    heard: Mapping[str, datetime],
    terms: Terms,
    notice_ends: date | None,
    in_service: bool,
) -> str | None:
    """Return the step that is due now, or None. Steps keep their order, each is taken once.

    `heard` says when the customer got what was said. A service is suspended only after a written
    notice that was delivered and whose term is over, and a warning that was delivered at least
    24 hours ago (126-FZ, art. 44, item 3; decree 575, item 26 "d"): an undelivered one holds all.
    """
    if today < due_on - REMIND_BEFORE:
        return None
    if today <= due_on:
        return None if Step.REMINDER in taken else Step.REMINDER
    if Step.OVERDUE not in taken:
        return Step.OVERDUE
    if not in_service:
        return None
    if Step.NOTICE not in taken:
        return Step.NOTICE
    if Step.NOTICE not in heard or notice_ends is None or today <= notice_ends:
        return None
    if Step.WARNING not in taken:
        return Step.WARNING
    if Step.SUSPENDED in taken or Step.WARNING not in heard:
        return None
    return None if now < heard[Step.WARNING] + terms.warning else Step.SUSPENDED


def months_after(day: date, months: int) -> date:
    """Return the same date so many months later, or the last of a shorter month (GK, art. 192)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    Step.REMINDER: (
        "Счёт № {number}: оплатить до {due}",
        "Здравствуйте!\n\nНапоминаем о счёте № {number} на {sum} руб.: оплатить до {due}.\n"
        "Если вы уже заплатили, письмо можно не читать.\n",
    ),
    Step.OVERDUE: (
        "Счёт № {number} не оплачен",
        "Здравствуйте!\n\nСрок оплаты счёта № {number} истёк {due}, не поступило {sum} руб.\n"
        "Пожалуйста, оплатите счёт или напишите нам, если видите ошибку.\n",
    ),
    Step.NOTICE: (
        "Уведомление о приостановлении услуг",
        "Здравствуйте!\n\nСчёт № {number} не оплачен: долг {sum} руб. На основании пункта 3 "
        "статьи 44 Федерального закона «О связи» уведомляем, что по истечении срока уведомления "
        "({notice} раб. дн.) оказание услуг будет приостановлено до погашения долга.\n",
    ),
    Step.WARNING: (
        "Через сутки услуги будут приостановлены",
        "Здравствуйте!\n\nДолг по счёту № {number} — {sum} руб. — не погашен. Не ранее чем через "
        "{hours} часа доступ в интернет будет приостановлен.\n",
    ),
    Step.SUSPENDED: (
        "Услуги приостановлены",
        "Здравствуйте!\n\nОказание услуг приостановлено: не оплачен счёт № {number} ({sum} руб.). "
        "Доступ вернётся сам в течение нескольких минут после поступления денег.\n",
    ),
    Step.RESUMED: (
        "Услуги возобновлены",
        "Здравствуйте!\n\nДолг погашен, доступ в интернет возобновлён. Спасибо!\n",
    ),
}
