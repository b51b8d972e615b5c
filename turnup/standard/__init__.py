"""The connection standard: the regulation as data, and the pure rules that enforce it.

Nothing here knows of databases, web pages or the present moment: a `Standard` is loaded from a
TOML file, a `Card` is the fold of an order's journal entries, and every question about an order
(what is open, what is missing, what is due) is a function of those two.
"""

from turnup.standard.calendar import WorkCalendar
from turnup.standard.card import Card, Entry, Standing, Waiver
from turnup.standard.folding import apply, fallen_by, fold
from turnup.standard.gate import check
from turnup.standard.load import FaultyStandard, load, packaged
from turnup.standard.model import Standard, Step
from turnup.standard.needs import due, missing, open_steps, step_position, unfounded

__all__ = [
    "Card",
    "Entry",
    "FaultyStandard",
    "Standard",
    "Standing",
    "Step",
    "Waiver",
    "WorkCalendar",
    "apply",
    "check",
    "due",
    "fallen_by",
    "fold",
    "load",
    "missing",
    "open_steps",
    "packaged",
    "step_position",
    "unfounded",
]
