"""What background work promises (I20)."""

from typing import Final

from turnup.desk.rules.rule import Rule

JOBS: Final = (
    Rule(
        "I20",
        "a job runs without a living worker",
        "SELECT count(*) FROM procrastinate_jobs",
        """SELECT j.id FROM procrastinate_jobs j
             LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
            WHERE j.status = 'doing'
              AND (w.id IS NULL OR w.last_heartbeat < now() - interval '2 minutes')
              AND coalesce((SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id),
                           now() - interval '1 day') < now() - interval '2 minutes'""",
    ),
)
