"""The worker: runs the rooms' background jobs (their `deliver.py`) from the database's queue.

`turnup serve` starts it; its one argument, the data folder, marks its process in a list.
"""

import os
from typing import TYPE_CHECKING

from procrastinate import PsycopgConnector

from turnup import environment

if TYPE_CHECKING:
    from procrastinate.connector import BaseConnector


class WorkersConnector(PsycopgConnector):
    """Fetches jobs by connections of its own; what a task queues goes by the task's, Django's.

    So a job that a task queues commits with the task's data, or not at all, as everywhere else.
    By procrastinate's own connector it would be there at once, be run before the data are, find
    nothing and be done.
    """

    def __init__(self, of_tasks: "BaseConnector"):
        from procrastinate.contrib.django.utils import connector_params

        super().__init__(kwargs=connector_params())
        self.of_tasks = of_tasks

    def get_sync_connector(self) -> "BaseConnector":
        """Return what a task's own thread uses."""
        return self.of_tasks


def main() -> None:
    """Run jobs until SIGTERM; then finish those in hand and end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "turnup.settings")
    import django

    django.setup()

    from procrastinate.contrib.django import app

    with app.replace_connector(WorkersConnector(app.connector)) as worker_app:
        worker_app.run_worker(
            name="turnup",
            concurrency=environment.read("TURNUP_WORKER_JOBS"),
            shutdown_graceful_timeout=environment.read("TURNUP_DRAIN_SECONDS"),
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=5.0,
            stalled_worker_timeout=20.0,
        )


if __name__ == "__main__":
    main()
