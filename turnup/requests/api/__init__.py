"""The REST door of stage 1: an order's terms and proposal, and the public form's requests."""
