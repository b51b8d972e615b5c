"""The company's crews."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.installation.models import ALL_SKILLS, Crew, CrewMember
from turnup.people.models import Person
from turnup.people.texts import filled
from turnup.standard.refusals import BadField


@transaction.atomic
def create_crew(
    *,
    name: str,
    skills: Iterable[str],
    at: datetime,
    members: Iterable[Person] = (),
    works_from: time = time(9),
    works_until: time = time(18),
) -> Crew:
    """Add a crew with its people. Raises BadField."""
    skills = list(dict.fromkeys(skills))
    if unknown := [skill for skill in skills if skill not in ALL_SKILLS]:
        raise BadField(
            "skills",
            _("There is no technology “%(unknown)s”."),
            _("Choose from: %(known)s."),
            unknown=unknown[0],
            known=", ".join(ALL_SKILLS),
        )
    if works_until <= works_from:
        raise BadField(
            "works_until",
            _("The crew's day would end before it begins."),
            _("Choose a later time."),
        )
    name = filled(Crew, "name", name)
    if Crew.objects.filter(name=name).exists():
        raise BadField("name", _("Another crew has this name."), _("Choose another name."))
    crew = Crew.objects.create(
        name=name, skills=skills, works_from=works_from, works_until=works_until
    )
    for person in members:
        join_crew(crew=crew, person=person, at=at)
    return crew


@transaction.atomic
def join_crew(*, crew: Crew, person: Person, at: datetime) -> CrewMember:
    """Put a person into a crew; the crew they worked in before is left."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    CrewMember.objects.filter(person=person, left_at=None).update(left_at=at)
    return CrewMember.objects.create(crew=crew, person=person, joined_at=at)
