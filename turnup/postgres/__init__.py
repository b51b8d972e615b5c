"""The embedded PostgreSQL: found, started, kept and stopped by Turnup itself."""
