"""What is done in stage 4. The only writers of this room."""

from turnup.installation.actions.addresses import create_pool, release_address
from turnup.installation.actions.crews import create_crew, join_crew
from turnup.installation.actions.ground import (
    agree_leases,
    obtain_permits,
    receive_equipment,
    request_installation,
)
from turnup.installation.actions.line import connect_line, hand_over_act, set_up_line, sign_act
from turnup.installation.actions.modems import (
    make_temporary_connection,
    return_temporary_connection,
)
from turnup.installation.actions.papers import make_act, seal_act
from turnup.installation.actions.visits import (
    agree_visit,
    miss_visit,
    plan_visit,
    release_everything,
    release_visit,
)

__all__ = [
    "agree_leases",
    "agree_visit",
    "connect_line",
    "create_crew",
    "create_pool",
    "hand_over_act",
    "join_crew",
    "make_act",
    "make_temporary_connection",
    "miss_visit",
    "obtain_permits",
    "plan_visit",
    "receive_equipment",
    "release_address",
    "release_everything",
    "release_visit",
    "request_installation",
    "return_temporary_connection",
    "seal_act",
    "set_up_line",
    "sign_act",
]
