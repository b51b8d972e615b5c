"""Stage 4's planning: the board of the crews, slots for an order, rosters, guaranteed terms."""
