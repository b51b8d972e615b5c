"""Telling customers on which day our engineer comes to survey the place, and that it was moved.

Only where the order has a link, the customer an e-mail address and the company a mail server.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from turnup.orders.office import office_calendar
from turnup.portal.actions import write_letter
from turnup.portal.letters import SECRET, Words
from turnup.portal.models import CustomerLink, Letter, Purpose
from turnup.portal.queries import live_link
from turnup.surveys.days_page import day_title, day_words, name_of
from turnup.surveys.models import SurveyAppointment
from turnup.surveys.queries import coming_survey

STEPS = ("survey_scheduled", "survey_moved")


def tell_later(*, order_id: UUID, at: datetime) -> None:
    """Queue the letter: the day itself is written down after its step."""
    if settings.SMTP_URL and live_link(order_id):
        app.configure_task("portal.survey_day", queue="messages").defer(order_id=str(order_id))


def tell_survey_day(*, order_id: UUID, at: datetime) -> Letter | None:
    """Write to the customer on which day the survey is; once for each day and engineer."""
    link, row = live_link(order_id), coming_survey(order_id)
    if link is None or link.expires_at <= at or not link.order.customer.email:
        return None
    if row is None or row.survey_date < office_calendar().local_date(at):
        return None
    written = Letter.objects.filter(link=link, purpose=Purpose.SURVEY)
    turn = f"{row.survey_date.isoformat()} {row.engineer_id or ''}".strip()
    last = written.order_by("-id").first()
    if last and last.turn == turn:
        return None
    words = survey_words(link, row, moved=last is not None)
    return write_letter(
        purpose=Purpose.SURVEY,
        to=link.order.customer.email,
        words=words,
        at=at,
        link=link,
        turn=turn,
    )


def survey_words(link: CustomerLink, row: SurveyAppointment, *, moved: bool) -> Words:
    """Write the letter with the day of the survey."""
    language = link.order.customer.language
    with translation.override(language):
        said = {
            "number": link.order.number,
            "day": day_words(row.survey_date),
            "title": day_title(row.survey_date),
            "who": name_of(row.engineer, language) if row.engineer else _("our engineer"),
            "place": link.order.site.address,
            "link": f"{settings.PUBLIC_URL.rstrip('/')}/c/{SECRET}",
            "lead": name_of(link.order.lead, language),
        }
        subject = (
            _("Order № %(number)s: the day of the survey is moved to %(day)s")
            if moved
            else _("Order № %(number)s: survey on %(day)s")
        )
        return Words(
            subject % said,
            _(
                "Good day!\n\n%(title)s: our engineer comes to survey the place: %(place)s.\n"
                "Who comes: %(who)s.\n\nPlease have somebody there who can show the premises and "
                "the way in. If the day does not suit you, tell us: your manager is %(lead)s.\n\n"
                "How your order comes on:\n%(link)s\n"
            )
            % said,
        )
