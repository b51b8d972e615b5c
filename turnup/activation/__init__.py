"""Stage 5: the service in use, its account in RADIUS, counting, monthly papers."""
