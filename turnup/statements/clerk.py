"""Who imports statements when no person does: the command line and the watched folder."""

from datetime import datetime
from typing import Final

from turnup.people.actions import hire_person
from turnup.people.actor import Actor, actor_of
from turnup.people.models import Person

EMAIL: Final = "bank-statements@turnup.invalid"
NAME: Final = "Импорт банковских выписок"
ROLE: Final = "subscriber_clerk"


def import_clerk(*, at: datetime) -> Actor:
    """Return the program's own subscriber clerk; hired at its first statement.

    Nobody can sign in as it, and it is told of nothing: it only records money that arrived.
    """
    person = Person.objects.filter(email=EMAIL).first()
    if person is None:
        person = hire_person(
            actor=None, email=EMAIL, name=NAME, name_en="Bank statements", roles=[ROLE], at=at
        )
        Person.objects.filter(pk=person.pk).update(is_active=False)
    return actor_of(person, at)
