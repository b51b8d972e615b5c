"""Whom we connect: customers, their contacts and sites, and who looked at their data."""
