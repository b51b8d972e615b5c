"""The worker's own upkeep, run from the queue like every room's jobs."""

from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

# A worker says every 5 s that it lives; one silent for this long is dead.
DEAD_AFTER_SECONDS = 20


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="requeue_stalled", pass_context=True, name="serving.requeue_stalled")
async def requeue_stalled(context: JobContext, timestamp: int) -> None:
    """Give jobs back whose worker died amid them: no job runs for ever (I20)."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        await jobs.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_done", pass_context=True, name="serving.forget_done")
async def forget_done(context: JobContext, timestamp: int) -> None:
    """Forget jobs done a week ago; failed ones stay, they are the dead letters."""
    await context.app.job_manager.delete_old_jobs(nb_hours=24 * 7)
