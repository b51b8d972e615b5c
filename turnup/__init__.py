"""Turnup connects a provider's customers: from request to service, every gate kept."""

__version__ = "0.1.0"
