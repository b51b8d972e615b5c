"""What is done with what phones send. The only writers of this room."""

from turnup.field.actions.photos import receive_photo
from turnup.field.actions.receiving import Received, Sent, receive_items
from turnup.field.actions.registers import make_register, receive_register
from turnup.field.actions.settling import apply_item, set_aside_item
from turnup.field.actions.ticks import tick_point

__all__ = [
    "Received",
    "Sent",
    "apply_item",
    "make_register",
    "receive_items",
    "receive_photo",
    "receive_register",
    "set_aside_item",
    "tick_point",
]
