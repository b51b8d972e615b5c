"""Stage 4: permits, equipment, crews, the visit, the temporary modem, the act.

The address is promised when the visit is planned and printed in the act, so its plan lives here
with the visit; the room `activation` reads it.
"""
