"""What is done about the ground. The only writers of this room."""

from turnup.ground.actions.climbing import (
    close_work_permit,
    declare_height_work,
    issue_work_permit,
    note_weather,
    require_safe_climb,
)
from turnup.ground.actions.leases import agree_lease, agree_leases, end_lease, pay_rent
from turnup.ground.actions.parties import building_for, describe_building, keep_party
from turnup.ground.actions.permits import (
    answer_permit,
    ask_permit,
    attach_scan,
    make_letter,
    obtain_permits,
    send_permit,
    withdraw_permit,
)

__all__ = [
    "agree_lease",
    "agree_leases",
    "answer_permit",
    "ask_permit",
    "attach_scan",
    "building_for",
    "close_work_permit",
    "declare_height_work",
    "describe_building",
    "end_lease",
    "issue_work_permit",
    "keep_party",
    "make_letter",
    "note_weather",
    "obtain_permits",
    "pay_rent",
    "require_safe_climb",
    "send_permit",
    "withdraw_permit",
]
