"""Handing acts over: a crew member lists them, a clerk takes them, the receipt is kept.

Both have to act. The list is the giver's word; the step `act_handed_over` is recorded as theirs at
the moment that the clerk confirms, act by act.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop as _

from turnup.desk.steps import record_step
from turnup.field.models import ActRegister, RegisteredAct
from turnup.field.queries import acts_to_hand_over
from turnup.field.register_words import register_data
from turnup.orders.moves import Move
from turnup.orders.office import office_calendar
from turnup.papers.actions import make_paper, take_number
from turnup.people.actor import Actor, actor_of
from turnup.people.models import Person
from turnup.standard.refusals import BadField

REGISTER: Final = "act_register"
SERIES: Final = "РА"


@transaction.atomic
def make_register(*, act_ids: Sequence[int], actor: Actor, now: datetime) -> ActRegister:
    """List acts to be brought to the subscriber department.

    Raises BadField where none is chosen, or one is on another list or handed over already.
    """
    waiting = {act.pk: act for act in acts_to_hand_over().select_for_update(of=("self",))}
    chosen = [waiting[pk] for pk in dict.fromkeys(act_ids) if pk in waiting]
    if not chosen or len(chosen) < len(set(act_ids)):
        raise BadField(
            "acts",
            _("No act is chosen, or one of them is handed over already."),
            _("Look at the list again and choose."),
        )
    register = ActRegister.objects.create(made_by_id=actor.id, made_at=now)
    RegisteredAct.objects.bulk_create(
        RegisteredAct(register=register, act=act, position=place)
        for place, act in enumerate(chosen, start=1)
    )
    return register


@transaction.atomic
def receive_register(
    *, register_id: int, returned: Mapping[int, str], actor: Actor, now: datetime
) -> ActRegister:
    """Take the acts of a list, without those returned `{position: why}`, and issue the receipt.

    Raises BadField where it is received already, and whatever the standard refuses.
    """
    rows = ActRegister.objects.select_for_update(of=("self",)).select_related("made_by")
    register = rows.filter(pk=register_id).first()
    if register is None or register.received_at:
        raise BadField("register", _("This list was received already."), _("Open it again."))
    taken = [line for line in _lines(register) if not _returned(line, returned)]
    for line in taken:
        _hand_over(line, register.made_by, actor, now)
    register.received_by_id, register.received_at = actor.id, now
    if taken:
        year = office_calendar().local_date(now).year
        register.number = f"{SERIES}-{year}-{take_number(series=REGISTER, year=year):04}"
        register.paper = make_paper(
            actor=actor,
            at=now,
            kind=REGISTER,
            template="field/act_register",
            data=register_data(register, taken, received_by=actor.name),
            number=register.number,
        )
    register.save()
    return register


def _lines(register: ActRegister) -> list[RegisteredAct]:
    return list(register.lines.select_related("act__order__customer", "act__order__site"))


def _returned(line: RegisteredAct, returned: Mapping[int, str]) -> bool:
    """Note why the clerk does not take the act, and free it for another list."""
    if line.position not in returned:
        return False
    line.returned = returned[line.position].strip()
    if not line.returned:
        raise BadField(
            f"why_{line.position}",
            _("It is not said why the act is not taken."),
            _("Say it in a word: no signature, another customer's, damaged."),
        )
    line.save(update_fields=["returned"])
    return True


def _hand_over(line: RegisteredAct, giver: Person, clerk: Actor, now: datetime) -> None:
    move = Move(
        order_id=line.act.order_id, actor=actor_of(giver, now), now=now, at=now, door="field"
    )
    record_step(move=move, step="act_handed_over", data={"received_by": clerk.name})
