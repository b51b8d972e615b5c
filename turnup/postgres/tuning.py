"""The settings a new server begins with, and why each differs from PostgreSQL's own default.

They stand in its `postgresql.conf`, which is the operator's from then on.
"""

from collections.abc import Mapping

# Durability is the contract (I15): fsync, full_page_writes and synchronous_commit stay on.
TUNING: Mapping[str, str] = {
    "max_connections": "100",
    "shared_buffers": "256MB",  # the default of 128MB is meant to start anywhere
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "min_wal_size": "256MB",  # recycled, so that a busy day does not create files
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",  # fewer whole pages in the log
    "random_page_cost": "1.1",  # solid-state disks
    "jit": "off",  # short statements only; compiling them costs more than it gains
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "2s",
    "log_checkpoints": "off",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",  # a week of logs, each day over last week's
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}
