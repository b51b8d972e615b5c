"""Stage 1: the customer's request with its technical brief, the answer to it, and the terms."""
