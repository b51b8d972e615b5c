"""The room's background job: sweeping the shelf."""

from procrastinate.contrib.django import app

from turnup.papers.actions import sweep_orphans


@app.periodic(cron="37 * * * *")
@app.task(name="papers.sweep", queue="papers", queueing_lock="papers.sweep")
def sweep(timestamp: int) -> None:
    """Remove the bytes that failed transactions left behind."""
    sweep_orphans()
