"""Pure: crews' days, jobs and the ways between them → slots and a plan, each with its reasons.

No Django and no database. The doors of this room are `next_slots` (where one job may go),
`fill` (a first plan for many) and `conflicts` (what is wrong with a plan); a stronger engine may
take the place of `fill` behind the same interface.
"""

from turnup.planner.checking import HARD, Conflict, conflicts
from turnup.planner.filling import Proposal, Unplaced, fill
from turnup.planner.model import Access, Booking, Job, Place, Reason, Shift, Slot
from turnup.planner.slots import next_slots, why_none
from turnup.planner.travel import SpeedProfile, travel_minutes
from turnup.planner.urgency import Urgency, urgency

__all__ = [
    "HARD",
    "Access",
    "Booking",
    "Conflict",
    "Job",
    "Place",
    "Proposal",
    "Reason",
    "Shift",
    "Slot",
    "SpeedProfile",
    "Unplaced",
    "Urgency",
    "conflicts",
    "fill",
    "next_slots",
    "travel_minutes",
    "urgency",
    "why_none",
]
