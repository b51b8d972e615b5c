"""The worker: runs the rooms' background jobs (their `deliver.py`) from the database's queue.

`turnup serve` starts it; its one argument, the data folder, marks its process in a list.
"""

import os

from turnup import environment


def main() -> None:
    """Run jobs until SIGTERM; then finish those in hand and end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "turnup.settings")
    import django

    django.setup()

    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
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
