"""What is done in stage 4. The only writers of this room."""

from turnup.installation.actions.acts import hand_over_act, sign_act
from turnup.installation.actions.addresses import (
    create_pool,
    release_address,
    release_line,
    reserve_address,
    unreserve_address,
)
from turnup.installation.actions.blocks import (
    give_block,
    release_blocks,
    reserve_block,
    unreserve_block,
)
from turnup.installation.actions.crews import create_crew, join_crew
from turnup.installation.actions.deliveries import follow_delivery
from turnup.installation.actions.ground import request_installation
from turnup.installation.actions.line import connect_line, set_up_line
from turnup.installation.actions.mishaps import (
    confirm_readiness,
    find_equipment_lacking,
    find_permit_lacking,
    find_site_unfit,
    miss_by_crew,
    miss_by_customer,
    miss_by_third_party,
    remove_obstacle,
)
from turnup.installation.actions.modems import (
    make_temporary_connection,
    return_temporary_connection,
)
from turnup.installation.actions.papers import make_act, seal_act
from turnup.installation.actions.places import assign_place, release_place
from turnup.installation.actions.rosters import (
    change_crew,
    drop_absence,
    drop_day,
    record_absence,
    second,
    set_day,
    set_technician,
    set_week,
)
from turnup.installation.actions.visits import (
    agree_visit,
    cancel_visit,
    move_visit,
    plan_visit,
    release_everything,
    release_visit,
)

__all__ = [
    "agree_visit",
    "assign_place",
    "cancel_visit",
    "change_crew",
    "confirm_readiness",
    "connect_line",
    "create_crew",
    "create_pool",
    "drop_absence",
    "drop_day",
    "find_equipment_lacking",
    "find_permit_lacking",
    "find_site_unfit",
    "follow_delivery",
    "give_block",
    "hand_over_act",
    "join_crew",
    "make_act",
    "make_temporary_connection",
    "miss_by_crew",
    "miss_by_customer",
    "miss_by_third_party",
    "move_visit",
    "plan_visit",
    "record_absence",
    "release_address",
    "release_blocks",
    "release_everything",
    "release_line",
    "release_place",
    "release_visit",
    "remove_obstacle",
    "request_installation",
    "reserve_address",
    "reserve_block",
    "return_temporary_connection",
    "seal_act",
    "second",
    "set_day",
    "set_technician",
    "set_up_line",
    "set_week",
    "sign_act",
    "unreserve_address",
    "unreserve_block",
]
