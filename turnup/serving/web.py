"""Gunicorn's settings for the web server that `turnup serve` starts."""

import ctypes
import signal

from turnup import environment

worker_class = "gthread"
workers = environment.read("TURNUP_WEB_PROCESSES")
threads = environment.read("TURNUP_WEB_THREADS")
graceful_timeout = environment.read("TURNUP_DRAIN_SECONDS")
timeout = max(60, graceful_timeout + 10)
keepalive = 5
# One import for all processes: a process that dies is replaced within milliseconds.
preload_app = True
control_socket_disable = True
loglevel = "warning"
forwarded_allow_ips = "*" if environment.read("TURNUP_BEHIND_PROXY") else "127.0.0.1"

_PR_SET_PDEATHSIG = 1


def pre_fork(server: object, worker: object) -> None:
    """Close what the import opened on the database: a connection must not be shared by a fork."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "_connection_pools", None):
            connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL's has it


def post_fork(server: object, worker: object) -> None:
    """Let this process die with its master, so that a killed master leaves no one behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
