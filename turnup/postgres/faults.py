"""What can go wrong with the embedded PostgreSQL, told so that a person can act on it."""


class DatabaseFault(Exception):
    """The embedded PostgreSQL cannot be used; the text says why and what would help."""
