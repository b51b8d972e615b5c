"""Reads over the staff: who held which role when."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from turnup.people.models import Person, RoleAssignment
from turnup.people.roles import CUSTOMER


def standing_at(at: datetime) -> Q:
    """Select the assignments that stand at the moment."""
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def held(person_id: UUID, role: str, at: datetime) -> bool:
    """Tell whether the person held the role at the moment."""
    return RoleAssignment.objects.filter(standing_at(at), person_id=person_id, role=role).exists()


def roles_at(person_id: UUID, at: datetime) -> frozenset[str]:
    """Return all roles the person held at the moment."""
    rows = RoleAssignment.objects.filter(standing_at(at), person_id=person_id)
    return frozenset(rows.values_list("role", flat=True))


def holders_of(role: str, at: datetime) -> QuerySet[Person]:
    """Return the active people who hold the role at the moment, by name."""
    standing = RoleAssignment.objects.filter(standing_at(at), role=role)
    return Person.objects.filter(is_active=True, id__in=standing.values("person_id"))


def staff_at(at: datetime) -> list[tuple[Person, list[str]]]:
    """Return everybody by name, each with the codes of the roles held at the moment, sorted."""
    roles: dict[UUID, list[str]] = defaultdict(list)
    standing = RoleAssignment.objects.filter(standing_at(at)).order_by("role")
    for person_id, role in standing.values_list("person_id", "role"):
        roles[person_id].append(role)
    staff = Person.objects.exclude(assignments__role=CUSTOMER)
    return [(person, roles[person.id]) for person in staff]
