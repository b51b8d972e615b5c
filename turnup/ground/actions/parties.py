"""Holders and buildings: kept once, for every order there."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.customers.models import Site
from turnup.ground.addresses import building_key, building_of
from turnup.ground.models import Building, BuildingKind, Party, PartyKind, SiteBuilding
from turnup.ground.queries import known_building
from turnup.people.phones import as_e164
from turnup.people.texts import filled, fitting
from turnup.standard.refusals import BadField


@transaction.atomic
def keep_party(*, name: str, **said: str) -> Party:
    """Keep a holder by name: a new one, or what is said anew of a known one; blanks change nothing.

    Known fields: kind, inn, contact_name, phone, email, address, note. Raises BadField.
    """
    party = Party.objects.filter(name=filled(Party, "name", name)).first()
    party = party or Party(name=filled(Party, "name", name))
    for field, typed in said.items():
        if typed:
            setattr(party, field, _checked(field, typed))
    party.save()
    return party


def _checked(field: str, typed: str) -> str:
    if field == "kind" and typed not in PartyKind.values:
        raise BadField("kind", _("This is none of the choices."))
    if field == "phone":
        return as_e164(typed)
    text = fitting(Party, field, typed)
    if field == "inn" and not (text.isdigit() and len(text) in (10, 12)):
        raise BadField("inn", _("An INN has 10 or 12 digits."), _("Copy it from a document."))
    return text


@transaction.atomic
def building_for(*, site: Site) -> Building:
    """Give the building that a site lies in; the first question writes it down.

    Sites whose addresses differ by flat or office only share it. Raises BadField without address.
    """
    if found := known_building(site):
        return found
    if not site.address:
        raise BadField("address", _("The site has no address."), _("Complete the site first."))
    made, _new = Building.objects.get_or_create(
        key=building_key(site.address),
        defaults={
            "address": building_of(site.address)[:300],
            "latitude": site.latitude,
            "longitude": site.longitude,
        },
    )
    return made


@transaction.atomic
def describe_building(
    *,
    building: Building,
    kind: str | None = None,
    holder: Party | None = None,
    access: str | None = None,
    keys_at: str | None = None,
) -> Building:
    """Write down a building's kind, its holder, how to get in. Raises BadField."""
    changed: dict[str, Any] = {}
    if kind is not None:
        if kind not in BuildingKind.values:
            raise BadField("kind", _("This is none of the choices."))
        changed["kind"] = kind
    if holder is not None:
        changed["holder"] = holder
    for field, typed in (("access", access), ("keys_at", keys_at)):
        if typed is not None:
            changed[field] = fitting(Building, field, typed)
    for field, value in changed.items():
        setattr(building, field, value)
    building.save(update_fields=list(changed) or None)
    return building


@transaction.atomic
def place_site(*, site: Site, building: Building) -> None:
    """Say in which building a site lies, where its address alone says it wrongly."""
    SiteBuilding.objects.update_or_create(site=site, defaults={"building": building})
