"""Serving: the supervisor of web and worker, health, metrics, headers, logging."""
